/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of DIR/audit/NNNNNN: a header and entries, all of 256 bytes, so that none straddles a
 * sector and none tells by its length what is in it. Pure: no files, no allocation, no keys.
 *
 * Header, little-endian:
 *    8  magic "HTAUDIT\n"
 *    2  version, 1
 *    2  why the file was begun, enum audit_reason
 *    4  number of the file, from 1: also its name
 *    8  number of its first entry: the one that is expected next
 *   32  digest of the chain before it (audit-chain.h)
 *   16  names the first key that the key of its first entry descends from
 *  152  0
 *   32  MAC by the key of its first entry
 *
 * Entry:
 *    8  number, one more than that of the entry before
 *   32  digest of the chain before it
 *   24  nonce
 *  160  what it says, 144 bytes sealed by XChaCha20-Poly1305; all before it is additional data
 *   32  MAC of all that by the key of this entry
 *
 * What it says:
 *    1  outcome, 1 clock, 2 zero
 *    4  uid
 *    8  time, ns of UTC
 *    8  CLOCK_BOOTTIME, ns
 *   32  action, 40 person, 48 detail: printable ASCII filled up with zeros, at least one
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	AUDIT_VERSION = 1,
	AUDIT_BLOCK_SIZE = 256, /* of the header and of each entry */
	AUDIT_DIGEST_SIZE = 32,
	AUDIT_NONCE_SIZE = 24,
	AUDIT_KEY_ID_SIZE = 16,
	AUDIT_MAC_SIZE = 32,
	AUDIT_MAC_AT = AUDIT_BLOCK_SIZE - AUDIT_MAC_SIZE,
	AUDIT_ACTION_SIZE = 32,
	AUDIT_PERSON_SIZE = 40,
	AUDIT_DETAIL_SIZE = 48,
	AUDIT_PLAIN_SIZE =
	    4 + 4 + 8 + 8 + AUDIT_ACTION_SIZE + AUDIT_PERSON_SIZE + AUDIT_DETAIL_SIZE,
	AUDIT_SEALED_AT = 8 + AUDIT_DIGEST_SIZE + AUDIT_NONCE_SIZE,
	AUDIT_SEALED_SIZE = AUDIT_PLAIN_SIZE + 16,
};

enum audit_reason {
	AUDIT_FIRST = 1,     /* there was no chain */
	AUDIT_ROTATED = 2,   /* the file before was full */
	AUDIT_MISMATCH = 3,  /* the file before is not what the hub had written */
	AUDIT_RESTARTED = 4, /* the key of the chain was lost: a new one */
	AUDIT_REKEYED = 5,   /* the owner began a new key */
};

/* What the hub itself says in an entry of the action "Audit": the first bytes, in hex, of the key
 * that it signs checkpoints with from here on; and that the next entry is under a new first key. */
#define AUDIT_ACTION   "Audit"
#define AUDIT_SIGNS_AS "signs as "
#define AUDIT_NEXT_KEY "a new key follows"
enum { AUDIT_SIGNS_AS_BYTES = 16 };

struct audit_header {
	enum audit_reason reason;
	uint32_t number;
	uint64_t first_sequence;
	uint8_t previous[AUDIT_DIGEST_SIZE];
	uint8_t key_id[AUDIT_KEY_ID_SIZE];
	uint8_t mac[AUDIT_MAC_SIZE];
};

struct audit_block {
	uint64_t sequence;
	uint8_t previous[AUDIT_DIGEST_SIZE];
	uint8_t nonce[AUDIT_NONCE_SIZE];
	uint8_t sealed[AUDIT_SEALED_SIZE];
	uint8_t mac[AUDIT_MAC_SIZE];
};

struct audit_plain {
	uint8_t outcome; /* 1 to 3 */
	uint8_t clock;   /* 0 to 2 */
	uint32_t uid;
	int64_t utc_ns;
	int64_t boottime_ns;
	char action[AUDIT_ACTION_SIZE];
	char person[AUDIT_PERSON_SIZE];
	char detail[AUDIT_DETAIL_SIZE];
};

void audit_header_encode(const struct audit_header *header, uint8_t out[AUDIT_BLOCK_SIZE]);
/* Returns 0; -EBADMSG for what is no header, -EPROTONOSUPPORT for a later version. */
int audit_header_decode(struct audit_header *header, const uint8_t data[AUDIT_BLOCK_SIZE]);
void audit_block_encode(const struct audit_block *block, uint8_t out[AUDIT_BLOCK_SIZE]);
/* Any bytes are a block; the MAC tells. */
void audit_block_decode(struct audit_block *block, const uint8_t data[AUDIT_BLOCK_SIZE]);
void audit_plain_encode(const struct audit_plain *plain, uint8_t out[AUDIT_PLAIN_SIZE]);
/* Returns 0, or -EBADMSG: then nothing of it is to be shown. */
int audit_plain_decode(struct audit_plain *plain, const uint8_t data[AUDIT_PLAIN_SIZE]);
