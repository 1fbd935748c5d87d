/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reasons of findings as words for programs: what a finding's numbers mean goes by them (see
 * health-models/ecg/ecg_event.h). */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

/* "beats_in_a_row", ...; "" for REASON_NONE and for one that this version does not know. */
const char *ht_finding_reason_name(enum finding_reason reason);
/* REASON_NONE for what names none. */
enum finding_reason ht_finding_reason_named(const char *name);
/* QUALITY_UNKNOWN for what names none; see ht_signal_quality_name(). */
enum signal_quality ht_signal_quality_named(const char *name);

G_END_DECLS
