/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit-chain.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

_Static_assert(AUDIT_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(AUDIT_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");
_Static_assert(AUDIT_SEALED_SIZE == AUDIT_PLAIN_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	       "tag");
/* The arrays below fill the personal string exactly; they have no final zero. */
_Static_assert(crypto_generichash_blake2b_PERSONALBYTES == 16, "personal strings");

static const char next_personal[16] = "HT audit key nxt";
static const char entry_personal[16] = "HT audit entry  ";
static const char header_personal[16] = "HT audit header ";
static const char digest_personal[16] = "HT audit digest ";

static void keyed_hash(uint8_t out[32], const char personal[16], const uint8_t *key,
		       const uint8_t *data, size_t size)
{
	static const uint8_t no_salt[crypto_generichash_blake2b_SALTBYTES];

	crypto_generichash_blake2b_salt_personal(out, 32, data, size, key, key ? AUDIT_KEY_SIZE : 0,
						 no_salt, (const uint8_t *)personal);
}

void audit_key_next(uint8_t key[AUDIT_KEY_SIZE])
{
	/* libsodium reads all of its input before it writes the hash. */
	uint8_t next[AUDIT_KEY_SIZE];

	keyed_hash(next, next_personal, key, NULL, 0);
	memcpy(key, next, sizeof(next));
	sodium_memzero(next, sizeof(next));
}

void audit_key_advance(uint8_t key[AUDIT_KEY_SIZE], uint64_t steps)
{
	for (; steps > 0; steps--)
		audit_key_next(key);
}

static int check(const char personal[16], const uint8_t *key, const uint8_t *block)
{
	uint8_t mac[AUDIT_MAC_SIZE];

	keyed_hash(mac, personal, key, block, AUDIT_MAC_AT);
	return sodium_memcmp(mac, block + AUDIT_MAC_AT, AUDIT_MAC_SIZE) == 0 ? 0 : -EBADMSG;
}

void audit_sign_entry(const uint8_t key[AUDIT_KEY_SIZE], uint8_t block[AUDIT_BLOCK_SIZE])
{
	keyed_hash(block + AUDIT_MAC_AT, entry_personal, key, block, AUDIT_MAC_AT);
}

int audit_check_entry(const uint8_t key[AUDIT_KEY_SIZE], const uint8_t block[AUDIT_BLOCK_SIZE])
{
	return check(entry_personal, key, block);
}

void audit_sign_header(const uint8_t key[AUDIT_KEY_SIZE], uint8_t block[AUDIT_BLOCK_SIZE])
{
	keyed_hash(block + AUDIT_MAC_AT, header_personal, key, block, AUDIT_MAC_AT);
}

int audit_check_header(const uint8_t key[AUDIT_KEY_SIZE], const uint8_t block[AUDIT_BLOCK_SIZE])
{
	return check(header_personal, key, block);
}

void audit_digest_add(uint8_t digest[AUDIT_DIGEST_SIZE], const uint8_t block[AUDIT_BLOCK_SIZE])
{
	uint8_t input[AUDIT_DIGEST_SIZE + AUDIT_BLOCK_SIZE];

	memcpy(input, digest, AUDIT_DIGEST_SIZE);
	memcpy(input + AUDIT_DIGEST_SIZE, block, AUDIT_BLOCK_SIZE);
	keyed_hash(digest, digest_personal, NULL, input, sizeof(input));
}

void audit_seal(const uint8_t content_key[AUDIT_KEY_SIZE], const struct audit_plain *plain,
		struct audit_block *block)
{
	uint8_t bytes[AUDIT_PLAIN_SIZE];
	uint8_t encoded[AUDIT_BLOCK_SIZE];

	randombytes_buf(block->nonce, sizeof(block->nonce));
	audit_plain_encode(plain, bytes);
	audit_block_encode(block, encoded);
	crypto_aead_xchacha20poly1305_ietf_encrypt(block->sealed, NULL, bytes, sizeof(bytes),
						   encoded, AUDIT_SEALED_AT, NULL, block->nonce,
						   content_key);
	sodium_memzero(bytes, sizeof(bytes));
}

int audit_unseal(const uint8_t content_key[AUDIT_KEY_SIZE], const struct audit_block *block,
		 struct audit_plain *plain)
{
	uint8_t bytes[AUDIT_PLAIN_SIZE];
	uint8_t encoded[AUDIT_BLOCK_SIZE];
	int code = -EBADMSG;

	audit_block_encode(block, encoded);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		bytes, NULL, NULL, block->sealed, sizeof(block->sealed), encoded, AUDIT_SEALED_AT,
		block->nonce, content_key) == 0)
		code = audit_plain_decode(plain, bytes);
	sodium_memzero(bytes, sizeof(bytes));
	return code;
}
