/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When one stream's ECG cannot wait until somebody looks: the ventricles fibrillate, no beat comes
 * though there is contact, or a ventricular tachycardia is sustained (30 s, the usual definition:
 * AHA, ACC and HRS 2017). While it goes on it is told again each minute.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

/* Private; all 0 at the beginning. */
typedef struct {
	enum rhythm rhythm;
	gint64 due_utc_ns; /* when it is told next */
	gboolean told;     /* this episode */
} HtUrgency;

/* Each returns TRUE when it is to be told now. */
gboolean ht_urgency_rhythm(HtUrgency *urgency, enum rhythm rhythm, gint64 utc_ns);
/* The rhythm goes on until now. */
gboolean ht_urgency_reach(HtUrgency *urgency, gint64 utc_ns);
/* An episode ended that the rhythm may not have shown. */
gboolean ht_urgency_finding(HtUrgency *urgency, enum finding_kind kind, gint64 length_ns);

G_END_DECLS
