/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/segmentation.h"

#include "health-models/rehab/set/motion_rows.h"

#include <math.h>

/* Shares of the reference's range of motion. */
#define LEAST    0.15f /* a repetition rises by at least that */
#define STILL    0.04f /* it moves less than that in SEGMENT_TELL_ROWS rows */
#define CREEP    0.15f /* it moves less than that in them where it nears the low */
#define NEAR_LOW 0.05f
#define NEW_REST 0.25f /* still below that above the low, it is the rest that has moved */
/* Shares of what this repetition rose by. */
#define GIVEN_BACK  0.5f
#define STILL_BACK  0.6f
#define RISES_AGAIN 0.3f
#define LEAST_DEG   3.0f /* nothing below that can be told from noise */

enum { RESTING, RISEN, FALLING };

void segmentation_init(struct segmentation *s, float rom_deg, float stall_s)
{
	*s = (struct segmentation){.scale = rom_deg,
				   .least = fmaxf(LEAST, LEAST_DEG / rom_deg),
				   .stall_rows = stall_s * MOTION_ROWS_HZ,
				   .row = -1};
}

bool segmentation_is_open(const struct segmentation *s)
{
	return s->phase != RESTING;
}

int64_t segmentation_needs_row(const struct segmentation *s)
{
	return s->phase == RESTING ? s->low_row : s->begin_row;
}

static void rest_here(struct segmentation *s, float along_deg, int64_t row)
{
	s->phase = RESTING;
	s->low = along_deg;
	s->low_row = row;
}

void segmentation_restart(struct segmentation *s)
{
	s->row = -1;
	s->phase = RESTING;
}

static enum segment_told rest(struct segmentation *s, float x, float change)
{
	if (x < s->low) {
		rest_here(s, x, s->row);
	} else if (fabsf(change) < STILL * s->scale && x - s->low < NEW_REST * s->scale) {
		s->low += 0.1f * (x - s->low);
		s->low_row = s->row;
	}
	if (x - s->low <= s->least * s->scale || change <= 0)
		return SEGMENT_NOTHING;
	s->phase = RISEN;
	s->begin_row = s->low_row;
	s->high = x;
	s->turn_row = s->row;
	s->still_rows = 0;
	return SEGMENT_BEGAN;
}

/* Held, on the way out, at the turn or on the way back. */
static bool has_stalled(struct segmentation *s, float x, float change)
{
	s->still_rows = fabsf(change) < STILL * s->scale ? s->still_rows + 1 : 0;
	if (s->still_rows <= s->stall_rows)
		return false;
	rest_here(s, x, s->row);
	return true;
}

static enum segment_told risen(struct segmentation *s, float x, float change)
{
	if (x > s->high) {
		s->high = x;
		s->turn_row = s->row;
	}
	if (has_stalled(s, x, change))
		return SEGMENT_STALLED;
	if (x >= s->high - GIVEN_BACK * (s->high - s->low))
		return SEGMENT_NOTHING;
	s->phase = FALLING;
	s->lowest_after = x;
	s->end_row = s->row;
	return SEGMENT_NOTHING;
}

static bool has_ended(const struct segmentation *s, float x, float change)
{
	float given_back = s->high - x, rise = s->high - s->low;

	if (x - s->lowest_after > s->least / 2 * s->scale)
		return true;
	if (given_back > STILL_BACK * rise &&
	    (fabsf(change) < STILL * s->scale || s->row - s->end_row >= SEGMENT_TELL_ROWS))
		return true;
	return x < s->low + NEAR_LOW * s->scale && fabsf(change) < CREEP * s->scale;
}

static enum segment_told falling(struct segmentation *s, float x, float change)
{
	if (x < s->lowest_after) {
		s->lowest_after = x;
		s->end_row = s->row;
	}
	if (has_ended(s, x, change)) {
		rest_here(s, s->lowest_after, s->end_row);
		return SEGMENT_ENDED;
	}
	if (has_stalled(s, x, change))
		return SEGMENT_STALLED;
	if (x > s->high - RISES_AGAIN * (s->high - s->low))
		s->phase = RISEN;
	return SEGMENT_NOTHING;
}

enum segment_told segmentation_push(struct segmentation *s, float along_deg)
{
	float change;

	s->row++;
	if (s->row == 0) {
		rest_here(s, along_deg, 0);
		for (int i = 0; i < SEGMENT_TELL_ROWS; i++)
			s->recent[i] = along_deg;
	}
	change = along_deg - s->recent[s->row % SEGMENT_TELL_ROWS];
	s->recent[s->row % SEGMENT_TELL_ROWS] = along_deg;
	switch (s->phase) {
	case RISEN:
		return risen(s, along_deg, change);
	case FALLING:
		return falling(s, along_deg, change);
	default:
		return rest(s, along_deg, change);
	}
}

enum segment_told segmentation_finish(struct segmentation *s)
{
	if (s->phase != FALLING || s->high - s->lowest_after < STILL_BACK * (s->high - s->low))
		return SEGMENT_NOTHING;
	rest_here(s, s->lowest_after, s->end_row);
	return SEGMENT_ENDED;
}
