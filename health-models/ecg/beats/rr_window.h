/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The newest 32 intervals between beats: what is usual, how far they spread, how much one differs
 * from the next. Longer than struct history, so that a run of early beats does not become usual,
 * and so that a beat that comes early in an irregular heart is told from one in a regular heart.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* rr in internal samples, above 0. */
void rr_window_add(struct rr_window *w, float rr);
