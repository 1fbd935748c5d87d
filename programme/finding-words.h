/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of rhythms and findings: models say codes and numbers, people read these. */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

/* One word for programs, as on the bus: "couplet", "ventricular_run", ... */
const char *ht_finding_kind_name(enum finding_kind kind);
const char *ht_rhythm_name(enum rhythm rhythm);
/* "full", "rhythm_only", "unreadable", "unknown". */
const char *ht_signal_quality_name(enum signal_quality quality);
/* For a person: "good", "good for the rhythm alone", "not readable", "not judged yet". */
const char *ht_signal_quality_words(enum signal_quality quality);
/* "upright", "inverted", "unknown". */
const char *ht_lead_polarity_name(enum lead_polarity polarity);
/* "link_lost", "frame_lost", ... for an enum gap_cause; "unknown" for what is none. */
const char *ht_gap_cause_name(int cause);

/* (transfer full) What speaks for the finding, with its numbers: "reason" of twinctl analyze. */
char *ht_finding_reason(const struct ecg_finding *finding);
/* The heart rate that its numbers hold, of slow and fast hearts the extreme; 0 = none. */
double ht_finding_rate_bpm(const struct ecg_finding *finding);
/* (transfer full) "12 s", "3 min 5 s", "2 h 10 min". */
char *ht_duration_words(double seconds);
/* (transfer full) As short as can be, to stand over a strip: "Couplet, 180/min". */
char *ht_finding_label(const struct ecg_finding *finding);
/* (transfer full) One English line for a person, as a report prints it: what it is, a colon, and
 * what speaks for it with its numbers. duration_s is the finding's length. */
char *ht_finding_words(const struct ecg_finding *finding, double duration_s);

G_END_DECLS
