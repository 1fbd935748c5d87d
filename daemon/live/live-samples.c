/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/live/live-samples.h"

#include "daemon/live/trace-line.h"

/* Values in a line: up to 24 characters each leave room in PIPE_BUF. */
enum { LINE_VALUES_MAX = 128 };

static void send_wave(HtLive *live, const char *person, const struct timeline *timeline,
		      gint64 first, const HtSamples *samples, enum sample_trust trust)
{
	guint step = MAX(1, (guint)LINE_VALUES_MAX / samples->channels);
	struct wave_record wave = {.quantity = (guint16)samples->quantity,
				   .channels = samples->channels,
				   .is_float = samples->is_float,
				   .has_time = samples->has_time,
				   .rate_mhz = samples->span.rate_mhz,
				   .scale = samples->scale};

	for (guint at = 0; at < samples->span.count; at += step) {
		wave.samples = MIN(step, samples->span.count - at);
		ht_live_send(live, person,
			     ht_trace_wave(timeline_utc_ns(timeline, first + at), &wave,
					   &samples->raw[at * samples->channels], trust));
	}
}

void ht_live_samples(HtLive *live, const char *person, const struct timeline *timeline,
		     gint64 first, const HtSamples *samples, enum sample_trust trust)
{
	if (samples->quantity == HT_QUANTITY_ECG)
		ht_live_send(live, person,
			     ht_trace_ecg(timeline_utc_ns(timeline, first), first,
					  timeline_rate_hz(timeline), samples->raw,
					  samples->span.count));
	else
		send_wave(live, person, timeline, first, samples, trust);
}
