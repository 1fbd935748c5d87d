/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/signal/rate_converter.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/dot.h"

static const double PI = 3.14159265358979323846;

/* One phase: a windowed sinc through the taps, scaled to a gain of exactly one at 0 Hz. */
static void fill_phase(float *taps, double phase, double cutoff)
{
	double value[RATE_CONVERTER_TAPS];
	double sum = 0;

	for (int i = 0; i < RATE_CONVERTER_TAPS; i++) {
		double t = i - (RATE_CONVERTER_TAPS / 2 - 1) - phase;
		double u = 2 * PI * cutoff * t;
		double window = 0.5 + 0.5 * cos(PI * t / (RATE_CONVERTER_TAPS / 2));

		value[i] = fabs(t) >= RATE_CONVERTER_TAPS / 2 ? 0 : window;
		if (fabs(u) > 1e-9)
			value[i] *= sin(u) / u;
		sum += value[i];
	}
	for (int i = 0; i < RATE_CONVERTER_TAPS; i++)
		taps[i] = (float)(value[i] / sum);
}

void rate_converter_init(struct rate_converter *c, double from_hz, double to_hz)
{
	double cutoff;

	memset(c, 0, sizeof *c);
	c->block = from_hz >= 2 * to_hz ? (unsigned)(from_hz / to_hz) : 1;
	c->step = from_hz / c->block / to_hz;
	cutoff = c->step > 1 ? 0.45 / c->step : 0.45;
	for (int i = 0; i <= RATE_CONVERTER_PHASES; i++)
		fill_phase(c->table[i], (double)i / RATE_CONVERTER_PHASES, cutoff);
}

/* The value that stands for x, and whether x was missing. */
static double accept(struct rate_converter *c, float x, bool *missing)
{
	*missing = !isfinite(x);
	if (*missing) {
		c->was_missing = c->started;
		return c->last;
	}
	if (!c->started)
		c->offset = (double)x;
	else if (c->was_missing)
		c->offset = (double)x - c->last;
	c->started = true;
	c->was_missing = false;
	c->last = (double)x - c->offset;
	return c->last;
}

void rate_converter_push(struct rate_converter *c, float x)
{
	bool missing;
	size_t at = (size_t)(c->blocks % RATE_CONVERTER_TAPS);

	c->block_sum += accept(c, x, &missing);
	c->block_missing |= missing;
	if (++c->in_block < c->block)
		return;
	c->ring[at] = c->ring[at + RATE_CONVERTER_TAPS] = (float)(c->block_sum / c->block);
	c->missing[at] = c->block_missing;
	if (c->blocks == 0) {
		for (int i = 1; i < 2 * RATE_CONVERTER_TAPS; i++)
			c->ring[i] = c->ring[0];
	}
	c->blocks++;
	c->block_sum = 0;
	c->block_missing = false;
	c->in_block = 0;
}

int rate_converter_get(struct rate_converter *c, struct rate_converter_sample *out)
{
	double position = (double)c->outputs * c->step;
	int64_t whole = (int64_t)position;
	double phase = (position - (double)whole) * RATE_CONVERTER_PHASES;
	int row = (int)phase;
	float between = (float)(phase - row);
	uint64_t first = (uint64_t)(whole + RATE_CONVERTER_TAPS / 2 + 1) % RATE_CONVERTER_TAPS;
	float low, high;

	if (whole + RATE_CONVERTER_TAPS / 2 >= c->blocks)
		return 0;
	low = dot(c->table[row], c->ring + first, RATE_CONVERTER_TAPS);
	high = dot(c->table[row + 1], c->ring + first, RATE_CONVERTER_TAPS);
	out->value = low + between * (high - low);
	out->missing = c->missing[(uint64_t)(position + 0.5) % RATE_CONVERTER_TAPS];
	c->outputs++;
	return 1;
}

double rate_converter_position(const struct rate_converter *c, double index)
{
	return index * c->step * c->block + 0.5 * (c->block - 1);
}
