/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of DIR/keys. Pure: no files, no allocation, no Argon2id.
 *
 * Version 2, little-endian, at most KEYFILE_SIZE_MAX bytes:
 *    8  magic "HTKEYS\r\n"
 *    2  version, 2
 *    2  format profile of the database, 1 (privacy/store/store-connection.h)
 *    4  generation of the data key, from 1; one more with each rotation
 *   64  public halves of the hub's X25519 and Ed25519 pairs, readable by a locked hub
 *    1  flags: 1 = a rotation is under way, 2 = there are carried keys
 *   72  if under way: nonce, and the data key before, sealed by the data key
 *  136  if carried: nonce, and the keys that a rotation leaves as they are, sealed by the data key
 *    2  id of the next slot
 *    1  slots, 1 to KEYFILE_SLOTS_MAX
 *       the slots, ids rising: u16 id, u8 kind, i64 made at (s of UTC), u8 length and label, then
 *         passphrase: 8 Argon2id memory in bytes, 8 passes, 16 salt, 24 nonce, 48 sealed data key
 *         recovery, credential: 16 salt, 24 nonce, 48 sealed data key
 *         escrow: 32 X25519 public key of who may open it, 112 sealed box (crypto_box_seal) of the
 *           data key and a hash of what is authenticated
 *   32  keyed hash of everything before it, with a key that comes of the data key
 *   32  BLAKE2b of everything before it
 *
 * A seal is XChaCha20-Poly1305 (RFC 8439 with a 192-bit nonce); what stands before it in its slot,
 * and magic, version, profile and generation, are the additional data. A seal cannot tell a wrong
 * secret from a changed file. The last hash can tell a file that went bad; whoever changes a file
 * on purpose can make it anew, and is found out by the keyed one when the file is opened.
 *
 * Version 1, 150 bytes, is read: magic, version 1, profile, u8 1 slot, u8 kind 1, then the
 * passphrase slot as above from its memory on, and BLAKE2b. Everything before the sealed key is
 * its additional data.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	KEYFILE_VERSION = 2,
	KEYFILE_SALT_SIZE = 16,
	KEYFILE_NONCE_SIZE = 24,
	KEYFILE_KEY_SIZE = 32,
	KEYFILE_TAG_SIZE = 16,
	KEYFILE_SEALED_SIZE = KEYFILE_KEY_SIZE + KEYFILE_TAG_SIZE,
	KEYFILE_ESCROW_SIZE = 2 * KEYFILE_KEY_SIZE + 48,
	KEYFILE_HASH_SIZE = 32,
	KEYFILE_CARRIED_KEYS = 3,
	KEYFILE_CARRIED_SIZE = KEYFILE_CARRIED_KEYS * KEYFILE_KEY_SIZE + KEYFILE_TAG_SIZE,
	KEYFILE_LABEL_MAX = 64, /* with the final zero */
	KEYFILE_SLOTS_MAX = 16,
	KEYFILE_SIZE_MAX = 4096,
	/* What a slot's seal authenticates, at most. */
	KEYFILE_AUTHENTICATED_MAX =
	    8 + 2 + 2 + 4 + 2 + 1 + 8 + 1 + KEYFILE_LABEL_MAX + 8 + 8 + 16 + 24 + 32,
};

enum keyfile_slot_kind {
	KEYFILE_PASSPHRASE = 1, /* stretched by Argon2id 1.3 */
	KEYFILE_RECOVERY = 2,   /* random words on paper */
	KEYFILE_CREDENTIAL = 3, /* a random key that the service manager hands over */
	KEYFILE_ESCROW = 4,     /* the key pair of somebody else, a clinician */
};

/* What a file may ask of the machine that opens it. The product of memory and passes is what costs
 * time: its limit, for all slots together, is 32 times the default's. */
#define KEYFILE_MEMORY_MIN_BYTES UINT64_C(8192)
#define KEYFILE_MEMORY_MAX_BYTES (UINT64_C(1) << 30)
#define KEYFILE_PASSES_MIN       UINT64_C(1)
#define KEYFILE_PASSES_MAX       UINT64_C(1024)
#define KEYFILE_WORK_MAX_BYTES   (UINT64_C(1) << 33)

struct keyfile_slot {
	uint16_t id;
	uint8_t kind; /* enum keyfile_slot_kind */
	int64_t made_utc_s;
	char label[KEYFILE_LABEL_MAX];
	uint64_t argon2id_memory_bytes; /* passphrase */
	uint64_t argon2id_passes;       /* passphrase */
	uint8_t salt[KEYFILE_SALT_SIZE];
	uint8_t nonce[KEYFILE_NONCE_SIZE];
	uint8_t sealed_key[KEYFILE_SEALED_SIZE];
	uint8_t public_key[KEYFILE_KEY_SIZE]; /* escrow, as the next */
	uint8_t escrowed[KEYFILE_ESCROW_SIZE];
};

struct keyfile {
	uint16_t version; /* 1 or 2; what is written is 2 */
	uint16_t database_profile;
	uint32_t generation;
	uint8_t box_public[KEYFILE_KEY_SIZE];
	uint8_t sign_public[KEYFILE_KEY_SIZE];
	uint8_t rotating; /* 0 or 1, as the next */
	uint8_t has_carried;
	uint8_t previous_nonce[KEYFILE_NONCE_SIZE];
	uint8_t previous[KEYFILE_SEALED_SIZE];
	uint8_t carried_nonce[KEYFILE_NONCE_SIZE];
	uint8_t carried[KEYFILE_CARRIED_SIZE];
	uint16_t next_slot_id;
	uint8_t slot_count;
	struct keyfile_slot slots[KEYFILE_SLOTS_MAX];
	uint8_t keyed_hash[KEYFILE_HASH_SIZE];
};

/* 0, or -ERANGE where the parameters are outside the limits above. */
int keyfile_check_limits(uint64_t argon2id_memory_bytes, uint64_t argon2id_passes);
/* The additional data of the slot's seal. Returns its size. */
size_t keyfile_authenticated(const struct keyfile *keyfile, const struct keyfile_slot *slot,
			     uint8_t out[KEYFILE_AUTHENTICATED_MAX]);
/* What the keyed hash is made of: a version 2 file up to it. Returns its size. */
size_t keyfile_encode_body(const struct keyfile *keyfile, uint8_t out[KEYFILE_SIZE_MAX]);
/* Returns the size of the version 2 file. */
size_t keyfile_encode(const struct keyfile *keyfile, uint8_t out[KEYFILE_SIZE_MAX]);
/* Returns 0; -EBADMSG for bytes that are not what was written; -EPROTONOSUPPORT for a version,
 * slot or profile of another time; -ERANGE for parameters outside the limits. The keyed hash is
 * the caller's to check. */
int keyfile_decode(struct keyfile *keyfile, const uint8_t *data, size_t size);
