/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/resample.h"

#include "recordings/rate-ratio.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	EXACT_PHASES_MAX = 1024,   /* up to here each phase that occurs has its own row of taps */
	EXACT_TABLE_MAX = 1 << 18, /* taps in such a table */
	INTERPOLATED_PHASES =
	    512, /* beyond, rows this fine with a straight line between: -100 dB */
	LANES = 4,
};

/* All as parts of the lower rate. */
static const double cutoff = 0.45;
static const double transition = 0.1;
static const double stopband_db = 60;

struct resampler {
	struct rate_ratio step; /* input samples per output sample */
	int64_t position;       /* of the next output: whole input samples ... */
	int64_t fraction;       /* ... and this many step.to-ths */
	int64_t pushed;         /* input samples taken, held ones behind the end too */
	int64_t real;           /* input samples given by the caller */
	bool flushed;
	bool started; /* a sample other than NaN was seen */
	float held;   /* the last such sample */
	int64_t half; /* taps on each side of the position */
	size_t taps;
	size_t phases;
	bool exact;
	float *table;   /* phases (+ 1) rows of taps */
	float *history; /* the last `taps` inputs, written twice so that they lie in one piece */
	bool *missing;  /* likewise: the input was NaN */
};

static double bessel_i0(double x)
{
	double term = 1;
	double sum = 1;

	for (int k = 1; term > sum * 1e-17; k++) {
		term *= (x / (2 * k)) * (x / (2 * k));
		sum += term;
	}
	return sum;
}

/* The kernel at distance x (input samples), width on each side; lower = lower rate / input rate. */
static double kernel(double x, double width, double lower)
{
	const double beta = 0.1102 * (stopband_db - 8.7);
	double inside = 1 - (x / width) * (x / width);
	double argument = 2 * M_PI * cutoff * lower * x;
	double sinc = fabs(argument) < 1e-9 ? 1 : sin(argument) / argument;

	return inside <= 0 ? 0 : sinc * bessel_i0(beta * sqrt(inside));
}

/* Taps for a position `phase` input samples behind the middle one, scaled so that a constant stays
 * itself. */
static void fill_row(const struct resampler *r, float *row, double phase, double width,
		     double lower)
{
	double sum = 0;

	for (size_t i = 0; i < r->taps; i++) {
		row[i] = (float)kernel((double)i - (double)(r->half - 1) - phase, width, lower);
		sum += (double)row[i];
	}
	for (size_t i = 0; i < r->taps; i++)
		row[i] = (float)((double)row[i] / sum);
}

static int build_table(struct resampler *r, double lower)
{
	/* Kaiser's formula for the length, halved. */
	double width = (stopband_db - 8) / (2.285 * 2 * M_PI * transition * lower) / 2;

	r->half = (int64_t)ceil(width / 2) * 2;
	r->taps = 2 * (size_t)r->half; /* a multiple of LANES */
	r->exact =
	    r->step.to <= EXACT_PHASES_MAX && (size_t)r->step.to * r->taps <= EXACT_TABLE_MAX;
	r->phases = r->exact ? (size_t)r->step.to : (size_t)ceil(INTERPOLATED_PHASES * lower) + 1;
	r->table = malloc((r->phases + 1) * r->taps * sizeof *r->table);
	if (!r->table)
		return -1;
	for (size_t p = 0; p <= r->phases; p++)
		fill_row(r, r->table + p * r->taps, (double)p / (double)r->phases, width, lower);
	return 0;
}

/* Equal rates need no table: one tap, on the sample itself. */
static void set_identity(struct resampler *r)
{
	r->half = 0;
	r->taps = 1;
	r->phases = 1;
	r->exact = true;
}

static bool usable(double hz)
{
	return hz >= 1 && hz <= 100000;
}

struct resampler *resampler_new(double from_hz, double to_hz)
{
	struct resampler *r = usable(from_hz) && usable(to_hz) ? calloc(1, sizeof *r) : NULL;
	int rc;

	if (!r)
		return NULL;
	rc = rate_ratio_init(&r->step, from_hz, to_hz);
	if (rc == 0 && r->step.from == r->step.to)
		set_identity(r);
	else if (rc == 0)
		rc = build_table(r, fmin(1, to_hz / from_hz));
	if (rc == 0) {
		r->history = calloc(2 * r->taps, sizeof *r->history);
		r->missing = calloc(2 * r->taps, sizeof *r->missing);
	}
	if (!r->history || !r->missing) {
		resampler_free(r);
		return NULL;
	}
	return r;
}

void resampler_free(struct resampler *r)
{
	if (!r)
		return;
	free(r->table);
	free(r->history);
	free(r->missing);
	free(r);
}

static void store(struct resampler *r, float x, bool missing)
{
	size_t at = (size_t)(r->pushed % (int64_t)r->taps);

	r->history[at] = r->history[at + r->taps] = x;
	r->missing[at] = r->missing[at + r->taps] = missing;
	r->pushed++;
}

void resampler_push(struct resampler *r, float x)
{
	if (!isnan(x) && !r->started) {
		r->started = true;
		for (size_t i = 0; i < 2 * r->taps; i++)
			r->history[i] = x;
	}
	if (!isnan(x))
		r->held = x;
	store(r, r->held, isnan(x));
	r->real++;
}

void resampler_flush(struct resampler *r)
{
	r->flushed = true;
}

/* Four sums side by side in a fixed order: quick, and the same on every machine. */
static float convolve(const float *taps, const float *x, size_t n)
{
	float sum[LANES] = {0};

	for (size_t i = 0; i < n; i += LANES) {
		for (size_t lane = 0; lane < LANES; lane++)
			sum[lane] += taps[i + lane] * x[i + lane];
	}
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The kernel's middle lies `fraction` behind input `position`; its last tap on position + half. */
static float interpolate(const struct resampler *r, const float *x)
{
	double phase = (double)r->fraction * (double)r->phases / (double)r->step.to;
	size_t whole = (size_t)phase;
	const float *row = r->table + whole * r->taps;
	float here;
	float next;

	if (r->taps == 1)
		return x[0];
	here = convolve(row, x, r->taps);
	if (r->exact)
		return here;
	next = convolve(row + r->taps, x, r->taps);
	return here + (float)(phase - (double)whole) * (next - here);
}

static void advance(struct resampler *r)
{
	r->fraction += r->step.from;
	r->position += r->fraction / r->step.to;
	r->fraction %= r->step.to;
}

int resampler_get(struct resampler *r, float *y)
{
	int64_t last = r->position + (r->half > 0 ? r->half : 0);
	size_t oldest;
	int64_t nearest;

	if (r->flushed &&
	    (r->position > r->real - 1 || (r->position == r->real - 1 && r->fraction > 0)))
		return 0;
	while (r->pushed <= last) {
		if (!r->flushed)
			return 0;
		store(r, r->held, false);
	}
	/* More may have been taken than this output needs: count back from the newest. */
	oldest = (size_t)((last + 1) % (int64_t)r->taps);
	nearest = r->position + (2 * r->fraction >= r->step.to);
	*y = r->missing[(size_t)(nearest % (int64_t)r->taps)] ? NAN
							      : interpolate(r, r->history + oldest);
	advance(r);
	return 1;
}
