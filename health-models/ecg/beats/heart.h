/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of this heart: usual size, usual RR interval, and the shapes its beats come in.
 * Learned from beats with their final label, one at a time, so one odd beat changes little.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

void heart_init(struct heart *h);
/* After a break: sizes are learned anew from `energy_uv`; shapes and RR are kept, and
 * the height that was usual. */
void heart_relearn(struct heart *h, float energy_uv);
/* Takes in a beat with its final label. rr_before and rr_after in internal samples, 0 = not known.
 */
void heart_add(struct heart *h, const struct candidate *c, float rr_before, float rr_after);
/* The class most like s (-1 = none) and how like it is. */
int heart_match(const struct heart *h, const struct beat_shape *s, float *likeness);
/* Intervals between beats of the usual shape; between all where there are few of those. */
const struct rr_window *heart_usual_rr(const struct heart *h);
