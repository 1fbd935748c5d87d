/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds atrial fibrillation in a stream of beats with their final label.
 *
 * Every AF_STRIDE-th beat is judged from what is before it and AF_DELAY beats
 * after it (af_features.h, af_trees.h); the mean of three neighbouring
 * judgements opens an episode at one level and closes it at a lower one. Where
 * the signal is unreadable nothing is said: an episode ends there. Episodes of
 * fewer than AF_LEAST_BEATS beats are not told. Without af_sight (a source of
 * RR intervals only) the intervals alone decide.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/atria/af_trees.h"

enum {
	AF_STRIDE = 4,       /* every fourth beat is judged: neighbours say much the same */
	AF_SMOOTH = 3,       /* judgements averaged, so over 12 beats */
	AF_FIRST_BEATS = 8,  /* nothing is said on fewer */
	AF_LEAST_BEATS = 12, /* in an episode */
	AF_CLASS_EVERY = 2 * AF_KEPT, /* beats, for the summary */
};

struct af_detector {
	struct af_window window;
	float judged[AF_SMOOTH]; /* log odds of AF, a ring */
	int64_t judgements;      /* since the newest break */
	float probability;       /* newest, of AF, 0..1; what `judged` averages to */
	bool open;               /* an episode is going on */
	bool all_judged;         /* while finishing: the last beat has its score */
	int64_t start_number;    /* its first beat, counted as in window */
	int64_t start_index;
	struct af_evidence {
		double judgements, probability, irregularity, rr_ms, intervals;
		double beats, p_judged, p_wave; /* whose P wave was looked for; sum of p_wave */
	} evidence;                             /* sums over the episode */
	float irregularity;                     /* at the newest judgement */
	double class_sum[AF_CLASSES]; /* of the newest AF_KEPT beats, every AF_CLASS_EVERY */
	int64_t classified;
	double seconds; /* of the recording, for its summary; 0 = the caller does not say */
};

void af_detector_init(struct af_detector *a);

/* Takes the next beat with its final label (never BEAT_NONE). sight NULL = not
 * known. Returns 1 and the finding if an episode has ended, else 0. */
int af_detector_add(struct af_detector *a, const struct ecg_beat *beat,
		    const struct af_sight *sight, struct ecg_finding *finding);

/* No beat follows without a long break: judges the beats that wait for others.
 * To be called until it returns 0; the next beat then starts anew. Returns as
 * af_detector_add. */
int af_detector_finish(struct af_detector *a, struct ecg_finding *finding);

/* Probability that AF goes on some AF_DELAY beats ago, 0..1; 0 as long as it is
 * not known. */
static inline float af_detector_probability(const struct af_detector *a)
{
	return a->probability;
}

/* What the recording looks like, for short ones: four probabilities that sum to 1; of more than
 * AF_CLASS_EVERY beats the mean over stretches of AF_KEPT. Fewer than AF_FIRST_BEATS: all noise. */
void af_detector_summary(const struct af_detector *a, float probability[AF_CLASSES]);
