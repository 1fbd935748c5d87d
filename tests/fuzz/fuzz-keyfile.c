/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key file as it comes, and once more with a hash that fits, to get past it. */
#include "privacy/keys/keyfile.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = KEYFILE_SIZE_MAX - KEYFILE_HASH_SIZE };

static void check_slots(const struct keyfile *keyfile)
{
	uint64_t work_bytes = 0;

	for (unsigned i = 0; i < keyfile->slot_count; i++) {
		const struct keyfile_slot *slot = &keyfile->slots[i];
		uint8_t authenticated[KEYFILE_AUTHENTICATED_MAX];

		if (keyfile_authenticated(keyfile, slot, authenticated) > sizeof(authenticated) ||
		    !memchr(slot->label, '\0', sizeof(slot->label)))
			abort();
		if (slot->argon2id_memory_bytes > KEYFILE_MEMORY_MAX_BYTES ||
		    slot->argon2id_passes > KEYFILE_PASSES_MAX)
			abort();
		work_bytes += slot->argon2id_memory_bytes * slot->argon2id_passes;
	}
	if (work_bytes > KEYFILE_WORK_MAX_BYTES)
		abort();
}

static void decode(const uint8_t *data, size_t size)
{
	struct keyfile keyfile;
	uint8_t again[KEYFILE_SIZE_MAX];

	if (keyfile_decode(&keyfile, data, size) < 0)
		return;
	/* What is taken is within the limits, and there is one way only to write it. */
	if (keyfile.slot_count == 0 || keyfile.slot_count > KEYFILE_SLOTS_MAX)
		abort();
	check_slots(&keyfile);
	if (keyfile.version == 1)
		return;
	if (keyfile_encode(&keyfile, again) != size || memcmp(again, data, size) != 0)
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
