/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic on the intervals of a stretch of beats. */
#pragma once

#include "health-models/ecg/atria/af_window.h"

/* The intervals that count (struct af_beat: supported), in order. */
struct af_intervals {
	float ms[AF_KEPT];
	int chain[AF_KEPT];    /* intervals before this one with no gap between */
	int64_t beat[AF_KEPT]; /* the beat that each ends at */
	int n;
	float mean, median; /* 800 when there are none */
};

/* Beats [from, to). */
void af_intervals_take(struct af_intervals *s, const struct af_window *w, int64_t from, int64_t to);
/* |difference| over `distance` intervals, as shares of the mean. Returns how
 * many. */
int af_intervals_differences(const struct af_intervals *s, int distance, float out[AF_KEPT]);
/* Likewise, of neighbours after a median over three: single early or late beats
 * are gone. */
int af_intervals_filtered(const struct af_intervals *s, float out[AF_KEPT]);

/* Ascending. */
void af_sort(float *value, int n);
/* Linear between neighbours; 0 where there is none. */
float af_quantile(const float *sorted, int n, float share);
/* 0 where there is none. */
float af_mean(const float *value, int n);
