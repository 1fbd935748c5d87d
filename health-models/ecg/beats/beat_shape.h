/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one deflection looks like: its shape around the R wave, width, height and steepness.
 * Nothing here depends on polarity or amplification but the figures that say so.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

enum {
	BEAT_SHAPE_AFTER = 60, /* internal samples that must follow the R wave: 300 ms */
};

/* Measures the candidate at c->at and fills slope, height, width_ms, spread_ms and shape. */
void beat_shape_measure(const struct qrs_trace *t, struct candidate *c);

/* Likeness of two shapes, the best while one is moved by up to 20 ms: -1 .. 1. */
float beat_shape_likeness(const struct beat_shape *a, const struct beat_shape *b);

/* Likeness of two P waves, and of two QRS without what surrounds them, likewise. */
float beat_shape_p_likeness(const struct beat_shape *a, const struct beat_shape *b);
float beat_shape_qrs_likeness(const struct beat_shape *a, const struct beat_shape *b);

/* Root of the summed squares, of the points and of what differs from the usual ones, uV. */
float beat_shape_part_size(const float *part, int count);
float beat_shape_part_rest(const float *part, const float *usual, int count);
