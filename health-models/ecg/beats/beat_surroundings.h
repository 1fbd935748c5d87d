/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is around one deflection: a P wave or noise before it, a T wave after it. */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Fills background, p_range, t_range, t_level and roughness; BEAT_SHAPE_AFTER samples must follow.
 */
void beat_surroundings_measure(const struct qrs_trace *t, struct candidate *c);
