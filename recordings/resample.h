/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one resampler: `analyze ecg --rate`, `--device h10` and the virtual wearable all use it,
 * so the same record gives the same samples on every way.
 *
 * Method: windowed-sinc interpolation (Kaiser window, 60 dB; Oppenheim and Schafer, Discrete-Time
 * Signal Processing), flat to 0.4 and closed from 0.5 of the lower rate; the first and last samples
 * are held beyond the ends, so sample k of the output lies at time k / to_hz and
 * floor((frames - 1) * to_hz / from_hz) + 1 samples come out of a whole record. A NaN in the input
 * makes NaN wherever the nearest input sample is one; around it the last sample is held. Equal
 * rates pass every sample through unchanged.
 */
#pragma once

#include <stddef.h>

struct resampler;

/* Returns NULL for a rate that is not finite or not in 1 .. 100000 Hz, or without memory. */
struct resampler *resampler_new(double from_hz, double to_hz);
void resampler_free(struct resampler *r);

/* Takes one input sample. Output that is complete then waits in resampler_get(): fetch all of it
 * before the next push. */
void resampler_push(struct resampler *r, float x);
/* No more input: the rest of the output becomes available. */
void resampler_flush(struct resampler *r);
/* Returns 1 and the next output sample, or 0 when more input is needed. */
int resampler_get(struct resampler *r, float *y);
