/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pieces of a recording are worth a look. */
#pragma once

#include "client/analyze/analyze-ecg-summary.h"

G_BEGIN_DECLS

enum { HT_ECG_WINDOWS_MAX = 8 };

typedef struct {
	gint64 start, end; /* samples; end is exclusive */
} HtEcgWindow;

/* Chooses at most HT_ECG_WINDOWS_MAX windows of at most `length` samples, in order of time and
 * apart from each other: the beginning, then around the weightiest findings (one of each kind, then
 * a few more of each),
 * then spread over the rest. Returns their number; 0 for a recording without samples. */
guint ht_ecg_windows_choose(const HtEcgSummary *summary, gint64 length, HtEcgWindow *windows);

G_END_DECLS
