/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/reference/reference_fit.h"

#include "health-models/rehab/score/rep_compare.h"
#include "health-models/rehab/score/rep_label.h"

#include <math.h>
#include <string.h>

enum rep_label reference_fit(const struct rep_reference *reference, const struct exercise *exercise)
{
	struct rep_measures like = {.rom_deg = reference->rom_deg,
				    .duration_s = reference->duration_s,
				    .concentric_s = reference->concentric_s,
				    .hold_s = reference->hold_s,
				    .eccentric_s = reference->eccentric_s,
				    .smoothness_sparc = reference->smoothness_sparc,
				    .off_deg = reference->compensation_deg};
	struct rep_differences differences;
	struct rom_level level;

	memcpy(like.curve, reference->curve, sizeof like.curve);
	rom_level_init(&level);
	differences = rep_compare(&like, NAN, reference, exercise, reference->rom_deg);
	return rep_label_find(&like, &differences, reference, exercise, &level);
}
