/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tells atrial fibrillation from other rhythms, over a window of beats.
 *
 * Intervals: quantiles of their differences and normalised RMSSD; turning points; the coefficient
 * of sample entropy (Lake & Moorman, Am J Physiol 300:H319, 2011); occupancy of the map of RR
 * against dRR (Lian et al., Am J Cardiol 107:1494, 2011); the same after a median filter over three
 * (Petrenas et al., Comput Biol Med 65:184, 2015); differences over two and three beats, small in
 * bigeminy and trigeminy. Intervals that begin or end at a ventricular beat are left out.
 * Atria: size and steadiness of what is before the QRS, and waves in the pause before it.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/af_atrial.h"
#include "health-models/ecg/ecg_event.h"

enum {
	AF_LONG = 64,  /* beats looked back on */
	AF_SHORT = 30, /* newest of them, looked at by themselves too */
	AF_INTERVAL_FEATURES = 27,
	AF_ATRIAL_FEATURES = 38,
	AF_FEATURES = 2 * AF_INTERVAL_FEATURES + AF_ATRIAL_FEATURES,
};

struct af_beat {
	int64_t sample_index;
	enum beat_label label;
	float rr_ms;    /* since the beat before; 0 = none */
	bool supported; /* the interval has no ventricular beat at its ends */
	struct af_atrial atrial;
};

/* The newest beats; beat number k (counted from 0) is beat[k % AF_LONG]. */
struct af_window {
	struct af_beat beat[AF_LONG];
	int64_t count; /* ever added */
};

void af_window_init(struct af_window *w);
/* Takes the next beat with its final label; atrial NULL = not known. */
void af_window_add(struct af_window *w, const struct ecg_beat *beat,
		   const struct af_atrial *atrial);
/* Writes every feature; those of unknown atria are 0. */
void af_features(const struct af_window *w, float feature[AF_FEATURES]);

/* Median difference of neighbouring RR / mean RR, over the newest AF_SHORT beats. */
static inline float af_features_irregularity(const float feature[AF_FEATURES])
{
	float root = feature[AF_INTERVAL_FEATURES + 2];

	return root * root;
}

/* Of the supported intervals of the newest AF_SHORT beats; 800 when there are none. */
float af_features_mean_rr_ms(const struct af_window *w);
