/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checkpoint as it comes, and once more signed, to get past the signature. */
#include "privacy/audit/checkpoint.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(const uint8_t *data, size_t size)
{
	struct checkpoint checkpoint;
	uint8_t again[CHECKPOINT_SIGNED_SIZE];

	if (checkpoint_decode(&checkpoint, data, size) < 0)
		return;
	/* There is one way only to write it. */
	checkpoint_encode(&checkpoint, again);
	if (memcmp(again, data, sizeof(again)) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t seed[crypto_sign_SEEDBYTES];
	uint8_t public[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t signed_bytes[CHECKPOINT_SIZE] = {0};

	decode(data, size);
	if (size > 0)
		memcpy(signed_bytes, data, size < CHECKPOINT_SIZE ? size : CHECKPOINT_SIZE);
	crypto_sign_seed_keypair(public, secret, seed);
	memcpy(signed_bytes + CHECKPOINT_SIGNED_SIZE - sizeof(public), public, sizeof(public));
	crypto_sign_detached(signed_bytes + CHECKPOINT_SIGNED_SIZE, NULL, signed_bytes,
			     CHECKPOINT_SIGNED_SIZE, secret);
	decode(signed_bytes, CHECKPOINT_SIZE);
	return 0;
}
