/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/heart_rate.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sample_block block, second, in_ms;
	uint8_t again[600];
	long n;

	if (heart_rate_decode(data, size, &block) < 0)
		return 0;
	if (heart_rate_in_ms_decode(data, size, &in_ms) < 0 ||
	    in_ms.heart_rate.rr_count != block.heart_rate.rr_count)
		abort();
	n = heart_rate_encode(&block.heart_rate, again, sizeof again);
	if (n < 0 || heart_rate_decode(again, (size_t)n, &second) < 0 ||
	    second.heart_rate.hr_bpm != block.heart_rate.hr_bpm ||
	    second.heart_rate.rr_count != block.heart_rate.rr_count ||
	    memcmp(second.heart_rate.rr_1024, block.heart_rate.rr_1024,
		   block.heart_rate.rr_count * sizeof block.heart_rate.rr_1024[0]) != 0)
		abort();
	return 0;
}
