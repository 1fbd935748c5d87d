/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of the live trace and of ExportRecords: one JSON object and a newline each, as
 * dbus/org.healthtwin.Hub1.xml describes them. Every function returns (transfer full) text.
 */
#pragma once

#include "common/record.h"
#include "common/sample.h"
#include "common/trust.h"
#include "common/wave_record.h"
#include "health-models/ecg/ecg_event.h"
#include "health-models/twin/twin.h"

#include <glib.h>

G_BEGIN_DECLS

/* What happened to the wearable that a person should see to. */
enum wearable_notice { WEARABLE_NO_NOTICE, WEARABLE_BATTERY_LOW, WEARABLE_CONTACT_LOST };

char *ht_trace_hello(void);
/* The last line: the person has agreed until now only. */
char *ht_trace_end(void);
/* count samples in microvolts; index and time are those of the first. */
char *ht_trace_ecg(gint64 utc_ns, gint64 index, double rate_hz, const gint32 *uv, gsize count);
/* beat->sample_index is the stream's. */
char *ht_trace_beat(gint64 utc_ns, const struct ecg_beat *beat, gboolean final);
char *ht_trace_rhythm(gint64 utc_ns, enum rhythm rhythm);
char *ht_trace_finding(gint64 start_utc_ns, gint64 end_utc_ns, const struct ecg_finding *finding,
		       enum sample_trust trust);
/* end_utc_ns 0 = it goes on. */
char *ht_trace_signal(gint64 start_utc_ns, gint64 end_utc_ns, enum signal_quality quality,
		      enum lead_polarity polarity);
char *ht_trace_breaths(gint64 start_utc_ns, gint64 end_utc_ns, double per_minute, double quality);
/* wave->samples x wave->channels raw values; the time is the first one's. */
char *ht_trace_wave(gint64 utc_ns, const struct wave_record *wave, const gint32 *raw,
		    enum sample_trust trust);
char *ht_trace_reading(gint64 utc_ns, const struct reading_block *reading, enum sample_trust trust);
/* quantity: of the stream, HT_QUANTITY_ECG for ECG. */
char *ht_trace_trust(gint64 utc_ns, guint quantity, enum sample_trust trust, guint reasons);
/* hr_known FALSE leaves the heart rate of now out. */
char *ht_trace_twin(gint64 utc_ns, const struct twin *twin, gboolean hr_known);
/* battery_percent and contact: -1 = not known, left out. */
char *ht_trace_wearable(gint64 utc_ns, const char *state, int battery_percent, int contact,
			enum wearable_notice notice);
/* quantity: of the stream, HT_QUANTITY_ECG for ECG. */
char *ht_trace_gap(gint64 start_utc_ns, gint64 end_utc_ns, int cause, guint quantity);
char *ht_trace_dropped(guint64 lines);

G_END_DECLS
