/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/reference/rep_reference.h"

#include "common/timebase.h"
#include "health-models/motion/unit_gate.h"
#include "health-models/rehab/reference/reference_frame.h"
#include "health-models/rehab/score/rep_measures.h"
#include "health-models/rehab/set/row_reader.h"

#include <math.h>
#include <string.h>

#define LEAST_DEG    4.0f  /* less cannot be told from noise */
#define UNLIKE_SHARE 0.25f /* a range of motion or a duration that far from the mean */
#define MISSING_MOST 0.1f
#define AROUND_NS    (200 * NS_PER_MS) /* a span's ends are set by eye */
#define FLOOR_WEIGHT 3.0f              /* repetitions that the usual spread counts for */

/* How much one person's good repetitions differ from each other, where the person's own few cannot
 * tell: measured on the recorded sets of docs/rehab.md. */
#define ROM_SPREAD             0.10f /* of the range of motion */
#define DURATION_SPREAD        0.15f /* of the duration */
#define SMOOTHNESS_SPREAD      0.2f
#define COMPENSATION_SPREAD    0.12f /* of the range of motion */
#define COMPENSATION_LEAST_DEG 3.0f
#define CURVE_SPREAD           0.04f /* of the range of motion */

static enum reference_fault check_units(const struct imu_sample *samples, size_t count)
{
	struct unit_gate gate;

	unit_gate_init(&gate, 0);
	for (size_t i = 0; i < count; i++)
		if (unit_gate_push(&gate, &samples[i]) < 0)
			return REFERENCE_BAD_UNITS;
	return unit_verdict_refuses(unit_gate_finish(&gate)) ? REFERENCE_BAD_UNITS : REFERENCE_GOOD;
}

/* The rows of a span and a little around it, in a trace that begins with them. False: there is a
 * break in it, over which no rows are made up. */
static bool read_span(const struct imu_sample *samples, size_t count, const struct rep_span *span,
		      const struct excursion_frame *frame, struct rep_trace *trace)
{
	int64_t before_ns = INT64_MIN;
	struct row_reader reader;
	struct excursion excursion;
	struct motion_row row;

	row_reader_init(&reader, samples, count);
	excursion_init(&excursion, frame);
	rep_trace_init(trace);
	while (row_reader_next(&reader, &row)) {
		struct excursion_point p = excursion_at(&excursion, &row);

		if (row.after_break && row.t_ns > span->start_ns && before_ns < span->end_ns)
			return false;
		if (row.t_ns > span->end_ns + AROUND_NS)
			break;
		if (row.t_ns >= span->start_ns - AROUND_NS)
			rep_trace_push(trace, &p);
		before_ns = row.t_ns;
	}
	return true;
}

static enum reference_fault measure_span(const struct rep_trace *t, struct rep_measures *m)
{
	unsigned turn = 0, begin = 0, end;

	for (unsigned i = 1; i < t->count; i++)
		if (t->along_deg[i] > t->along_deg[turn])
			turn = i;
	for (unsigned i = 1; i < turn; i++)
		if (t->along_deg[i] <= t->along_deg[begin])
			begin = i;
	end = turn;
	for (unsigned i = turn + 1; i < t->count; i++)
		if (t->along_deg[i] < t->along_deg[end])
			end = i;
	if (!rep_measure(t, (int64_t)begin * t->stride, (int64_t)turn * t->stride,
			 (int64_t)end * t->stride, m))
		return REFERENCE_TOO_SHORT;
	if (m->rom_deg < LEAST_DEG || isnan(m->smoothness_sparc))
		return REFERENCE_NO_MOVEMENT;
	return m->missing_share > MISSING_MOST ? REFERENCE_HOLES : REFERENCE_GOOD;
}

/* Mean and spread of one measure; the usual spread weighs as much as FLOOR_WEIGHT repetitions.
 * field: its offset in struct rep_measures. */
static float spread_of(const struct rep_measures *m, size_t count, size_t field, float usual,
		       float *mean)
{
	float value[REP_REFERENCE_MAX], sum = 0, squares = FLOOR_WEIGHT * usual * usual;

	for (size_t i = 0; i < count; i++) {
		memcpy(&value[i], (const char *)&m[i] + field, sizeof value[i]);
		sum += value[i];
	}
	*mean = sum / (float)count;
	for (size_t i = 0; i < count; i++)
		squares += (value[i] - *mean) * (value[i] - *mean);
	return sqrtf(squares / (FLOOR_WEIGHT + (float)count - 1));
}

