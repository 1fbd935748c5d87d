/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The heart rate of an ECG in which single beats cannot be told any more, as while jogging.
 *
 * QRS complexes are the only thing in an ECG that has much between 20 and 45 Hz and comes at even
 * times. What is left of the signal there, rectified, over 60 ms, and cut off at a few times its
 * median, so that no jolt weighs more than a beat, is correlated with itself over the last
 * HR_PERIODICITY_S seconds; the shortest period that explains nearly as much as the best one is the
 * heart's, made more precise by its multiples. Where the heart is irregular, or there is none, the
 * correlation is low, and says so. What steps shake is periodic too: whether the rate is that of
 * the steps has to be asked of the motion (hr_zone.h does).
 *
 * Pure C, no allocation; what comes out never depends on how the input was cut.
 */
#pragma once

#include "health-models/signal/biquad.h"

#include <stdint.h>

enum {
	HR_PERIODICITY_S = 10,
	HR_PERIODICITY_HZ_MAX = 80, /* of the rows below; about 64 */
	HR_PERIODICITY_ROWS = HR_PERIODICITY_S * HR_PERIODICITY_HZ_MAX,
	HR_PERIODICITY_BOX_MAX = 128,
};

struct hr_rate {
	float bpm;      /* 0 = none */
	float strength; /* correlation at one period, up to 1 */
};

struct hr_periodicity {
	struct biquad above, below;
	double rate_hz;
	unsigned step; /* samples to a row */
	unsigned box;  /* samples that a row is the mean of */
	double row_hz;
	int64_t samples; /* since the last break */
	float recent[HR_PERIODICITY_BOX_MAX];
	unsigned rows; /* of row[] that are filled: the last ones */
	float row[HR_PERIODICITY_ROWS];
	float even[HR_PERIODICITY_ROWS], sorted[HR_PERIODICITY_ROWS];
};

/* -ERANGE for a rate outside 100 .. 1000 Hz. */
int hr_periodicity_init(struct hr_periodicity *p, double rate_hz);
/* Takes one sample in microvolts; NAN = no sample: begins anew. */
void hr_periodicity_push(struct hr_periodicity *p, float uv);
/* Of the last HR_PERIODICITY_S seconds; {0, 0} before there are as many, or where nothing is even.
 */
struct hr_rate hr_periodicity_get(struct hr_periodicity *p);
