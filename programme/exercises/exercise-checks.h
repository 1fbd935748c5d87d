/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the values of an exercise file, each within its own limits, fit together. */
#pragma once

#include "programme/exercises/exercise-values.h"

G_BEGIN_DECLS

/* Makes shares of the score's weights, too. */
gboolean ht_exercise_values_check(HtExerciseValues *values, const HtKeyLines *lines,
				  GError **error);

G_END_DECLS
