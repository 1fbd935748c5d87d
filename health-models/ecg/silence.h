/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long no beat has been heard, and whether what came instead is small enough to be none. */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Call once per internal sample while there is contact. Returns true ten times a second, with the
 * seconds since the newest beat and the largest deflection since then as a share of a usual one. */
bool silence_step(struct ecg *e, float *seconds, float *largest_share);

/* Between beat `number` and the beat before it: the largest other deflection, as such a share. */
float silence_largest_share(const struct ecg *e, int64_t number);
