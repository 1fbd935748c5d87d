/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key file as it comes, and once more with a hash that fits, to get past it. */
#include "privacy/keyfile.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 4096 };

static void decode(const uint8_t *data, size_t size)
{
	struct keyfile keyfile;
	uint8_t again[KEYFILE_SIZE];

	if (keyfile_decode(&keyfile, data, size) < 0)
		return;
	/* What is taken is within the limits, and there is one way only to write it. */
	if (keyfile.argon2id_memory_bytes > KEYFILE_MEMORY_MAX_BYTES ||
	    keyfile.argon2id_passes > KEYFILE_PASSES_MAX ||
	    keyfile.argon2id_memory_bytes * keyfile.argon2id_passes > KEYFILE_WORK_MAX_BYTES)
		abort();
	keyfile_encode(&keyfile, again);
	if (size != KEYFILE_SIZE || memcmp(again, data, size) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t hashed[INPUT_MAX + KEYFILE_HASH_SIZE];

	decode(data, size);
	if (size > INPUT_MAX)
		return 0;
	if (size > 0)
		memcpy(hashed, data, size);
	crypto_generichash(hashed + size, KEYFILE_HASH_SIZE, hashed, size, NULL, 0);
	decode(hashed, size + KEYFILE_HASH_SIZE);
	return 0;
}
