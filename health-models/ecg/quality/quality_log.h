/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grade of the signal, second by second, so that what is found can be graded over its whole
 * span: the newest two minutes by the second, two hours by the minute, three weeks by the hour.
 *
 * Seconds are whole ones since the engine's first sample.
 */
#pragma once

#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

enum {
	QUALITY_GRADES = QUALITY_FULL + 1,
	QUALITY_LOG_SECONDS = 128,
	QUALITY_LOG_MINUTES = 128,
	QUALITY_LOG_HOURS = 512,
};

struct quality_log {
	int64_t seconds; /* in it, ever */
	uint8_t second[QUALITY_LOG_SECONDS];
	uint8_t minute[QUALITY_LOG_MINUTES][QUALITY_GRADES]; /* seconds of each grade */
	uint16_t hour[QUALITY_LOG_HOURS][QUALITY_GRADES];
};

void quality_log_init(struct quality_log *l);
/* The grade of the second that follows those in it. */
void quality_log_add(struct quality_log *l, enum signal_quality grade);

/* The grade that all but a quarter of the seconds from `from_s` to `to_s` reach; of 4 seconds and
 * less, the worst. Seconds that were never judged, or longer ago than it remembers, do not count;
 * QUALITY_UNKNOWN if there is no other. */
enum signal_quality quality_log_grade(const struct quality_log *l, double from_s, double to_s);
