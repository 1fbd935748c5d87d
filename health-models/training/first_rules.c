/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain rules in place of the forests, for the very first rows: a forest cannot be grown on the
 * engine's rows before an engine runs. Built by train_beats.py only, never part of the product.
 */
#include "health-models/ecg/beats/beat_forest.h"

#include "health-models/signal/log_exp.h"

/* Positions in the list of beat_features.c. */
enum {
	SIZE = 0,
	BEFORE = 4,
	EARLY = 7,
	RR_S = 8,
	LIKENESS = 15,
	DOMINANT_LIKENESS = 16,
	KNOWN = 20,
	WIDENED = 23,
};

const struct beat_forest beat_forest_first;
const struct beat_forest beat_forest_final;

static float logistic(float x)
{
	return 1 / (1 + exp2_portable(-1.442695f * x));
}

/* Size against what is usual; a T wave comes soon after something larger. */
void beat_forest_judge(const struct beat_forest *forest, const float *f,
		       float probability[BEAT_CLASSES])
{
	float beat = 3 * (f[SIZE] + 1.5f) + (f[RR_S] > 0.25f ? 1.0f : -3.0f);
	float ventricular = -3;

	(void)forest;
	if (f[BEFORE] < -0.8f)
		beat -= 3;
	if (f[LIKENESS] > 0.95f)
		beat += 2;
	if (f[DOMINANT_LIKENESS] < 0.75f && f[KNOWN] > 0)
		ventricular += 2 + 3 * (f[WIDENED] - 0.3f) - 3 * f[EARLY];
	probability[0] = 1 - logistic(beat);
	probability[2] = (1 - probability[0]) * logistic(ventricular);
	probability[3] = 0;
	probability[1] = 1 - probability[0] - probability[2];
}
