/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretches of movement between pauses of PAUSE_S seconds and more: the sets of a session. Pure C.
 */
#pragma once

#include "health-models/rehab/free/free_count_rows.h"

enum { FREE_PAUSE_S = 8 };

/* How much the acceleration usually changes in a few rows, m/s2: below a share of it is quiet. */
float free_bout_change(const struct free_rows *rows);
/* The next stretch from row `from` on: its first row, and in *end the one after its last. *end is
 * the count of rows, and the first row too, where there is none. */
unsigned free_bout_next(const struct free_rows *rows, float change, unsigned from, unsigned *end);
