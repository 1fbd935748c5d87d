/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first bytes of a sealed file. Pure: no files, no allocation, no Argon2id.
 *
 * Little-endian, SEALED_HEADER_SIZE bytes:
 *    8  magic "HTSEAL\r\n"
 *    2  version: 1, or 2 for what the hub opens
 *    1  what opens it: 1 = a passphrase by Argon2id 1.3, 2 = a key of 32 bytes, 3 = the hub
 *    1  0
 *    8  Argon2id memory in bytes, within the limits of privacy/keys/keyfile.h; 0 but for a
 *       passphrase
 *    8  Argon2id passes, likewise
 *   16  Argon2id salt, likewise
 *   24  header of libsodium's secretstream (XChaCha20-Poly1305)
 * and in version 2
 *   80  the stream's random key, sealed to the hub's X25519 public key (libsodium crypto_box_seal)
 *
 * Chunks follow, each a u32 of its size and so many bytes of one secretstream message:
 * SEALED_CHUNK_OVERHEAD more than what is in it. The first is empty and authenticates all of this;
 * the last carries the tag "final". A file without it was cut short.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	SEALED_VERSION = 1,
	SEALED_VERSION_HUB = 2,
	SEALED_SALT_SIZE = 16,
	SEALED_STREAM_SIZE = 24,
	SEALED_KEY_SIZE = 32,
	SEALED_HEADER_SIZE = 8 + 2 + 1 + 1 + 8 + 8 + SEALED_SALT_SIZE + SEALED_STREAM_SIZE,
	SEALED_BOX_SIZE = SEALED_KEY_SIZE + 48,
	SEALED_CHUNK_MAX = 1 << 16, /* of what is in it */
	SEALED_CHUNK_OVERHEAD = 17,
};

enum sealed_by { SEALED_BY_PASSPHRASE = 1, SEALED_BY_KEY = 2, SEALED_BY_HUB = 3 };

struct sealed_header {
	enum sealed_by by;
	uint64_t argon2id_memory_bytes;
	uint64_t argon2id_passes;
	uint8_t salt[SEALED_SALT_SIZE];
	uint8_t stream[SEALED_STREAM_SIZE];
};

/* Bytes between the header and the first chunk. */
size_t sealed_header_box_size(const struct sealed_header *header);
void sealed_header_encode(const struct sealed_header *header, uint8_t out[SEALED_HEADER_SIZE]);
/* Returns 0; -EINVAL for what is no sealed file, -EPROTONOSUPPORT for a later version, -EBADMSG for
 * one that lies, -ERANGE for parameters outside the limits. */
int sealed_header_decode(struct sealed_header *header, const uint8_t data[SEALED_HEADER_SIZE]);
