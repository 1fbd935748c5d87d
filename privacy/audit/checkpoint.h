/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the hub vouches for at one moment: the last entry of the audit chain and the state of the
 * store, signed with the hub's Ed25519 key. It leaves the hub with every export; against it, what
 * was cut off, rewritten or put back is seen. Pure: no files, no allocation, no secrets.
 *
 * Version 1, little-endian, CHECKPOINT_SIZE bytes:
 *    8  magic "HTCHECK\n"
 *    2  version, 1
 *    2  0
 *    4  0
 *    8  number of the chain's last entry
 *   32  digest of the chain up to it (privacy/audit/audit-chain.h)
 *    8  epoch of the store, 0 = not known
 *   32  digest of the store's ledgers
 *    8  time, ns of UTC
 *   32  public key of the hub
 *   64  Ed25519 signature of everything before it
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	CHECKPOINT_VERSION = 1,
	CHECKPOINT_DIGEST_SIZE = 32,
	CHECKPOINT_PUBLIC_SIZE = 32,
	CHECKPOINT_SIGNATURE_SIZE = 64,
	CHECKPOINT_SIGNED_SIZE = 8 + 2 + 2 + 4 + 8 + 32 + 8 + 32 + 8 + 32,
	CHECKPOINT_SIZE = CHECKPOINT_SIGNED_SIZE + CHECKPOINT_SIGNATURE_SIZE,
};

struct checkpoint {
	uint64_t sequence;
	uint8_t digest[CHECKPOINT_DIGEST_SIZE];
	uint64_t store_epoch;
	uint8_t store_digest[CHECKPOINT_DIGEST_SIZE];
	int64_t utc_ns;
	uint8_t hub_public[CHECKPOINT_PUBLIC_SIZE];
};

/* What is to be signed. */
void checkpoint_encode(const struct checkpoint *checkpoint, uint8_t out[CHECKPOINT_SIGNED_SIZE]);
/* Returns 0; -EINVAL for what is no checkpoint, -EPROTONOSUPPORT for a later version, -EBADMSG for
 * one that lies about its layout, -EKEYREJECTED where the signature is not of the key in it. Whose
 * key that is, is for the caller to know. */
int checkpoint_decode(struct checkpoint *checkpoint, const uint8_t *data, size_t size);
