/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/keyfile.h"

#include "common/bytes.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

enum {
	PROFILE = 1,
	MAGIC_SIZE = 8,
	FLAG_ROTATING = 1,
	FLAG_CARRIED = 2,
};

static const uint8_t magic[MAGIC_SIZE] = {'H', 'T', 'K', 'E', 'Y', 'S', '\r', '\n'};

static void hash(uint8_t out[KEYFILE_HASH_SIZE], const uint8_t *data, size_t size)
{
	crypto_generichash(out, KEYFILE_HASH_SIZE, data, size, NULL, 0);
}

int keyfile_check_limits(uint64_t argon2id_memory_bytes, uint64_t argon2id_passes)
{
	if (argon2id_memory_bytes < KEYFILE_MEMORY_MIN_BYTES ||
	    argon2id_memory_bytes > KEYFILE_MEMORY_MAX_BYTES ||
	    argon2id_passes < KEYFILE_PASSES_MIN || argon2id_passes > KEYFILE_PASSES_MAX ||
	    argon2id_memory_bytes * argon2id_passes > KEYFILE_WORK_MAX_BYTES)
		return -ERANGE;
	return 0;
}

static int check_work(const struct keyfile *keyfile)
{
	uint64_t work_bytes = 0;

	for (unsigned i = 0; i < keyfile->slot_count; i++) {
		const struct keyfile_slot *slot = &keyfile->slots[i];

		if (slot->kind != KEYFILE_PASSPHRASE)
			continue;
		if (keyfile_check_limits(slot->argon2id_memory_bytes, slot->argon2id_passes) < 0)
			return -ERANGE;
		work_bytes += slot->argon2id_memory_bytes * slot->argon2id_passes;
	}
	return work_bytes > KEYFILE_WORK_MAX_BYTES ? -ERANGE : 0;
}

static void put_name(struct byte_writer *w, const struct keyfile_slot *slot)
{
	size_t size = strnlen(slot->label, sizeof(slot->label) - 1);

	put_u16(w, slot->id);
	put_u8(w, slot->kind);
	put_u64(w, (uint64_t)slot->made_utc_s);
	put_u8(w, (uint8_t)size);
	put_bytes(w, slot->label, size);
}

/* Up to the seal. */
static void put_parameters(struct byte_writer *w, const struct keyfile_slot *slot)
{
	if (slot->kind == KEYFILE_ESCROW) {
		put_bytes(w, slot->public_key, sizeof(slot->public_key));
		return;
	}
	if (slot->kind == KEYFILE_PASSPHRASE) {
		put_u64(w, slot->argon2id_memory_bytes);
		put_u64(w, slot->argon2id_passes);
	}
	put_bytes(w, slot->salt, sizeof(slot->salt));
	put_bytes(w, slot->nonce, sizeof(slot->nonce));
}

static void put_start(struct byte_writer *w, const struct keyfile *keyfile)
{
	put_bytes(w, magic, sizeof(magic));
	put_u16(w, keyfile->version);
	put_u16(w, keyfile->database_profile);
	if (keyfile->version == 1) {
		put_u8(w, 1);
		put_u8(w, KEYFILE_PASSPHRASE);
	} else {
		put_u32(w, keyfile->generation);
	}
}

size_t keyfile_authenticated(const struct keyfile *keyfile, const struct keyfile_slot *slot,
			     uint8_t out[KEYFILE_AUTHENTICATED_MAX])
{
	struct byte_writer w;

	byte_writer_init(&w, out, KEYFILE_AUTHENTICATED_MAX);
	put_start(&w, keyfile);
	if (keyfile->version > 1)
		put_name(&w, slot);
	put_parameters(&w, slot);
	return w.at;
}

static void put_slot(struct byte_writer *w, const struct keyfile_slot *slot)
{
	put_name(w, slot);
	put_parameters(w, slot);
	if (slot->kind == KEYFILE_ESCROW)
		put_bytes(w, slot->escrowed, sizeof(slot->escrowed));
	else
		put_bytes(w, slot->sealed_key, sizeof(slot->sealed_key));
}

