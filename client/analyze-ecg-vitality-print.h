/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `twinctl analyze ecg` says of variability, respiration and P waves. */
#pragma once

#include "client/analyze-ecg-vitality.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members "hrv", "respiration" and "p_wave_share" of the object that b is in; each is left out
 * where the recording is too short for it. */
void ht_ecg_vitality_add_json(const HtEcgVitality *vitality, JsonBuilder *b);
/* A few lines for a person. */
void ht_ecg_vitality_print_text(const HtEcgVitality *vitality);

G_END_DECLS
