/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an exercise file: refused in one line that names it, or within all limits. */
#include "programme/exercises/ht-exercise.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct exercise *model)
{
	float sum = 0;

	for (unsigned i = 0; i < EXERCISE_PARTS; i++)
		sum += model->weight[i];
	if (!(fabsf(sum - 1) < 1e-3F) || model->repetitions < 1 || model->repetitions > 100 ||
	    model->sets < 1 || model->sets > 20)
		abort();
	if (!(model->rom_target_deg >= 0 && model->rom_target_deg <= 180) ||
	    !(model->tempo_tolerance > 1) || !(model->velocity_loss_stop <= 0.6F))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtExercise) exercise =
	    ht_exercise_parse("x.exercise", (const char *)data, size, &error);

	if (!exercise) {
		if (!g_str_has_prefix(error->message, "x.exercise") || strchr(error->message, '\n'))
			abort();
		return 0;
	}
	check(ht_exercise_model(exercise));
	if (!ht_exercise_steps(exercise)[0] || !ht_exercise_symptoms(exercise)[0])
		abort();
	return 0;
}
