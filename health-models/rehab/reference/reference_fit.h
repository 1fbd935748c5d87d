/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do a person's reference and the exercise go together? Pure C. */
#pragma once

#include "health-models/rehab/reference/rep_reference.h"

/* The label of a repetition that is just like the reference: REP_OK, or why none that is done like
 * it would ever be: REP_TOO_FAR, REP_FAST or REP_SLOW. */
enum rep_label reference_fit(const struct rep_reference *reference,
			     const struct exercise *exercise);
