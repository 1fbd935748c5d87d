/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sample_block block;
	uint8_t again[PMD_FRAME_MAX + 16];
	long n;

	if (pmd_frame_decode(data, size, 130000, &block) < 0)
		return 0;
	/* The flags of other frame types are not kept, nor are the top bits of the type. */
	if (data[9] != 0)
		return 0;
	n = pmd_ecg_frame_encode(&block.ecg, again, sizeof again);
	if (n != (long)size || memcmp(again + 1, data + 1, size - 1) != 0)
		abort();
	return 0;
}
