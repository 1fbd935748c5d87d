/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/free/free_count_bouts.h"

#include <math.h>

enum { STEP = 3, AXES = 3, EDGE = FREE_COUNT_HZ };

static const float QUIET = 0.3F; /* of the usual change */

/* Squared; negative in a hole, of which nobody knows whether it is quiet. */
static float change_at(const struct free_rows *rows, unsigned row)
{
	float sum = 0;

	if (row < STEP || !(rows->has[row] & rows->has[row - STEP] & IMU_ACCELERATION))
		return -1;
	for (unsigned k = 0; k < AXES; k++) {
		float d = rows->row[row][k] - rows->row[row - STEP][k];

		sum += d * d;
	}
	return sum;
}

float free_bout_change(const struct free_rows *rows)
{
	double sum = 0;
	unsigned count = 0;

	for (unsigned i = STEP; i < rows->count; i++) {
		float change = change_at(rows, i);

		if (change < 0)
			continue;
		sum += (double)change;
		count++;
	}
	return count > 0 ? (float)sqrt(sum / count) : 0;
}

static bool is_quiet(const struct free_rows *rows, unsigned row, float change)
{
	float here = change_at(rows, row);

	return here >= 0 && here < QUIET * QUIET * change * change;
}

/* The row after a quiet stretch that begins at `from`. */
static unsigned skip_quiet(const struct free_rows *rows, unsigned from, float change)
{
	while (from < rows->count && is_quiet(rows, from, change))
		from++;
	return from;
}

/* A bit of quiet belongs to the movement at either end. */
unsigned free_bout_next(const struct free_rows *rows, float change, unsigned from, unsigned *end)
{
	unsigned first = skip_quiet(rows, from, change), row = first;

	*end = rows->count;
	while (row < rows->count) {
		unsigned after = skip_quiet(rows, row, change);

		if (after - row >= FREE_PAUSE_S * FREE_COUNT_HZ) {
			*end = row + EDGE;
			break;
		}
		row = after + 1;
	}
	return first > from + EDGE ? first - EDGE : from;
}
