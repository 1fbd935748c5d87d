/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exercise files as twinctl shows them. */
#pragma once

#include "programme/exercises/ht-exercise.h"

G_BEGIN_DECLS

/* All that the file says, the way the hub understands it, for a person. */
void exercise_print(const HtExercise *exercise);
/* A table: name, title, for whom, sensor, dose. */
void exercise_print_table(const GPtrArray *exercises);
/* (transfer none, floating) a{sv} of what the file says. */
GVariant *exercise_describe(const HtExercise *exercise);

G_END_DECLS
