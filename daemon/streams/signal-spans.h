/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For how long an ECG had which grade and polarity: pieces of a minute at most, so that little is
 * lost with the hub. Positions are the stream's sample indices. Pure. */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

enum { HT_SIGNAL_SPAN_S = 60 };

typedef struct {
	gint64 start, end; /* end exclusive */
	enum signal_quality quality;
	enum lead_polarity polarity;
} HtSignalSpan;

typedef struct {
	HtSignalSpan open; /* up to end it is known */
} HtSignalSpans;

/* Begins as zeros. Each of these returns TRUE and fills *done when a piece was finished. */
gboolean ht_signal_spans_quality(HtSignalSpans *spans, enum signal_quality quality,
				 gint64 sample_index, HtSignalSpan *done);
gboolean ht_signal_spans_polarity(HtSignalSpans *spans, enum lead_polarity polarity,
				  gint64 sample_index, HtSignalSpan *done);
/* There are samples up to here. */
gboolean ht_signal_spans_reach(HtSignalSpans *spans, gint64 next_index, double rate_hz,
			       HtSignalSpan *done);
/* It goes on at next_index: what lies between never came. Also for the end. */
gboolean ht_signal_spans_break(HtSignalSpans *spans, gint64 end_index, gint64 next_index,
			       HtSignalSpan *done);

G_END_DECLS
