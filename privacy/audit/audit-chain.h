/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cryptography of the audit chain. Pure: libsodium only; keys are the caller's, in guarded
 * memory.
 *
 * Three things hold an entry where it is:
 *  - its MAC, BLAKE2b under a key derived from k[n]; k[n + 1] = BLAKE2b(k[n]), one way;
 *  - the digest of everything before it, which stands in it: D[n] = BLAKE2b(D[n - 1] | entry n).
 *    Anybody can compute it, so that a checkpoint proves the entries before it without a key;
 *  - the tag of what it says, under a key that stays: whoever reads the log needs no k.
 * Each BLAKE2b carries a personal string of 16 bytes, so that none can stand for another.
 */
#pragma once

#include "privacy/audit/audit-format.h"

enum { AUDIT_KEY_SIZE = 32 };

/* k[n + 1] in the place of k[n]. */
void audit_key_next(uint8_t key[AUDIT_KEY_SIZE]);
/* k[n + steps] in the place of k[n]. */
void audit_key_advance(uint8_t key[AUDIT_KEY_SIZE], uint64_t steps);

/* Sets or checks the MAC at the end of an encoded block. */
void audit_sign_entry(const uint8_t key[AUDIT_KEY_SIZE], uint8_t block[AUDIT_BLOCK_SIZE]);
int audit_check_entry(const uint8_t key[AUDIT_KEY_SIZE], const uint8_t block[AUDIT_BLOCK_SIZE]);
void audit_sign_header(const uint8_t key[AUDIT_KEY_SIZE], uint8_t block[AUDIT_BLOCK_SIZE]);
int audit_check_header(const uint8_t key[AUDIT_KEY_SIZE], const uint8_t block[AUDIT_BLOCK_SIZE]);

/* D[n] in the place of D[n - 1]. */
void audit_digest_add(uint8_t digest[AUDIT_DIGEST_SIZE], const uint8_t block[AUDIT_BLOCK_SIZE]);

/* Sets nonce and sealed of a block that has its number and digest. */
void audit_seal(const uint8_t content_key[AUDIT_KEY_SIZE], const struct audit_plain *plain,
		struct audit_block *block);
/* Returns 0, or -EBADMSG. */
int audit_unseal(const uint8_t content_key[AUDIT_KEY_SIZE], const struct audit_block *block,
		 struct audit_plain *plain);
