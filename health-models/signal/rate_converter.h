/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Brings any sampling rate to one fixed rate, in fixed memory, sample by sample.
 *
 * Method: blocks of whole input samples are averaged while the rate is more than twice the target,
 * then a Hann-windowed sinc of 16 taps interpolates; taps come from a table of 64 phases with
 * linear interpolation between them. Positions are computed from counters, so they never drift.
 *
 * A sample that is not finite is missing. The last good value stands in for it, and the offset
 * between it and the next good one is taken out, so that a gap makes no step.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { RATE_CONVERTER_TAPS = 16, RATE_CONVERTER_PHASES = 64 };

struct rate_converter {
	double step;    /* block samples per output sample */
	unsigned block; /* input samples per block */
	unsigned in_block;
	double block_sum;
	bool block_missing;
	bool started;
	bool was_missing;
	double last;   /* newest good value, less the offset */
	double offset; /* taken off every input sample */
	int64_t blocks;
	int64_t outputs;
	float table[RATE_CONVERTER_PHASES + 1][RATE_CONVERTER_TAPS];
	float ring[2 * RATE_CONVERTER_TAPS]; /* twice the same, so that any 16 in a row are there */
	bool missing[RATE_CONVERTER_TAPS];
};

struct rate_converter_sample {
	float value;
	bool missing;
};

/* Any positive rates; what is above half of either rate is damped. */
void rate_converter_init(struct rate_converter *c, double from_hz, double to_hz);
/* Takes one input sample. Call rate_converter_get() until it returns 0 before the next one. */
void rate_converter_push(struct rate_converter *c, float x);
/* Returns 1 and the next output sample, or 0. */
int rate_converter_get(struct rate_converter *c, struct rate_converter_sample *out);
/* Where output sample `index` lies, in input samples. */
double rate_converter_position(const struct rate_converter *c, double index);
