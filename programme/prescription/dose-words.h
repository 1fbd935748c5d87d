/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the closed loop: short ones for programs, sentences for people. Numbers are those of
 * health-models/rehab/dose/dose.h. */
#pragma once

#include "health-models/rehab/dose/dose.h"

#include <glib.h>

G_BEGIN_DECLS

/* "hold", "progress", "regress", "stop" */
const char *ht_dose_decision_word(enum dose_decision decision);
/* "few", "no-effort", ... */
const char *ht_dose_reason_word(enum dose_reason reason);
/* What it means, for a word of the last; NULL for a word that is none. */
const char *ht_dose_reason_sentence(const char *word);
/* "repetitions", "duration_s", "sets", "load_percent", "reserve_percent" */
const char *ht_dose_variable_word(enum dose_variable variable);
/* "person", "symptom", "heart-rate", ... of one bit; NULL. */
const char *ht_dose_stop_word(guint stop);
/* "chest-pain", "dizziness", ... */
const char *ht_dose_symptom_word(guint symptom);
/* 0 for a word that is none. */
guint ht_dose_symptom_parse(const char *word);
/* (transfer full) NULL-ended, of several bits. */
char **ht_dose_stop_words(guint stops);
char **ht_dose_symptom_words(guint symptoms);

G_END_DECLS
