/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beats of any place, interval and label: never out of bounds, and what is told is finite. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "health-models/ecg/variability/hrv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct hrv_window *w)
{
	if (w->start_index >= w->end_index || !(w->artefact_share >= 0 && w->artefact_share <= 1))
		abort();
	if (!isfinite(w->sdnn_ms) || !isfinite(w->rmssd_ms) || !isfinite(w->sd2_ms) ||
	    !isfinite(w->vlf_ms2) || !isfinite(w->hf_ms2) || !isfinite(w->lf_hf))
		abort();
	if (w->lf_ms2 < 0 || w->hf_ms2 < 0 || !(w->pnn50 >= 0 && w->pnn50 <= 1))
		abort();
}

/* Each beat: u16 ms since the one before, f32 interval, u8 label. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hrv h;
	struct hrv_window w;
	int64_t at = 0;

	if (hrv_init(&h, 1000) < 0)
		abort();
	for (; size >= 7; data += 7, size -= 7) {
		struct ecg_beat beat = {.label = data[6] & 1 ? BEAT_NORMAL : BEAT_VENTRICULAR};

		at += data[0] + 256 * (data[6] & 2 ? data[1] * 256 : data[1]);
		beat.sample_index = at;
		beat.rr_ms = (float)(data[0] + 256 * data[1]);
		if (data[6] & 4)
			memcpy(&beat.rr_ms, data + 2, sizeof beat.rr_ms);
		if (hrv_push(&h, &beat, &w) > 0)
			check(&w);
	}
	if (hrv_flush(&h, at + 300000, &w) > 0)
		check(&w);
	return 0;
}
