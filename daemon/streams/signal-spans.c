/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/signal-spans.h"

/* Ends the open piece there. A grade may hold from before the piece's begin: then from its begin.
 */
static gboolean cut(HtSignalSpans *spans, gint64 at, HtSignalSpan *done)
{
	gint64 end = MAX(at, spans->open.start);

	*done = spans->open;
	done->end = end;
	spans->open.start = spans->open.end = end;
	return done->end > done->start;
}

gboolean ht_signal_spans_quality(HtSignalSpans *spans, enum signal_quality quality,
				 gint64 sample_index, HtSignalSpan *done)
{
	gboolean any = cut(spans, sample_index, done);

	spans->open.quality = quality;
	return any;
}

gboolean ht_signal_spans_polarity(HtSignalSpans *spans, enum lead_polarity polarity,
				  gint64 sample_index, HtSignalSpan *done)
{
	gboolean any = cut(spans, sample_index, done);

	spans->open.polarity = polarity;
	return any;
}

gboolean ht_signal_spans_reach(HtSignalSpans *spans, gint64 next_index, double rate_hz,
			       HtSignalSpan *done)
{
	/* Later events speak of some seconds ago: these are left for the next piece. */
	gint64 known = next_index - (gint64)(5 * rate_hz);

	if ((double)(known - spans->open.start) < HT_SIGNAL_SPAN_S * rate_hz)
		return FALSE;
	return cut(spans, known, done);
}

gboolean ht_signal_spans_break(HtSignalSpans *spans, gint64 end_index, gint64 next_index,
			       HtSignalSpan *done)
{
	gboolean any = cut(spans, end_index, done);

	spans->open.start = spans->open.end = MAX(next_index, spans->open.start);
	return any;
}
