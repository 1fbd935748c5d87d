/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keyfile.h"

#include "common/bytes.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { PROFILE = 1, SLOTS = 1, SLOT_PASSPHRASE = 1, MAGIC_SIZE = 8 };

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

void keyfile_authenticated(const struct keyfile *keyfile, uint8_t out[KEYFILE_AUTHENTICATED_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, KEYFILE_AUTHENTICATED_SIZE);
	put_bytes(&w, magic, sizeof(magic));
	put_u16(&w, KEYFILE_VERSION);
	put_u16(&w, keyfile->database_profile);
	put_u8(&w, SLOTS);
	put_u8(&w, SLOT_PASSPHRASE);
	put_u64(&w, keyfile->argon2id_memory_bytes);
	put_u64(&w, keyfile->argon2id_passes);
	put_bytes(&w, keyfile->salt, sizeof(keyfile->salt));
	put_bytes(&w, keyfile->nonce, sizeof(keyfile->nonce));
}

void keyfile_encode(const struct keyfile *keyfile, uint8_t out[KEYFILE_SIZE])
{
	keyfile_authenticated(keyfile, out);
	memcpy(out + KEYFILE_AUTHENTICATED_SIZE, keyfile->sealed_key, KEYFILE_SEALED_SIZE);
	hash(out + KEYFILE_SIZE - KEYFILE_HASH_SIZE, out, KEYFILE_SIZE - KEYFILE_HASH_SIZE);
}

/* In every version the magic comes first and the hash last: so a file of a later version is told
 * from a damaged one. */
static int check_frame(const uint8_t *data, size_t size)
{
	uint8_t expected[KEYFILE_HASH_SIZE];

	if (size < MAGIC_SIZE + 2 + KEYFILE_HASH_SIZE || memcmp(data, magic, sizeof(magic)) != 0)
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

int keyfile_decode(struct keyfile *keyfile, const uint8_t *data, size_t size)
{
	struct byte_reader r;
	uint16_t version;
	uint8_t slots;
	uint8_t slot;

	memset(keyfile, 0, sizeof(*keyfile));
	if (check_frame(data, size) < 0)
		return -EBADMSG;

	byte_reader_init(&r, data + MAGIC_SIZE, size - MAGIC_SIZE - KEYFILE_HASH_SIZE);
	version = get_u16(&r);
	keyfile->database_profile = get_u16(&r);
	slots = get_u8(&r);
	slot = get_u8(&r);
	if (version != KEYFILE_VERSION || keyfile->database_profile != PROFILE || slots != SLOTS ||
	    slot != SLOT_PASSPHRASE)
		return -EPROTONOSUPPORT;
	keyfile->argon2id_memory_bytes = get_u64(&r);
	keyfile->argon2id_passes = get_u64(&r);
	get_bytes(&r, keyfile->salt, sizeof(keyfile->salt));
	get_bytes(&r, keyfile->nonce, sizeof(keyfile->nonce));
	get_bytes(&r, keyfile->sealed_key, sizeof(keyfile->sealed_key));
	if (r.failed || byte_reader_left(&r) > 0)
		return -EBADMSG;
	return keyfile_check_limits(keyfile->argon2id_memory_bytes, keyfile->argon2id_passes);
}
