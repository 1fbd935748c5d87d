/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds atrial fibrillation in a stream of beats with their final label.
 *
 * Every AF_STRIDE-th beat is judged from the up to 64 beats before and AF_DELAY beats after it
 * (af_features.h, af_network.h); the mean of the newest judgements opens an episode at one level
 * and closes it at a lower one. Episodes of fewer than AF_LEAST_BEATS beats are not told. Without
 * af_atrial (a source of RR intervals only) the intervals alone decide.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/af_network.h"

enum {
	AF_DELAY = 26,       /* beats that follow the one that is judged */
	AF_STRIDE = 4,       /* every fourth beat is judged: neighbours say much the same */
	AF_SMOOTH = 3,       /* judgements averaged, so over 12 beats */
	AF_FIRST_BEATS = 8,  /* nothing is said on fewer */
	AF_LEAST_BEATS = 12, /* in an episode */
};

struct af_detector {
	struct af_window window;
	float judged[AF_SMOOTH]; /* newest judgements: AF against normal and other */
	int64_t judgements;      /* ever made */
	float probability;       /* newest, of AF, 0..1; what `judged` averages to */
	bool open;               /* an episode is going on */
	int64_t start_number;    /* its first beat, counted as in window */
	int64_t start_index;
	struct af_evidence {
		double beats, probability, irregularity, rr_ms;
		double p_judged, p_wave; /* beats whose P wave was looked for; sum of p_wave */
	} evidence;                      /* sums over the episode */
	double class_sum[AF_CLASSES], class_weight; /* of the whole recording */
};

void af_detector_init(struct af_detector *a);

/* Takes the next beat with its final label (never BEAT_NONE). atrial NULL = not known.
 * Returns 1 and the finding if an episode has ended, else 0. */
int af_detector_add(struct af_detector *a, const struct ecg_beat *beat,
		    const struct af_atrial *atrial, struct ecg_finding *finding);

/* No beat follows without a long break: ends what is open. The next beat starts anew; only the
 * summary goes on. Returns as af_detector_add. */
int af_detector_finish(struct af_detector *a, struct ecg_finding *finding);

/* Probability that AF goes on at beat number (newest - AF_DELAY), 0..1; 0 until AF_FIRST_BEATS. */
static inline float af_detector_probability(const struct af_detector *a)
{
	return a->probability;
}

/* What the whole recording looks like, for short ones: four probabilities that sum to 1. Too few
 * beats: all noise. */
void af_detector_summary(const struct af_detector *a, float probability[AF_CLASSES]);
