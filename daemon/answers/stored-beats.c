/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/stored-beats.h"

#include "common/glib/ht-error.h"
#include "common/timeline.h"
#include "health-models/ecg/beat_record.h"

static gboolean timeline_of(const struct record *record, struct timeline *timeline)
{
	double rate_hz = record->number[2];

	if (!(rate_hz >= 1.0 && rate_hz <= 2000.0))
		return FALSE;
	timeline->origin_utc_ns = record->start_utc_ns;
	timeline->rate_mhz = (guint32)(rate_hz * 1000.0 + 0.5);
	return TRUE;
}

gboolean ht_stored_beats_visit(const struct record *record, HtStoredBeatVisitor visitor,
			       gpointer context, GError **error)
{
	gsize max = record->blob_size / BEAT_RECORD_BEAT_SIZE + 1;
	g_autofree struct ecg_beat *beats = g_new(struct ecg_beat, max);
	struct timeline timeline = {0};
	long n = beat_record_decode(record->version, record->blob, record->blob_size, beats, max);

	if (n < 0 || !timeline_of(record, &timeline)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
				    "stored beats cannot be read");
		return FALSE;
	}
	for (long i = 0; i < n; i++) {
		gint64 since = beats[i].sample_index - (gint64)record->number[0];

		visitor(context, &beats[i], timeline_utc_ns(&timeline, since));
	}
	return TRUE;
}
