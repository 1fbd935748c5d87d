/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of what wearables measure. */
#pragma once

#include "common/sample.h"

#include <glib.h>

G_BEGIN_DECLS

/* One word for programs, as on the bus: "ecg" for 0, "acceleration", "systolic", ...; "unknown" for
 * what this version does not know. */
const char *ht_quantity_name(guint quantity);
/* "mmHg", "m/s2", ...; "" = a plain number. */
const char *ht_quantity_unit(guint quantity);
/* For a person: "weight", "pulse rate". */
const char *ht_quantity_words(guint quantity);
/* (transfer full) "weight 71.38 kg" */
char *ht_value_words(guint quantity, double value);

/* (transfer full) One English line for a person: "Blood pressure 128/82 mmHg, pulse rate 61 bpm".
 */
char *ht_reading_words(const struct reading_block *reading);

G_END_DECLS