static void put_body(struct byte_writer *w, const struct keyfile *keyfile)
{
	put_start(w, keyfile);
	put_bytes(w, keyfile->box_public, sizeof(keyfile->box_public));
	put_bytes(w, keyfile->sign_public, sizeof(keyfile->sign_public));
	put_u8(w, (uint8_t)((keyfile->rotating ? FLAG_ROTATING : 0) |
			    (keyfile->has_carried ? FLAG_CARRIED : 0)));
	if (keyfile->rotating) {
		put_bytes(w, keyfile->previous_nonce, sizeof(keyfile->previous_nonce));
		put_bytes(w, keyfile->previous, sizeof(keyfile->previous));
	}
	if (keyfile->has_carried) {
		put_bytes(w, keyfile->carried_nonce, sizeof(keyfile->carried_nonce));
		put_bytes(w, keyfile->carried, sizeof(keyfile->carried));
	}
	put_u16(w, keyfile->next_slot_id);
	put_u8(w, keyfile->slot_count);
	for (unsigned i = 0; i < keyfile->slot_count; i++)
		put_slot(w, &keyfile->slots[i]);
}

size_t keyfile_encode_body(const struct keyfile *keyfile, uint8_t out[KEYFILE_SIZE_MAX])
{
	struct byte_writer w;

	byte_writer_init(&w, out, KEYFILE_SIZE_MAX);
	put_body(&w, keyfile);
	return w.at;
}

size_t keyfile_encode(const struct keyfile *keyfile, uint8_t out[KEYFILE_SIZE_MAX])
{
	size_t size = keyfile_encode_body(keyfile, out);

	memcpy(out + size, keyfile->keyed_hash, KEYFILE_HASH_SIZE);
	size += KEYFILE_HASH_SIZE;
	hash(out + size, out, size);
	return size + KEYFILE_HASH_SIZE;
}

/* In every version the magic comes first and the hash last: so a file of a later version is told
 * from a damaged one. */
static int check_frame(const uint8_t *data, size_t size)
{
	uint8_t expected[KEYFILE_HASH_SIZE];

	if (size < MAGIC_SIZE + 2 + KEYFILE_HASH_SIZE || size > KEYFILE_SIZE_MAX ||
	    memcmp(data, magic, sizeof(magic)) != 0)
		return -EBADMSG;
	hash(expected, data, size - KEYFILE_HASH_SIZE);
	if (memcmp(expected, data + size - KEYFILE_HASH_SIZE, KEYFILE_HASH_SIZE) != 0)
		return -EBADMSG;
	return 0;
}

