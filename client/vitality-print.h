/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of variability, respiration and P waves: of a file, and of what a hub has stored. */
#pragma once

#include "programme/vitality.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members "hrv", "respiration" and "p_wave_share" of the object that b is in; each is left out
 * where the recording is too short for it. */
void vitality_add_json(const HtVitality *vitality, JsonBuilder *b);
/* A few lines for a person. */
void vitality_print_text(const HtVitalityNumbers *numbers);

G_END_DECLS
