/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Heart rate and its variability from beats, one at a time.
 *
 * Time-domain measures as defined by the Task Force of the European Society of Cardiology
 * (Circulation 1996; 93: 1043): SDNN is the standard deviation of all normal-to-normal intervals,
 * RMSSD the root mean square of the differences between neighbouring ones.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { RR_RATE_BEATS = 8 };

struct rr_statistics {
	double rr_sum_ms; /* of all valid intervals */
	uint64_t rr_count;
	double window_ms[RR_RATE_BEATS]; /* the newest valid intervals without a break */
	unsigned window_count;
	double rate_min_bpm, rate_max_bpm; /* of the window's mean; 0 = never full */
	double nn_mean_ms, nn_square_ms2;  /* running mean and sum of squared deviations */
	uint64_t nn_count;
	double nn_last_ms; /* 0 = the interval before was not normal-to-normal */
	double difference_square_ms2;
	uint64_t difference_count;
	bool last_normal; /* the beat before */
};

/* Takes the next beat, in order; starts from all zero. rr_ms 0 = a break, or no beat before it. */
void rr_statistics_add(struct rr_statistics *h, double rr_ms, bool normal);

/* Return false when too few intervals were seen. */
bool rr_statistics_mean_rate_bpm(const struct rr_statistics *h, double *bpm);
bool rr_statistics_sdnn_ms(const struct rr_statistics *h, double *ms);
bool rr_statistics_rmssd_ms(const struct rr_statistics *h, double *ms);
