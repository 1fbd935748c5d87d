/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/heart-wave.h"

#include <math.h>

/* Beyond so many deviations a wave is below a tenth of a microvolt. */
#define WAVE_REACH 5.0

/* Lead I-like, at a rate of 60 bpm: offset s, deviation s, uV. */
static const struct heart_wave sinus[HEART_WAVES] = {
    {-0.165, 0.0220, 110},  /* P */
    {-0.0300, 0.0090, -90}, /* Q */
    {0, 0.0115, 1050},      /* R */
    {0.0300, 0.0100, -210}, /* S */
    {0.2550, 0.0480, 170},  /* T, rising */
    {0.2900, 0.0300, 150},  /* T, falling */
};

static const struct heart_wave ventricular[HEART_WAVES] = {
    {-0.060, 0.0200, -70}, /* slurred onset */
    {-0.012, 0.0270, 950}, /* broad R ... */
    {0.028, 0.0260, 620},  /* ... with a notch */
    {0.095, 0.0340, -260}, /* S */
    {0.255, 0.0660, -330}, /* T against QRS */
    {0.310, 0.0420, -190},
};

enum { WAVE_P = 0, WAVE_T = 4 };

static void follow_rate(struct heart_wave *wave, double rr_s)
{
	double qt_factor = cbrt(rr_s);
	double pr_factor = 0.6 + 0.4 * fmin(rr_s, 1.0);

	for (int i = WAVE_T; i < HEART_WAVES; i++) {
		wave[i].offset_s *= qt_factor;
		wave[i].width_s *= qt_factor;
	}
	wave[WAVE_P].offset_s *= pr_factor;
	wave[WAVE_P].width_s *= 0.7 + 0.3 * fmin(rr_s, 1.0);
}

void heart_beat_shape(struct heart_beat *beat, enum heart_beat_kind kind, double r_s, double rr_s,
		      double gain)
{
	const struct heart_wave *shape = kind == HEART_BEAT_VENTRICULAR ? ventricular : sinus;

	beat->kind = kind;
	beat->r_s = r_s;
	for (int i = 0; i < HEART_WAVES; i++) {
		beat->wave[i] = shape[i];
		beat->wave[i].uv *= gain;
	}
	if (kind == HEART_BEAT_FIBRILLATION)
		beat->wave[WAVE_P].uv = 0;
	if (kind != HEART_BEAT_VENTRICULAR)
		follow_rate(beat->wave, rr_s);
}

double heart_beat_slope(const struct heart_beat *beat, double t_s)
{
	double sum = 0;

	for (int i = 0; i < HEART_WAVES; i++) {
		const struct heart_wave *wave = &beat->wave[i];
		double x = (t_s - beat->r_s - wave->offset_s) / wave->width_s;

		if (wave->uv != 0 && fabs(x) < WAVE_REACH)
			sum -= wave->uv * x / wave->width_s * exp(-0.5 * x * x);
	}
	return sum;
}