static float mean_of(const struct rep_measures *m, size_t count, size_t field)
{
	float mean;

	spread_of(m, count, field, 0, &mean);
	return mean;
}

#define FIELD(name) offsetof(struct rep_measures, name)

static void average(const struct rep_measures *m, size_t count, struct rep_reference *r)
{
	float rom_deg = mean_of(m, count, FIELD(rom_deg)), off_deg;

	r->repetitions = (unsigned)count;
	r->concentric_s = mean_of(m, count, FIELD(concentric_s));
	r->hold_s = mean_of(m, count, FIELD(hold_s));
	r->eccentric_s = mean_of(m, count, FIELD(eccentric_s));
	r->peak_speed_rads = mean_of(m, count, FIELD(peak_speed_rads));
	r->rom_spread_deg = spread_of(m, count, FIELD(rom_deg), ROM_SPREAD * rom_deg, &r->rom_deg);
	r->duration_spread_s =
	    spread_of(m, count, FIELD(duration_s),
		      DURATION_SPREAD * mean_of(m, count, FIELD(duration_s)), &r->duration_s);
	r->smoothness_spread =
	    spread_of(m, count, FIELD(smoothness_sparc), SMOOTHNESS_SPREAD, &r->smoothness_sparc);
	off_deg = fmaxf(COMPENSATION_LEAST_DEG, COMPENSATION_SPREAD * rom_deg);
	r->compensation_spread_deg =
	    spread_of(m, count, FIELD(off_deg), off_deg, &r->compensation_deg);
	for (size_t i = 0; i < REP_CURVE_POINTS; i++)
		r->curve_spread[i] = spread_of(m, count, FIELD(curve) + i * sizeof(float),
					       CURVE_SPREAD, &r->curve[i]);
}

static bool is_unlike(const struct rep_measures *m, size_t count, const struct rep_reference *r)
{
	for (size_t i = 0; i < count; i++)
		if (fabsf(m[i].rom_deg - r->rom_deg) > UNLIKE_SHARE * r->rom_deg ||
		    fabsf(m[i].duration_s - r->duration_s) > UNLIKE_SHARE * r->duration_s)
			return true;
	return false;
}

static bool spans_are_in_order(const struct rep_span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (spans[i].end_ns <= spans[i].start_ns ||
		    (i > 0 && spans[i].start_ns < spans[i - 1].end_ns))
			return false;
	return count >= 1 && count <= REP_REFERENCE_MAX;
}

enum reference_fault rep_reference_make(const struct imu_sample *samples, size_t count,
					const struct rep_span *spans, size_t span_count,
					const struct exercise *exercise,
					struct rep_reference *reference)
{
	struct rep_reference made = {0};
	struct rep_measures measures[REP_REFERENCE_MAX];
	struct excursion_frame frame;
	struct rep_trace trace;
	enum reference_fault fault, still;

	if (!spans_are_in_order(spans, span_count))
		return REFERENCE_TOO_SHORT;
	fault = check_units(samples, count);
	if (fault != REFERENCE_GOOD)
		return fault;
	still = reference_frame_find(samples, count, spans, span_count, exercise->signal, &frame,
				     &made.has_rate);
	fault = still == REFERENCE_NOT_STILL ? REFERENCE_GOOD : still;
	for (size_t i = 0; i < span_count && fault == REFERENCE_GOOD; i++) {
		fault = read_span(samples, count, &spans[i], &frame, &trace)
			    ? measure_span(&trace, &measures[i])
			    : REFERENCE_HOLES;
	}
	if (fault != REFERENCE_GOOD)
		return fault;
	memcpy(made.rest_gravity, frame.rest_up, sizeof made.rest_gravity);
	memcpy(made.axis, frame.axis, sizeof made.axis);
	average(measures, span_count, &made);
	if (is_unlike(measures, span_count, &made))
		return REFERENCE_UNLIKE;
	*reference = made;
	return still;
}
