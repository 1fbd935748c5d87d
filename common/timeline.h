/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sample positions of one stream as hub time.
 *
 * Straight from the first sample at the nominal rate until it is steered; then along joined lines
 * that follow the measured time. What was answered stays so: steering changes the time of later
 * positions only, and time never runs back. Old knots are thinned out by a few milliseconds at most
 * where a stream had very many.
 */
#pragma once

#include <stdint.h>

enum { TIMELINE_KNOTS = 128 };

/* From this position on, samples lie period_ns apart; before the oldest knot as well. */
struct timeline_knot {
	int64_t index;
	int64_t utc_ns;
	double period_ns;
};

/* Starts with origin and rate, the rest zero. */
struct timeline {
	int64_t origin_utc_ns; /* of index 0 */
	uint32_t rate_mhz;     /* nominal, 1 .. 2,000,000 */
	uint32_t knots;
	struct timeline_knot knot[TIMELINE_KNOTS]; /* oldest first */
};

/* Index from 0; rounded down, so it never goes backwards. */
int64_t timeline_utc_ns(const struct timeline *timeline, int64_t index);
/* Measured: the sample at index was or will be taken at utc_ns, and they come period_ns apart.
 * Nobody may have asked for a later index. A difference of more than a second forward is taken at
 * once, others within some seconds. */
void timeline_steer(struct timeline *timeline, int64_t index, int64_t utc_ns, double period_ns);
/* What comes between the two positions lies evenly up to end_utc_ns, or as near to it as time that
 * does not run back allows. Nobody may have asked for a later index than the first. */
void timeline_stretch(struct timeline *timeline, int64_t index, int64_t end, int64_t end_utc_ns);
/* Time that count samples take. */
int64_t timeline_span_ns(uint32_t rate_mhz, int64_t count);
/* Nominal. */
double timeline_rate_hz(const struct timeline *timeline);
/* Samples a second of hub time between two positions, as they are dated; nominal where the timeline
 * was never steered. */
double timeline_rate_between_hz(const struct timeline *timeline, int64_t first, int64_t last);
