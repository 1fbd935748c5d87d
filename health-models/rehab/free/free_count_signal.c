/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/free/free_count_search.h"

#include <math.h>
#include <string.h>

enum { AXES = 3, MEAN_HALF = 6 * FREE_COUNT_HZ };

/* Below these a sensor's motion is taken for noise and not brought up to the other's. */
static const float LEAST_STRENGTH[2] = {0.3F, 0.1F};
static const float LEAST_COVERED = 0.4F;

/* The angular rate counts where most rows have one. */
static uint8_t sensors_of(const struct free_rows *rows, unsigned first, unsigned count)
{
	unsigned acceleration = 0, rate = 0;

	for (unsigned i = first; i < first + count; i++) {
		acceleration += (rows->has[i] & IMU_ACCELERATION) != 0;
		rate += (rows->has[i] & IMU_ANGULAR_RATE) != 0;
	}
	return 2 * rate > acceleration ? IMU_ACCELERATION | IMU_ANGULAR_RATE : IMU_ACCELERATION;
}

/* 1 2 1 over the neighbours that are there. */
static void smooth(struct free_signal *s, const struct free_rows *rows, unsigned first,
		   unsigned channels)
{
	for (unsigned i = 0; i < s->count; i++) {
		const float *here = rows->row[first + i];
		const float *before =
		    i > 0 && s->present[i - 1] ? here - FREE_COUNT_CHANNELS : here;
		const float *after =
		    i + 1 < s->count && s->present[i + 1] ? here + FREE_COUNT_CHANNELS : here;

		for (unsigned k = 0; k < FREE_COUNT_CHANNELS; k++)
			s->row[i][k] = k < channels && s->present[i]
					   ? (before[k] + 2 * here[k] + after[k]) / 4
					   : 0;
	}
}

struct window {
	double sum[FREE_COUNT_CHANNELS];
	unsigned rows;
};

static void window_move(struct window *w, const struct free_rows *rows, unsigned row, bool in)
{
	for (unsigned k = 0; k < FREE_COUNT_CHANNELS; k++)
		w->sum[k] += in ? (double)rows->row[row][k] : -(double)rows->row[row][k];
	w->rows = in ? w->rows + 1 : w->rows - 1;
}

static void take_mean_off(struct free_signal *s, const struct free_rows *rows, unsigned first,
			  unsigned channels)
{
	struct window w = {{0}, 0};
	unsigned in = 0;

	for (unsigned i = 0; i < s->count; i++) {
		for (; in < s->count && in <= i + MEAN_HALF; in++)
			if (s->present[in])
				window_move(&w, rows, first + in, true);
		if (i > MEAN_HALF && s->present[i - MEAN_HALF - 1])
			window_move(&w, rows, first + i - MEAN_HALF - 1, false);
		for (unsigned k = 0; s->present[i] && k < channels; k++)
			s->row[i][k] -= (float)(w.sum[k] / w.rows);
	}
}

static void measure_strength(struct free_signal *s)
{
	double sum[2] = {0, 0};
	unsigned rows = 0;

	for (unsigned i = 0; i < s->count; i++) {
		rows += s->present[i];
		for (unsigned k = 0; k < FREE_COUNT_CHANNELS; k++)
			sum[k / AXES] += (double)(s->row[i][k] * s->row[i][k]);
	}
	for (unsigned sensor = 0; sensor < 2; sensor++)
		s->strength[sensor] =
		    rows == 0 ? LEAST_STRENGTH[sensor]
			      : fmaxf(LEAST_STRENGTH[sensor], (float)sqrt(sum[sensor] / rows));
}

void free_signal_make(struct free_signal *s, const struct free_rows *rows, unsigned first,
		      unsigned count, const float *strength)
{
	uint8_t sensors = sensors_of(rows, first, count);
	unsigned channels = sensors & IMU_ANGULAR_RATE ? FREE_COUNT_CHANNELS : AXES;

	s->count = count;
	for (unsigned i = 0; i < count; i++)
		s->present[i] = (rows->has[first + i] & sensors) == sensors;
	smooth(s, rows, first, channels);
	take_mean_off(s, rows, first, channels);
	if (strength)
		memcpy(s->strength, strength, sizeof s->strength);
	else
		measure_strength(s);
	for (unsigned i = 0; i < count; i++) {
		s->energy[i] = 0;
		for (unsigned k = 0; k < FREE_COUNT_CHANNELS; k++) {
			s->row[i][k] /= s->strength[k / AXES];
			s->energy[i] += s->row[i][k] * s->row[i][k];
		}
	}
}

static float product(const float *a, const float *b)
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] + a[4] * b[4] + a[5] * b[5];
}

float free_signal_similarity(const struct free_signal *s, const struct free_template *t,
			     unsigned row)
{
	unsigned from = row < t->half ? t->half - row : 0;
	unsigned to = 2 * t->half + 1;
	float inner = 0, energy = 0, covered = 0;

	if (row + t->half >= s->count)
		to = s->count - row + t->half;
	for (unsigned i = from; i < to; i++) {
		unsigned at = row + i - t->half;

		if (!t->present[i] || !s->present[at])
			continue;
		inner += t->taper[i] * product(t->row[i], s->row[at]);
		energy += t->taper[i] * (t->energy[i] + s->energy[at]);
		covered += t->taper[i];
	}
	covered /= t->taper_sum;
	return covered < LEAST_COVERED || energy <= 0 ? 0 : 2 * inner / energy * fminf(covered, 1);
}
