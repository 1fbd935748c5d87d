/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tells atrial fibrillation at a beat from other rhythms, over three
 * windows: up to 64 beats that end AF_DELAY beats later, the beat with 20 on
 * either side, and with 8.
 *
 * Intervals: quantiles of their differences and normalised RMSSD; turning
 * points; the coefficient of sample entropy (Lake & Moorman, Am J Physiol
 * 300:H319, 2011); differences after a median filter over three (Petrenas et
 * al., Comput Biol Med 65:184, 2015). Intervals that begin or end at a
 * ventricular beat are left out. Atria: size and steadiness of what is before
 * the QRS, and waves in the pause before it. Trust: how sure the beats are, how
 * like the heart's usual one, how noisy the signal, and how many candidates
 * between them were turned down.
 */
#pragma once

#include "health-models/ecg/atria/af_window.h"

enum {
	AF_DELAY = 20, /* beats that follow the one that is judged */
	AF_LONG = 64,
	AF_MIDDLE = 20, /* on either side */
	AF_SHORT = 8,   /* likewise */
	AF_WINDOWS = 3,
	AF_INTERVAL_FEATURES = 14,
	AF_ATRIAL_FEATURES = 16,
	AF_TRUST_FEATURES = 12,
	AF_MIDDLE_FEATURES = 1 + AF_INTERVAL_FEATURES + AF_ATRIAL_FEATURES +
			     AF_TRUST_FEATURES, /* where they begin */
	AF_FEATURES =
	    1 + AF_WINDOWS * AF_INTERVAL_FEATURES + 2 * (AF_ATRIAL_FEATURES + AF_TRUST_FEATURES),
};

/* Writes every feature of beat number `target`; those of unknown atria are 0.
 */
void af_features(const struct af_window *w, int64_t target, float feature[AF_FEATURES]);

/* Median difference of neighbouring RR / mean RR, over the middle window. */
static inline float af_features_irregularity(const float feature[AF_FEATURES])
{
	float root = feature[AF_MIDDLE_FEATURES + 2];

	return root * root;
}
