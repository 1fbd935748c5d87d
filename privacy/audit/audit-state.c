/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/state-dir.h"
#include "privacy/audit/audit-state.h"

#include "common/bytes.h"
#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum {
	MAGIC_SIZE = 8,
	VERSION = 1,
	NONCE_SIZE = 24,
	HASH_SIZE = 16,
	AUTHENTICATED_SIZE = MAGIC_SIZE + 2 + 2 + 4 + 8 + NONCE_SIZE,
	BODY_SIZE = 8 + 4 + 4 + 8 + 4 + 8 + AUDIT_DIGEST_SIZE + AUDIT_KEY_ID_SIZE +
		    AUDIT_SIGNS_AS_BYTES + 3 * AUDIT_KEY_SIZE,
	SEALED_SIZE = BODY_SIZE + 16,
	SLOT_SIZE = AUTHENTICATED_SIZE + SEALED_SIZE + HASH_SIZE,
	SLOT_DISTANCE = HT_AUDIT_STATE_FILE_SIZE / 2,
};

static const char magic[] = "HTAUSTA\n";

HtAuditState *ht_audit_state_new(void)
{
	HtAuditState *state = sodium_malloc((sizeof(HtAuditState) + 15) & ~(gsize)15);

	if (!state)
		g_error("cannot get %" G_GSIZE_FORMAT " bytes of guarded memory",
			sizeof(HtAuditState));
	memset(state, 0, sizeof(*state));
	return state;
}

void ht_audit_state_free(HtAuditState *state)
{
	sodium_free(state);
}

static void encode_body(const HtAuditState *state, guint8 *out)
{
	struct byte_writer w;

	byte_writer_init(&w, out, BODY_SIZE);
	put_u64(&w, state->next_sequence);
	put_u32(&w, state->file_number);
	put_u32(&w, state->file_reason);
	put_u64(&w, state->file_first);
	put_u32(&w, state->key_is_here ? 1 : 0);
	put_u64(&w, state->first_sequence);
	put_bytes(&w, state->digest, sizeof(state->digest));
	put_bytes(&w, state->key_id, sizeof(state->key_id));
	put_bytes(&w, state->announced, sizeof(state->announced));
	put_bytes(&w, state->key, sizeof(state->key));
	put_bytes(&w, state->content_key, sizeof(state->content_key));
	put_bytes(&w, state->first_key, sizeof(state->first_key));
	g_assert(!w.failed && w.at == BODY_SIZE);
}

static void get_bytes(struct byte_reader *r, guint8 *out, gsize size)
{
	memcpy(out, byte_reader_skip(r, size), size);
}

static void decode_body(HtAuditState *state, const guint8 *body)
{
	struct byte_reader r;

	byte_reader_init(&r, body, BODY_SIZE);
	state->next_sequence = get_u64(&r);
	state->file_number = get_u32(&r);
	state->file_reason = get_u32(&r);
	state->file_first = get_u64(&r);
	state->key_is_here = get_u32(&r) != 0;
	state->first_sequence = get_u64(&r);
	get_bytes(&r, state->digest, sizeof(state->digest));
	get_bytes(&r, state->key_id, sizeof(state->key_id));
	get_bytes(&r, state->announced, sizeof(state->announced));
	get_bytes(&r, state->key, sizeof(state->key));
	get_bytes(&r, state->content_key, sizeof(state->content_key));
	get_bytes(&r, state->first_key, sizeof(state->first_key));
}

static void hash_slot(const guint8 *slot, guint8 hash[HASH_SIZE])
{
	crypto_generichash(hash, HASH_SIZE, slot, SLOT_SIZE - HASH_SIZE, NULL, 0);
}

