/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/waveform.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { SAMPLES_MAX = 1024 };
	static const uint16_t version = WAVEFORM_VERSION;
	int32_t samples[SAMPLES_MAX];
	uint8_t again[WAVEFORM_HEADER_SIZE + 3 * SAMPLES_MAX];
	struct waveform w;
	long n = waveform_decode(version, data, size, &w, samples, SAMPLES_MAX);
	long bytes;

	if (n < 0)
		return 0;
	bytes = waveform_encode(&w, samples, again, sizeof again);
	/* Wide samples that need not be come back narrow. */
	if (bytes < 0 || (size_t)bytes > size || memcmp(again, data, 12) != 0)
		abort();
	return 0;
}
