/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of DIR/keys. Pure: no files, no allocation, no Argon2id.
 *
 * Version 1, little-endian, KEYFILE_SIZE bytes:
 *    8  magic "HTKEYS\r\n"
 *    2  version, 1
 *    2  format profile of the database, 1 (privacy/store-connection.h)
 *    1  slots, 1
 *    1  kind of the slot, 1 = passphrase by Argon2id 1.3
 *    8  Argon2id memory in bytes
 *    8  Argon2id passes
 *   16  Argon2id salt
 *   24  nonce
 *   48  the data key, sealed by XChaCha20-Poly1305 (RFC 8439 with a 192-bit nonce); everything
 *       before it is the additional data
 *   32  BLAKE2b of everything before it
 *
 * The seal cannot tell a wrong passphrase from a changed file. The hash can tell a file that went
 * bad; whoever changes a file on purpose can make it anew, and then only the seal refuses it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	KEYFILE_VERSION = 1,
	KEYFILE_SALT_SIZE = 16,
	KEYFILE_NONCE_SIZE = 24,
	KEYFILE_KEY_SIZE = 32,
	KEYFILE_SEALED_SIZE = KEYFILE_KEY_SIZE + 16,
	KEYFILE_HASH_SIZE = 32,
	KEYFILE_AUTHENTICATED_SIZE = 8 + 2 + 2 + 1 + 1 + 8 + 8 + 16 + 24,
	KEYFILE_SIZE = KEYFILE_AUTHENTICATED_SIZE + KEYFILE_SEALED_SIZE + KEYFILE_HASH_SIZE,
};

/* What a file may ask of the machine that opens it. The product of memory and passes is what costs
 * time: its limit is 32 times the default's. */
#define KEYFILE_MEMORY_MIN_BYTES UINT64_C(8192)
#define KEYFILE_MEMORY_MAX_BYTES (UINT64_C(1) << 30)
#define KEYFILE_PASSES_MIN       UINT64_C(1)
#define KEYFILE_PASSES_MAX       UINT64_C(1024)
#define KEYFILE_WORK_MAX_BYTES   (UINT64_C(1) << 33)

struct keyfile {
	uint16_t database_profile;
	uint64_t argon2id_memory_bytes;
	uint64_t argon2id_passes;
	uint8_t salt[KEYFILE_SALT_SIZE];
	uint8_t nonce[KEYFILE_NONCE_SIZE];
	uint8_t sealed_key[KEYFILE_SEALED_SIZE];
};

/* 0, or -ERANGE where the parameters are outside the limits above. */
int keyfile_check_limits(uint64_t argon2id_memory_bytes, uint64_t argon2id_passes);
/* The additional data of the seal. */
void keyfile_authenticated(const struct keyfile *keyfile, uint8_t out[KEYFILE_AUTHENTICATED_SIZE]);
void keyfile_encode(const struct keyfile *keyfile, uint8_t out[KEYFILE_SIZE]);
/* Returns 0; -EBADMSG for bytes that are not what was written; -EPROTONOSUPPORT for a version,
 * slot or profile of another time; -ERANGE for parameters outside the limits. */
int keyfile_decode(struct keyfile *keyfile, const uint8_t *data, size_t size);
