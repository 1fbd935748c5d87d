/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit-owner-key.h"

#include "common/bytes.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { MAGIC_SIZE = 8, HASHED_SIZE = AUDIT_OWNER_KEY_SIZE - AUDIT_OWNER_KEY_HASH_SIZE };

static const char magic[] = "HTAUKEY\n";

void audit_owner_key_encode(const struct audit_owner_key *key, uint8_t out[AUDIT_OWNER_KEY_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, HASHED_SIZE);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, AUDIT_OWNER_KEY_VERSION);
	put_u16(&w, 0);
	put_u32(&w, 0);
	put_bytes(&w, key->key_id, sizeof(key->key_id));
	put_u64(&w, key->first_sequence);
	put_bytes(&w, key->first_key, sizeof(key->first_key));
	put_bytes(&w, key->content_key, sizeof(key->content_key));
	put_bytes(&w, key->hub_public, sizeof(key->hub_public));
	crypto_generichash(out + HASHED_SIZE, AUDIT_OWNER_KEY_HASH_SIZE, out, HASHED_SIZE, NULL, 0);
}

static void get_bytes(struct byte_reader *r, uint8_t *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

int audit_owner_key_decode(struct audit_owner_key *key, const uint8_t *data, size_t size)
{
	uint8_t hash[AUDIT_OWNER_KEY_HASH_SIZE];
	struct byte_reader r;

	if (size < MAGIC_SIZE + 2 || memcmp(data, magic, MAGIC_SIZE) != 0)
		return -EINVAL;
	byte_reader_init(&r, data + MAGIC_SIZE, size - MAGIC_SIZE);
	if (get_u16(&r) != AUDIT_OWNER_KEY_VERSION)
		return -EPROTONOSUPPORT;
	if (size != AUDIT_OWNER_KEY_SIZE || get_u16(&r) != 0 || get_u32(&r) != 0)
		return -EBADMSG;
	crypto_generichash(hash, sizeof(hash), data, HASHED_SIZE, NULL, 0);
	if (memcmp(hash, data + HASHED_SIZE, sizeof(hash)) != 0)
		return -EBADMSG;
	get_bytes(&r, key->key_id, sizeof(key->key_id));
	key->first_sequence = get_u64(&r);
	get_bytes(&r, key->first_key, sizeof(key->first_key));
	get_bytes(&r, key->content_key, sizeof(key->content_key));
	get_bytes(&r, key->hub_public, sizeof(key->hub_public));
	return key->first_sequence > 0 ? 0 : -EBADMSG;
}

int audit_owner_key_check(const uint8_t *data, size_t size)
{
	struct audit_owner_key key;
	int code = audit_owner_key_decode(&key, data, size);

	sodium_memzero(&key, sizeof(key));
	return code;
}
