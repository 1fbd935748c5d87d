/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of exercises: names for programs, and words for the person who does them. Static
 * texts; "?" for a number that is none. */
#pragma once

#include "health-models/rehab/session_record.h"
#include "health-models/rehab/set/set_event.h"
#include "health-models/rehab/reference/rep_reference.h"

#include <glib.h>

G_BEGIN_DECLS

/* "ok", "partial", ... and what to do the next time. */
const char *ht_rep_label_name(enum rep_label label);
const char *ht_rep_label_words(enum rep_label label);

/* "rom", "tempo", "shape", "smoothness", "compensation" */
const char *ht_exercise_part_name(enum exercise_part part);

const char *ht_set_reason_name(enum set_reason reason);
const char *ht_set_reason_words(enum set_reason reason);

const char *ht_reference_fault_name(enum reference_fault fault);
const char *ht_reference_fault_words(enum reference_fault fault);
/* Of reference_fit(): why the reference and the exercise do not go together; NULL where they do. */
const char *ht_reference_fit_words(enum rep_label fit);

/* "", "left", "right" */
const char *ht_rehab_side_name(enum rehab_side side);
gboolean ht_rehab_side_parse(const char *name, enum rehab_side *side);

const char *ht_session_end_name(enum session_end end);
const char *ht_session_end_words(enum session_end end);

G_END_DECLS
