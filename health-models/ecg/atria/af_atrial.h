/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the atria do before a beat: a P wave, or fibrillatory waves, as the
 * trace shows it.
 *
 * The stretch before the QRS is kept as it is (averaged over beats a P wave
 * stays and fibrillatory waves vanish); of the pause between T wave and QRS the
 * autocorrelation is kept, which has its crest at 110 to 250 ms (4 to 9 Hz)
 * when fibrillatory waves are there.
 */
#pragma once

#include <stdint.h>

struct qrs_trace;
struct candidate;

enum {
	AF_WAVE = 14, /* points of 20 ms, 340 to 60 ms before the R wave */
	AF_LAGS = 3,  /* 100, 160 and 200 ms */
};

struct af_atrial {
	float wave[AF_WAVE];      /* uV, zero mean */
	float pause_power;        /* uV^2, mean over the pause between T and QRS; 0 = no such
				     pause */
	float pause_lag[AF_LAGS]; /* uV^2, likewise, of the pause with itself so much
				     later */
	float height_uv;          /* of the QRS, peak to peak; 0 = nothing measured */
	float width_ms;           /* of the QRS */
};

/* Measures what is before the beat c; before_at: internal position of the beat
 * before, or below 0. Both must still be in the trace: call it when c gets its
 * final label. */
void af_atrial_measure(const struct qrs_trace *t, const struct candidate *c, int64_t before_at,
		       struct af_atrial *a);
