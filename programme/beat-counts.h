/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beats counted by their label, and what the labels are called. */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

enum { HT_BEAT_CLASSES = 5 };

typedef struct {
	guint64 count[HT_BEAT_CLASSES]; /* in the order of ht_beat_class_label() */
} HtBeatCounts;

/* N, S, V, F, Q. */
enum beat_label ht_beat_class_label(guint i);
/* For programs: "normal", "supraventricular", "ventricular", "fusion", "unclassified". */
const char *ht_beat_class_name(guint i);

void ht_beat_counts_add(HtBeatCounts *counts, enum beat_label label);
guint64 ht_beat_counts_of(const HtBeatCounts *counts, enum beat_label label);
/* (transfer full) "1850 normal, 12 supraventricular, 3 ventricular"; classes without beats are
 * left out. */
char *ht_beat_counts_words(const HtBeatCounts *counts);

G_END_DECLS