static void get_bytes(struct byte_reader *r, uint8_t *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

static void get_label(struct byte_reader *r, struct keyfile_slot *slot)
{
	size_t size = get_u8(r);
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (!bytes || size >= sizeof(slot->label) || memchr(bytes, '\0', size)) {
		r->failed = true;
		return;
	}
	memcpy(slot->label, bytes, size);
}

static void get_parameters(struct byte_reader *r, struct keyfile_slot *slot)
{
	if (slot->kind == KEYFILE_ESCROW) {
		get_bytes(r, slot->public_key, sizeof(slot->public_key));
		get_bytes(r, slot->escrowed, sizeof(slot->escrowed));
		return;
	}
	if (slot->kind == KEYFILE_PASSPHRASE) {
		slot->argon2id_memory_bytes = get_u64(r);
		slot->argon2id_passes = get_u64(r);
	}
	get_bytes(r, slot->salt, sizeof(slot->salt));
	get_bytes(r, slot->nonce, sizeof(slot->nonce));
	get_bytes(r, slot->sealed_key, sizeof(slot->sealed_key));
}

static int get_slot(struct byte_reader *r, struct keyfile_slot *slot)
{
	slot->id = get_u16(r);
	slot->kind = get_u8(r);
	slot->made_utc_s = (int64_t)get_u64(r);
	get_label(r, slot);
	if (r->failed)
		return -EBADMSG;
	if (slot->kind < KEYFILE_PASSPHRASE || slot->kind > KEYFILE_ESCROW)
		return -EPROTONOSUPPORT;
	get_parameters(r, slot);
	return r->failed ? -EBADMSG : 0;
}

static int get_slots(struct byte_reader *r, struct keyfile *keyfile)
{
	uint16_t after = 0;

	keyfile->next_slot_id = get_u16(r);
	keyfile->slot_count = get_u8(r);
	if (r->failed || keyfile->slot_count == 0 || keyfile->slot_count > KEYFILE_SLOTS_MAX)
		return -EBADMSG;
	for (unsigned i = 0; i < keyfile->slot_count; i++) {
		struct keyfile_slot *slot = &keyfile->slots[i];
		int code = get_slot(r, slot);

		if (code < 0)
			return code;
		if (slot->id <= after || slot->id >= keyfile->next_slot_id)
			return -EBADMSG;
		after = slot->id;
	}
	return 0;
}

static int decode_2(struct keyfile *keyfile, struct byte_reader *r)
{
	uint8_t flags;
	int code;

	keyfile->generation = get_u32(r);
	get_bytes(r, keyfile->box_public, sizeof(keyfile->box_public));
	get_bytes(r, keyfile->sign_public, sizeof(keyfile->sign_public));
	flags = get_u8(r);
	if (flags & ~(FLAG_ROTATING | FLAG_CARRIED))
		return -EPROTONOSUPPORT;
	keyfile->rotating = (flags & FLAG_ROTATING) != 0;
	keyfile->has_carried = (flags & FLAG_CARRIED) != 0;
	if (keyfile->rotating) {
		get_bytes(r, keyfile->previous_nonce, sizeof(keyfile->previous_nonce));
		get_bytes(r, keyfile->previous, sizeof(keyfile->previous));
	}
	if (keyfile->has_carried) {
		get_bytes(r, keyfile->carried_nonce, sizeof(keyfile->carried_nonce));
		get_bytes(r, keyfile->carried, sizeof(keyfile->carried));
	}
	code = get_slots(r, keyfile);
	get_bytes(r, keyfile->keyed_hash, sizeof(keyfile->keyed_hash));
	return code;
}

static int decode_1(struct keyfile *keyfile, struct byte_reader *r)
{
	struct keyfile_slot *slot = &keyfile->slots[0];
	uint8_t slots = get_u8(r);

	slot->kind = get_u8(r);
	if (slots != 1 || slot->kind != KEYFILE_PASSPHRASE)
		return -EPROTONOSUPPORT;
	slot->id = 1;
	keyfile->next_slot_id = 2;
	keyfile->slot_count = 1;
	keyfile->generation = 1;
	get_parameters(r, slot);
	return 0;
}

int keyfile_decode(struct keyfile *keyfile, const uint8_t *data, size_t size)
{
	struct byte_reader r;
	int code;

	memset(keyfile, 0, sizeof(*keyfile));
	if (check_frame(data, size) < 0)
		return -EBADMSG;

	byte_reader_init(&r, data + MAGIC_SIZE, size - MAGIC_SIZE - KEYFILE_HASH_SIZE);
	keyfile->version = get_u16(&r);
	keyfile->database_profile = get_u16(&r);
	if (keyfile->version < 1 || keyfile->version > KEYFILE_VERSION ||
	    keyfile->database_profile != PROFILE)
		return -EPROTONOSUPPORT;
	code = keyfile->version == 1 ? decode_1(keyfile, &r) : decode_2(keyfile, &r);
	if (code < 0)
		return code;
	if (r.failed || byte_reader_left(&r) > 0 || keyfile->generation == 0)
		return -EBADMSG;
	return check_work(keyfile);
}
