/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a batch of beats: refused, or beats that encode to the same bytes again. */
#include "health-models/ecg/beat_record.h"

#include <stdlib.h>
#include <string.h>

enum { BEATS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ecg_beat beats[BEATS_MAX];
	uint8_t again[BEAT_RECORD_HEADER_SIZE + BEATS_MAX * BEAT_RECORD_BEAT_SIZE];
	long n = beat_record_decode(BEAT_RECORD_VERSION, data, size, beats, BEATS_MAX);

	if (n < 0)
		return 0;
	if (beat_record_encode(beats, (size_t)n, again, sizeof again) != (long)size ||
	    memcmp(again, data, size) != 0)
		abort();
	return 0;
}
