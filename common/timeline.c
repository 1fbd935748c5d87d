/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/timeline.h"

#include "common/timebase.h"

#include <math.h>
#include <stddef.h>

/* Nanoseconds of one period at 1 mHz. */
#define NS_PER_1000_S INT64_C(1000000000000)
/* A difference that is let be. */
#define TOLERANCE_NS (NS_PER_MS)
/* Within this a difference is made up for. */
#define HORIZON_NS (2 * NS_PER_S)
/* Further ahead than this, hub time was set or samples waited: no use in running there. */
#define STEP_NS (NS_PER_S)

int64_t timeline_span_ns(uint32_t rate_mhz, int64_t count)
{
	/* In two parts: count * 10^12 alone would leave 64 bits after a day. */
	int64_t whole = count / rate_mhz, rest = count % rate_mhz;

	return whole * NS_PER_1000_S + rest * NS_PER_1000_S / rate_mhz;
}

/* NULL = before any. */
static const struct timeline_knot *knot_before(const struct timeline *timeline, int64_t index)
{
	for (uint32_t i = timeline->knots; i > 0; i--)
		if (timeline->knot[i - 1].index <= index)
			return &timeline->knot[i - 1];
	return NULL;
}

int64_t timeline_utc_ns(const struct timeline *timeline, int64_t index)
{
	const struct timeline_knot *knot = knot_before(timeline, index);

	if (!knot)
		return timeline->origin_utc_ns + timeline_span_ns(timeline->rate_mhz, index);
	return knot->utc_ns + (int64_t)floor((double)(index - knot->index) * knot->period_ns);
}

/* Every second knot of the older half goes; the line before each that went ends where the next one
 * begins, so time still never runs back. */
static void thin_out(struct timeline *timeline)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < timeline->knots; i++) {
		struct timeline_knot *knot = &timeline->knot[i];

		if (i < TIMELINE_KNOTS / 2 && i % 2 == 1) {
			struct timeline_knot *line = &timeline->knot[kept - 1];

			line->period_ns = (double)(knot[1].utc_ns - line->utc_ns) /
					  (double)(knot[1].index - line->index);
			continue;
		}
		timeline->knot[kept++] = *knot;
	}
	timeline->knots = kept;
}

static void add_knot(struct timeline *timeline, const struct timeline_knot *knot)
{
	uint32_t newest = timeline->knots;

	if (newest > 0 && timeline->knot[newest - 1].index == knot->index) {
		timeline->knot[newest - 1] = *knot;
		return;
	}
	if (timeline->knots == TIMELINE_KNOTS)
		thin_out(timeline);
	timeline->knot[timeline->knots++] = *knot;
}

static double period_now_ns(const struct timeline *timeline, int64_t index)
{
	const struct timeline_knot *knot = knot_before(timeline, index);

	return knot ? knot->period_ns : (double)NS_PER_1000_S / timeline->rate_mhz;
}

void timeline_steer(struct timeline *timeline, int64_t index, int64_t utc_ns, double period_ns)
{
	struct timeline_knot knot = {index, timeline_utc_ns(timeline, index), period_ns};
	int64_t late_ns = utc_ns - knot.utc_ns;
	double samples, drift_ns;

	if (!(period_ns >= 1.0))
		return;
	samples = fmax((double)HORIZON_NS / period_ns, 1.0);
	drift_ns = (double)late_ns + samples * (period_ns - period_now_ns(timeline, index));
	if (late_ns <= TOLERANCE_NS && late_ns >= -TOLERANCE_NS &&
	    fabs(drift_ns) <= 2 * (double)TOLERANCE_NS)
		return;
	if (late_ns > STEP_NS) {
		knot.utc_ns = utc_ns;
	} else {
		knot.period_ns = period_ns + (double)late_ns / samples;
		knot.period_ns = fmin(fmax(knot.period_ns, 0.5 * period_ns), 1.5 * period_ns);
	}
	add_knot(timeline, &knot);
}

void timeline_stretch(struct timeline *timeline, int64_t index, int64_t end, int64_t end_utc_ns)
{
	struct timeline_knot knot = {index, timeline_utc_ns(timeline, index), 1.0};

	knot.period_ns = fmax((double)(end_utc_ns - knot.utc_ns) / (double)(end - index), 1.0);
	add_knot(timeline, &knot);
}

double timeline_rate_hz(const struct timeline *timeline)
{
	return timeline->rate_mhz / 1000.0;
}

double timeline_rate_between_hz(const struct timeline *timeline, int64_t first, int64_t last)
{
	int64_t span_ns = timeline_utc_ns(timeline, last) - timeline_utc_ns(timeline, first);

	if (timeline->knots == 0 || last <= first || span_ns <= 0)
		return timeline_rate_hz(timeline);
	return (double)(last - first) * (double)NS_PER_S / (double)span_ns;
}
