/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ventricular fibrillation and flutter, looked for once a second in the last eight seconds.
 *
 * It knows nothing of beats: in fibrillation there are none, and a beat detector that finds some
 * must not hide it. Every second the numbers of fibrillation_features.h, of the newest four
 * seconds and of those two and four seconds before, go through small perceptrons; boosted trees
 * see them, too, and how far the newest are from what is usual for this person: their slow mean
 * over the time without fibrillation, so that a heart whose rhythm is always broad is not taken for
 * one that fibrillates. The mean of both goes through a leaky sum and a threshold with hysteresis,
 * which begins later where this person's signal has been unreadable for the newest minute: noise
 * looks like fibrillation, and who walks has much of it
 * (all trained by health-models/training/train_fibrillation.py). The start that it states is where
 * the signal changed; it says so some six seconds later.
 *
 * One thread; the caller owns the struct. Positions are internal samples (200 Hz).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/ecg/fibrillation/fibrillation_network.h"
#include "health-models/signal/biquad.h"

enum {
	FIBRILLATION_SECONDS = FIBRILLATION_WINDOW / FIBRILLATION_RATE_HZ,
	FIBRILLATION_RAW = 4 * FIBRILLATION_RATE_HZ, /* internal samples in a second */
	FIBRILLATION_LOOKS = 5,  /* newest first in time: now, and up to four seconds before */
	FIBRILLATION_SMOOTH = 3, /* seconds that decide whether what is usual may be learned */
};

/* What the filters saw of one second. */
struct fibrillation_second {
	float high_power;          /* sum of squares above 18 Hz, uV^2 */
	float base_low, base_high; /* of what lies below 1 Hz, uV */
	int missing;               /* samples */
};

struct fibrillation {
	struct biquad high, low;
	int64_t count;               /* internal samples taken in */
	float raw[FIBRILLATION_RAW]; /* samples of the second going on */
	int raw_count, raw_missing;
	int64_t since;                     /* where the signal began, after the newest break */
	float window[FIBRILLATION_WINDOW]; /* the newest at the end */
	struct fibrillation_second second[FIBRILLATION_SECONDS]; /* the newest at the end */
	float look[FIBRILLATION_LOOKS][FIBRILLATION_FEATURES];   /* the newest at the end */
	int looks;
	float usual[FIBRILLATION_FEATURES]; /* slow mean where nothing fibrillates */
	int usual_s;                        /* seconds it was learned from, up to 60 */
	float snr_db, usual_snr_db;         /* of the newest readable look; its slow mean */
	int usual_snr_s;
	float score[FIBRILLATION_SMOOTH]; /* of the perceptrons, the newest at the end */
	float by_networks, by_trees;      /* the newest score, log odds */
	float level;                      /* leaky mean of all scores */
	bool levelled;
	bool readable; /* the newest window shows anything at all */
	bool hidden;   /* it does not, and yet it is not flat */
	bool present;
	int64_t start;   /* of the fibrillation that is present */
	float score_sum; /* while it was present */
	int score_count;
	int64_t ended; /* where the newest one ended: the next cannot start before */
};

enum fibrillation_change { FIBRILLATION_SAME, FIBRILLATION_BEGAN, FIBRILLATION_ENDED };

/* One stretch of it. While it goes on, end is where it was last seen. */
struct fibrillation_span {
	int64_t start, end;  /* exclusive */
	float confidence;    /* 0..1 */
	float waves_per_min; /* dominant rate, newest */
	float height_uv;     /* of the waves, peak to peak, newest */
};

void fibrillation_init(struct fibrillation *f);
/* Takes one internal sample; a missing one brings its stand-in. Returns true when a second is full
 * and fibrillation_judge_second() has to follow: the work is done once a second. */
static inline bool fibrillation_collect(struct fibrillation *f, float uv, bool missing)
{
	f->raw[f->raw_count] = uv;
	f->raw_missing += missing;
	f->count++;
	return ++f->raw_count == FIBRILLATION_RAW;
}

/* Fills *span unless SAME. */
enum fibrillation_change fibrillation_judge_second(struct fibrillation *f,
						   struct fibrillation_span *span);

/* Both in one. */
static inline enum fibrillation_change fibrillation_push(struct fibrillation *f, float uv,
							 bool missing,
							 struct fibrillation_span *span)
{
	return fibrillation_collect(f, uv, missing) ? fibrillation_judge_second(f, span)
						    : FIBRILLATION_SAME;
}

/* Contact was lost or the recording ends at `end`: nothing is known across it. */
enum fibrillation_change fibrillation_break(struct fibrillation *f, int64_t end,
					    struct fibrillation_span *span);

/* True after a push that ended a second: what follows is of a new look then. */
static inline bool fibrillation_looked(const struct fibrillation *f)
{
	return f->raw_count == 0;
}

/* False where the newest window is flat or mostly missing. */
static inline bool fibrillation_readable(const struct fibrillation *f)
{
	return f->readable;
}

/* The numbers of the newest four seconds. */
static inline const float *fibrillation_look(const struct fibrillation *f)
{
	return f->look[FIBRILLATION_LOOKS - 1];
}
