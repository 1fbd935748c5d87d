/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/reference/reference_frame.h"

#include "common/timebase.h"
#include "health-models/rehab/set/row_reader.h"
#include "health-models/motion/vector3.h"

#include <string.h>

enum { REST_ROWS = 10 };

/* Supervisors set a start by eye: rest is looked for a little before it. */
#define BEFORE_NS     NS_PER_S
#define REST_MOST_DEG 5.0f /* up goes farther than that in 0.4 s: not still */

static bool is_within(int64_t t_ns, const struct rep_span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (t_ns >= spans[i].start_ns && t_ns <= spans[i].end_ns)
			return true;
	return false;
}

/* The mean direction of up in the last REST_ROWS rows of a ring, and the way that it went in them:
 * who sways to and fro is not still either. */
static float way_deg(float (*up)[3], unsigned rows, float mean[3])
{
	float way = 0;

	memset(mean, 0, 3 * sizeof mean[0]);
	for (unsigned i = rows - REST_ROWS; i < rows; i++) {
		vector3_add(mean, 1, up[i % REST_ROWS]);
		if (i > rows - REST_ROWS)
			way += vector3_angle_deg(up[(i - 1) % REST_ROWS], up[i % REST_ROWS]);
	}
	vector3_unit(mean);
	return way;
}

/* The calmest stretch of REST_ROWS rows just before the first repetition, or at its start where the
 * recording begins with it. */
static enum reference_fault find_rest(struct row_reader *reader, const struct rep_span *first,
				      float rest_up[3])
{
	float up[REST_ROWS][3], mean[3], calmest_deg = INFINITY;
	struct motion_row row;
	unsigned rows = 0;

	while (row_reader_next(reader, &row) && (row.t_ns <= first->start_ns || rows < REST_ROWS)) {
		float deg;

		if (row.t_ns < first->start_ns - BEFORE_NS)
			continue;
		memcpy(up[rows++ % REST_ROWS], row.up, sizeof row.up);
		if (rows < REST_ROWS)
			continue;
		deg = way_deg(up, rows, mean);
		if (deg >= calmest_deg)
			continue;
		calmest_deg = deg;
		memcpy(rest_up, mean, sizeof mean);
	}
	if (rows < REST_ROWS)
		return REFERENCE_TOO_SHORT;
	return calmest_deg > REST_MOST_DEG ? REFERENCE_NOT_STILL : REFERENCE_GOOD;
}

/* By tilt: square to rest and to where up went, on the average of all rows. */
static void add_tilt(float axis[3], const float rest_up[3], const struct motion_row *row)
{
	float square[3];

	vector3_cross(row->up, rest_up, square);
	vector3_add(axis, vector3_norm(square), square);
}

static void largest_axis(float sums[3][3], float axis[3])
{
	int most = sums[0][0] > sums[1][1] ? 0 : 1;

	if (sums[2][2] > sums[most][most])
		most = 2;
	memcpy(axis, sums[most], sizeof sums[most]);
	for (int pass = 0; pass < 50; pass++) { /* power iteration */
		float next[3];

		vector3_unit(axis);
		for (int i = 0; i < 3; i++)
			next[i] = vector3_dot(sums[i], axis);
		memcpy(axis, next, sizeof next);
	}
}

struct axis_sums {
	float tilt[3];       /* see add_tilt() */
	float squares[3][3]; /* of the angular rate */
	float turned[3];     /* angular rates summed since the span began */
	float farthest[3];   /* the same, where it was largest */
	unsigned rows, rated;
};

static void add_row(struct axis_sums *s, const float rest_up[3], const struct motion_row *row)
{
	add_tilt(s->tilt, rest_up, row);
	for (int i = 0; i < 3; i++)
		vector3_add(s->squares[i], row->rate_rads[i], row->rate_rads);
	vector3_add(s->turned, 1.0f / MOTION_ROWS_HZ, row->rate_rads);
	if (vector3_norm(s->turned) > vector3_norm(s->farthest))
		memcpy(s->farthest, s->turned, sizeof s->farthest);
	s->rows++;
	s->rated += row->has_rate;
}

static void choose_axis(struct axis_sums *s, enum exercise_signal signal,
			struct excursion_frame *frame)
{
	static const float right[3] = {0.6f, 0.64f, 0.48f};

	switch (signal) {
	case EXERCISE_SIGNAL_TILT:
		memcpy(frame->axis, s->tilt, sizeof frame->axis);
		break;
	case EXERCISE_SIGNAL_ROTATION:
		largest_axis(s->squares, frame->axis);
		if (vector3_dot(frame->axis, s->farthest) < 0)
			for (int i = 0; i < 3; i++)
				frame->axis[i] = -frame->axis[i];
		break;
	case EXERCISE_SIGNAL_LINEAR: /* it has none; any that is square to up */
		vector3_cross(frame->rest_up, right, frame->axis);
		break;
	}
	vector3_unit(frame->axis);
}

enum reference_fault reference_frame_find(const struct imu_sample *samples, size_t count,
					  const struct rep_span *spans, size_t span_count,
					  enum exercise_signal signal,
					  struct excursion_frame *frame, bool *has_rate)
{
	struct axis_sums sums = {0};
	struct row_reader reader;
	struct motion_row row;
	enum reference_fault still;

	row_reader_init(&reader, samples, count);
	frame->signal = signal;
	still = find_rest(&reader, &spans[0], frame->rest_up);
	if (still == REFERENCE_TOO_SHORT)
		return still;
	row_reader_init(&reader, samples, count);
	while (row_reader_next(&reader, &row)) {
		if (is_within(row.t_ns, spans, span_count))
			add_row(&sums, frame->rest_up, &row);
		else
			memset(sums.turned, 0, sizeof sums.turned);
	}
	*has_rate = sums.rated * 2 > sums.rows;
	if (signal == EXERCISE_SIGNAL_ROTATION && !*has_rate)
		return REFERENCE_NO_RATE;
	choose_axis(&sums, signal, frame);
	return vector3_norm(frame->axis) > 0.9f ? still : REFERENCE_NO_MOVEMENT;
}
