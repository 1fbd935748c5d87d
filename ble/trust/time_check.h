/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Device time of a stream: does it run on, does it fit what the frames carry, does it fit arrival?
 *
 * Within a connection it never goes back, stamps are never closer than the samples between them,
 * and the fit of common/clock_fit.h must hold: a clock that is set, runs ahead of arrival, or more
 * than 2.5 % off is none that a wearable has. Lost frames and frames that were held up fit.
 */
#pragma once

#include "common/clock_fit.h"

#include <stdbool.h>
#include <stdint.h>

struct time_check_settings {
	struct clock_fit_settings fit;
	double closest; /* stamps no closer than this share of the samples' nominal time ... */
	uint32_t closer_by_ms; /* ... less this: stamps are rounded */
	uint32_t ahead_ms;     /* device time may gain so much beyond rate_off_max */
};

/* Private. */
struct time_check {
	struct time_check_settings settings;
	struct clock_fit fit;
	bool begun; /* newest_ns is of this connection */
	uint64_t newest_ns;
	int64_t newest_hub_ns;
	double ahead_ns; /* gained beyond rate_off_max; a cumulative sum (Page 1954) */
};

int time_check_init(struct time_check *c, const struct time_check_settings *settings);
void time_check_begin(struct time_check *c);
/* A frame whose newest sample is stamped device_ns and whose samples take span_ns (0 = not known).
 * arrival_ns 0 = means nothing. True if its time is wrong. */
bool time_check_push(struct time_check *c, uint64_t device_ns, int64_t span_ns, int64_t arrival_ns);
