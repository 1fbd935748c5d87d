/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the owner of a hub keeps elsewhere to verify and read its audit chain. Whoever holds it
 * could write a chain that verifies, and can read who asked for what: it is kept like a key.
 * Pure: no files, no allocation.
 *
 * Version 1, little-endian, AUDIT_OWNER_KEY_SIZE bytes:
 *    8  magic "HTAUKEY\n"
 *    2  version, 1
 *    2  0, 4  0
 *   16  names the key, as the headers of the chain's files do
 *    8  number of the first entry under it
 *   32  the key of that entry
 *   32  the key of what entries say
 *   32  public key of the hub that signs checkpoints
 *   16  BLAKE2b of everything before it
 */
#pragma once

#include "privacy/audit/audit-chain.h"

enum {
	AUDIT_OWNER_KEY_VERSION = 1,
	AUDIT_OWNER_KEY_HASH_SIZE = 16,
	AUDIT_OWNER_KEY_SIZE =
	    8 + 2 + 2 + 4 + AUDIT_KEY_ID_SIZE + 8 + 3 * 32 + AUDIT_OWNER_KEY_HASH_SIZE,
};

struct audit_owner_key {
	uint8_t key_id[AUDIT_KEY_ID_SIZE];
	uint64_t first_sequence;
	uint8_t first_key[AUDIT_KEY_SIZE];
	uint8_t content_key[AUDIT_KEY_SIZE];
	uint8_t hub_public[32];
};

void audit_owner_key_encode(const struct audit_owner_key *key, uint8_t out[AUDIT_OWNER_KEY_SIZE]);
/* Returns 0; -EINVAL for what is no such file, -EPROTONOSUPPORT for a later version, -EBADMSG for
 * one that went bad. */
int audit_owner_key_decode(struct audit_owner_key *key, const uint8_t *data, size_t size);
/* The same without the key. */
int audit_owner_key_check(const uint8_t *data, size_t size);
