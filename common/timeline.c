/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/timeline.h"

/* Nanoseconds of one period at 1 mHz. */
#define NS_PER_1000_S INT64_C(1000000000000)

int64_t timeline_span_ns(uint32_t rate_mhz, int64_t count)
{
	/* In two parts: count * 10^12 alone would leave 64 bits after a day. */
	int64_t whole = count / rate_mhz, rest = count % rate_mhz;

	return whole * NS_PER_1000_S + rest * NS_PER_1000_S / rate_mhz;
}

int64_t timeline_utc_ns(const struct timeline *timeline, int64_t index)
{
	return timeline->origin_utc_ns + timeline_span_ns(timeline->rate_mhz, index);
}

double timeline_rate_hz(const struct timeline *timeline)
{
	return timeline->rate_mhz / 1000.0;
}
