/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T waves among the first beats, before anything is known of this heart.
 *
 * A tall T wave can be taken for a ventricular beat while nothing tells how large and how steep
 * this heart's beats are. By its last look the next beat has come, and what follows that one at the
 * same distance and looks the same was turned down: then it is none, either.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Whether candidate `number`, a beat by its forest, is a T wave after all. Only for the first
 * beats: later the forests know better. */
bool first_beats_is_t_wave(const struct ecg *e, int64_t number);