static void seal_slot(const HtAuditState *state, const HtSecret *wrapping_key, guint8 *slot)
{
	guint8 *body = sodium_malloc(BODY_SIZE);
	guint8 nonce[NONCE_SIZE];
	struct byte_writer w;

	if (!body)
		g_error("cannot get %d bytes of guarded memory", BODY_SIZE);
	randombytes_buf(nonce, sizeof(nonce));
	byte_writer_init(&w, slot, AUTHENTICATED_SIZE);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, VERSION);
	put_u16(&w, 0);
	put_u32(&w, 0);
	put_u64(&w, state->generation);
	put_bytes(&w, nonce, sizeof(nonce));
	encode_body(state, body);
	crypto_aead_xchacha20poly1305_ietf_encrypt(slot + AUTHENTICATED_SIZE, NULL, body, BODY_SIZE,
						   slot, AUTHENTICATED_SIZE, NULL, nonce,
						   ht_secret_bytes(wrapping_key));
	sodium_free(body);
	hash_slot(slot, slot + SLOT_SIZE - HASH_SIZE);
}

static gboolean is_whole(const guint8 *slot)
{
	guint8 hash[HASH_SIZE];
	struct byte_reader r;

	hash_slot(slot, hash);
	byte_reader_init(&r, slot + MAGIC_SIZE, 2);
	return memcmp(hash, slot + SLOT_SIZE - HASH_SIZE, HASH_SIZE) == 0 &&
	       memcmp(slot, magic, MAGIC_SIZE) == 0 && get_u16(&r) == VERSION;
}

static guint64 generation_of(const guint8 *slot)
{
	struct byte_reader r;

	byte_reader_init(&r, slot + MAGIC_SIZE + 2 + 2 + 4, 8);
	return get_u64(&r);
}

static gboolean unseal_slot(HtAuditState *state, const HtSecret *wrapping_key, const guint8 *slot)
{
	guint8 *body = sodium_malloc(BODY_SIZE);
	gboolean ok;

	if (!body)
		g_error("cannot get %d bytes of guarded memory", BODY_SIZE);
	ok = crypto_aead_xchacha20poly1305_ietf_decrypt(
		 body, NULL, NULL, slot + AUTHENTICATED_SIZE, SEALED_SIZE, slot, AUTHENTICATED_SIZE,
		 slot + AUTHENTICATED_SIZE - NONCE_SIZE, ht_secret_bytes(wrapping_key)) == 0;
	if (ok) {
		decode_body(state, body);
		state->generation = generation_of(slot);
	}
	sodium_free(body);
	return ok;
}

static gboolean read_slot(int fd, guint index, guint8 slot[SLOT_SIZE])
{
	return pread(fd, slot, SLOT_SIZE, (off_t)index * SLOT_DISTANCE) == SLOT_SIZE &&
	       is_whole(slot);
}

gboolean ht_audit_state_load(int fd, const char *path, const HtSecret *wrapping_key,
			     HtAuditState *state, GError **error)
{
	guint8 slot[2][SLOT_SIZE];
	gboolean whole[2] = {read_slot(fd, 0, slot[0]), read_slot(fd, 1, slot[1])};
	guint newest = whole[1] && (!whole[0] || generation_of(slot[1]) > generation_of(slot[0]));

	if (!whole[newest]) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "%s holds no state of the audit chain", path);
		return FALSE;
	}
	if (unseal_slot(state, wrapping_key, slot[newest]))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY,
		    "%s belongs to other keys: put back the one that belongs to this hub", path);
	return FALSE;
}

gboolean ht_audit_state_store(int fd, const char *path, const HtSecret *wrapping_key,
			      HtAuditState *state, GError **error)
{
	static const guint8 wiped[SLOT_SIZE];
	guint8 slot[SLOT_SIZE];
	goffset offset;

	state->generation++;
	offset = (goffset)(state->generation % 2) * SLOT_DISTANCE;
	seal_slot(state, wrapping_key, slot);
	if (!ht_fd_write_at(fd, slot, sizeof(slot), offset) || fdatasync(fd) < 0) {
		int failed = errno;

		/* Half of it may stand there; its hash tells. */
		ht_fd_write_at(fd, wiped, sizeof(wiped), offset);
		state->generation--;
		ht_state_dir_error(error, failed, "cannot write", path);
		return FALSE;
	}
	/* Synced with the next state: until then the page cache is what a thief would read. */
	ht_fd_write_at(fd, wiped, sizeof(wiped), SLOT_DISTANCE - offset);
	return TRUE;
}
