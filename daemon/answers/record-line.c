/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/record-line.h"

#include "common/glib/ht-error.h"
#include "common/reading_record.h"
#include "common/waveform.h"
#include "daemon/live/trace-line.h"
#include "daemon/motion/activity-line.h"
#include "health-models/motion/activity/activity_record.h"
#include "health-models/ecg/finding_record.h"
#include "programme/trust-words.h"

struct _HtStoredTrust {
	GHashTable *logs; /* stream -> HtTrustLog */
};

static gboolean take_trust(gpointer context, const struct record *record)
{
	HtStoredTrust *trust = context;
	HtTrustLog *log = g_hash_table_lookup(trust->logs, record->stream);

	if (!log) {
		log = ht_trust_log_new();
		g_hash_table_insert(trust->logs, g_strdup(record->stream), log);
	}
	ht_trust_log_add(log, record->start_utc_ns, ht_trust_of_number(record->number[0]),
			 (guint)record->number[1]);
	return TRUE;
}

HtStoredTrust *ht_stored_trust_load(HtStore *store, const HtPeriod *period, GError **error)
{
	g_autoptr(HtStoredTrust) trust = g_new0(HtStoredTrust, 1);
	const HtStoreQuery query = {
	    .person = period->person, .kind = RECORD_TRUST, .end_utc_ns = period->end_utc_ns};

	trust->logs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    (GDestroyNotify)ht_trust_log_free);
	if (!ht_store_query(store, &query, take_trust, trust, error))
		return NULL;
	return g_steal_pointer(&trust);
}

void ht_stored_trust_free(HtStoredTrust *trust)
{
	if (!trust)
		return;
	g_hash_table_unref(trust->logs);
	g_free(trust);
}

static enum sample_trust trust_of(const HtStoredTrust *trust, const struct record *record)
{
	const HtTrustLog *log = g_hash_table_lookup(trust->logs, record->stream);

	return log ? ht_trust_log_over(log, record->start_utc_ns, record->end_utc_ns, NULL)
		   : TRUST_UNAUTHENTICATED;
}

static char *damaged(const char *what, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED, "a stored %s cannot be read", what);
	return NULL;
}

static char *ecg_line(const struct record *record, GError **error)
{
	gsize max = record->blob_size / 2;
	g_autofree gint32 *uv = g_new(gint32, max + 1);
	struct waveform waveform;
	long n =
	    waveform_decode(record->version, record->blob, record->blob_size, &waveform, uv, max);

	if (n < 0)
		return damaged("ECG", error);
	if (waveform.scale_nv != 1000)
		for (long i = 0; i < n; i++)
			uv[i] = (gint32)((gint64)uv[i] * waveform.scale_nv / 1000);
	return ht_trace_ecg(record->start_utc_ns, (gint64)record->number[0],
			    waveform.rate_mhz / 1000.0, uv, (gsize)n);
}

static char *wave_line(const struct record *record, enum sample_trust trust, GError **error)
{
	g_autofree gint32 *raw = g_new(gint32, WAVE_RECORD_VALUES_MAX);
	struct wave_record wave;

	if (wave_record_decode(record->version, record->blob, record->blob_size, &wave, raw,
			       WAVE_RECORD_VALUES_MAX) < 0)
		return damaged("wave", error);
	return ht_trace_wave(record->start_utc_ns, &wave, raw, trust);
}

static char *reading_line(const struct record *record, GError **error)
{
	struct reading_block reading;

	if (reading_record_decode(record->version, record->blob, record->blob_size, &reading) != 0)
		return damaged("reading", error);
	return ht_trace_reading(record->start_utc_ns, &reading,
				ht_trust_of_number(record->number[2]));
}

static char *finding_line(const struct record *record, enum sample_trust trust, GError **error)
{
	struct ecg_finding finding;

	if (finding_record_decode(record->version, record->blob, record->blob_size, &finding) != 0)
		return damaged("finding", error);
	return ht_trace_finding(record->start_utc_ns, record->end_utc_ns, &finding, trust);
}

static char *activity_line(const struct record *record, GError **error)
{
	struct activity_minute minute;

	if (activity_record_decode(record->version, record->blob, record->blob_size, &minute) != 0)
		return damaged("minute of activity", error);
	return ht_activity_line(record->start_utc_ns, &minute);
}

static char *fall_line(const struct record *record, GError **error)
{
	struct fall_event fall;

	if (fall_record_decode(record->version, record->blob, record->blob_size, &fall) != 0)
		return damaged("fall", error);
	return ht_fall_line(&fall);
}

/* 0 for a number that is none: records of before had no third number. */
static guint quantity_of(double number)
{
	return number > 0.0 && number < 65536.0 ? (guint)number : 0;
}

static char *signal_line(const struct record *record)
{
	guint quality = quantity_of(record->number[0]), polarity = quantity_of(record->number[1]);

	return ht_trace_signal(
	    record->start_utc_ns, record->end_utc_ns,
	    quality <= QUALITY_FULL ? (enum signal_quality)quality : QUALITY_UNKNOWN,
	    polarity <= POLARITY_INVERTED ? (enum lead_polarity)polarity : POLARITY_UNKNOWN);
}

char *ht_record_line(const HtStoredTrust *trust, const struct record *record, GError **error)
{
	switch (record->kind) {
	case RECORD_ECG_WAVEFORM:
		return ecg_line(record, error);
	case RECORD_WAVE:
		return wave_line(record, trust_of(trust, record), error);
	case RECORD_READING:
		return reading_line(record, error);
	case RECORD_FINDING:
		return finding_line(record, trust_of(trust, record), error);
	case RECORD_GAP:
		return ht_trace_gap(record->start_utc_ns, record->end_utc_ns,
				    (int)record->number[0], quantity_of(record->number[2]));
	case RECORD_TRUST:
		return ht_trace_trust(record->start_utc_ns, quantity_of(record->number[2]),
				      ht_trust_of_number(record->number[0]),
				      (guint)record->number[1]);
	case RECORD_SIGNAL:
		return signal_line(record);
	case RECORD_ACTIVITY:
		return activity_line(record, error);
	case RECORD_FALL:
		return fall_line(record, error);
	case RECORD_BREATHS:
		return ht_trace_breaths(record->start_utc_ns, record->end_utc_ns, record->number[0],
					record->number[1]);
	default:
		return damaged("record", error);
	}
}
