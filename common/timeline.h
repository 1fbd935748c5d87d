/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sample positions of one stream as hub time: the first sample's time plus index over rate. */
#pragma once

#include <stdint.h>

struct timeline {
	int64_t origin_utc_ns; /* of index 0 */
	uint32_t rate_mhz;     /* 1 .. 2,000,000 */
};

/* Index from 0; rounded down, so it never goes backwards. */
int64_t timeline_utc_ns(const struct timeline *timeline, int64_t index);
/* Time that count samples take. */
int64_t timeline_span_ns(uint32_t rate_mhz, int64_t count);
double timeline_rate_hz(const struct timeline *timeline);
