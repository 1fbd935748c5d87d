/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beats of any place, height and interval: never out of bounds, and a rate is one that can be. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "health-models/ecg/variability/respiration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each beat: u16 ms since the one before, f32 height, u8 what else. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct respiration r;
	struct respiration_reading reading;
	int64_t at = 0;

	if (respiration_init(&r, 1000) < 0)
		abort();
	for (; size >= 7; data += 7, size -= 7) {
		struct ecg_beat beat = {.label = data[6] & 1 ? BEAT_NORMAL : BEAT_VENTRICULAR};

		at += data[0] + 256 * (data[6] & 2 ? data[1] * 256 : data[1]);
		beat.sample_index = at;
		beat.rr_ms = (float)(data[0] + 256 * data[1]);
		memcpy(&beat.height_uv, data + 2, sizeof beat.height_uv);
		if (data[6] & 4)
			beat.rr_ms = beat.height_uv;
		if (respiration_push(&r, &beat, &reading) == 0)
			continue;
		if (!(reading.quality >= 0 && reading.quality <= 1) ||
		    !(reading.per_minute >= 0 && reading.per_minute <= 61) ||
		    reading.start_index >= reading.end_index)
			abort();
	}
	return 0;
}
