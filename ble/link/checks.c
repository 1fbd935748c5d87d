/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/checks.h"

#include "ble/trust/stream_check.h"

/* No quantity has this number. */
enum { KEY_ECG = 0 };

struct _HtChecks {
	gboolean virtual_time;
	GHashTable *streams; /* quantity or KEY_ECG -> struct trust_stream */
	char *model;
};

HtChecks *ht_checks_new(gboolean virtual_time)
{
	HtChecks *checks = g_new0(HtChecks, 1);

	checks->virtual_time = virtual_time;
	checks->streams = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	checks->model = g_strdup("");
	return checks;
}

void ht_checks_free(HtChecks *checks)
{
	g_hash_table_unref(checks->streams);
	g_free(checks->model);
	g_free(checks);
}

void ht_checks_begin(HtChecks *checks, const char *model)
{
	GHashTableIter iter;
	gpointer stream;

	g_free(checks->model);
	checks->model = g_strdup(model);
	g_hash_table_iter_init(&iter, checks->streams);
	while (g_hash_table_iter_next(&iter, NULL, &stream))
		trust_stream_begin(stream);
}

static struct trust_stream *stream_of(HtChecks *checks, guint key)
{
	struct trust_stream *stream = g_hash_table_lookup(checks->streams, GUINT_TO_POINTER(key));

	if (stream)
		return stream;
	stream = g_new0(struct trust_stream, 1);
	if (trust_stream_init(stream, &trust_stream_settings_default) < 0)
		g_error("the usual settings of the checks make no sense");
	trust_stream_set_model(stream, checks->model);
	g_hash_table_insert(checks->streams, GUINT_TO_POINTER(key), stream);
	return stream;
}

guint ht_checks_block(HtChecks *checks, const struct sample_block *block,
		      gint64 arrival_boottime_ns)
{
	gint64 arrival_ns = checks->virtual_time ? 0 : arrival_boottime_ns;

	switch (block->kind) {
	case SAMPLE_ECG:
		return trust_stream_ecg(stream_of(checks, KEY_ECG), &block->ecg, arrival_ns);
	case SAMPLE_WAVE:
		return trust_stream_wave(stream_of(checks, block->wave.quantity), &block->wave,
					 arrival_ns);
	case SAMPLE_HEART_RATE:
	case SAMPLE_BATTERY:
	case SAMPLE_INTERVALS:
	case SAMPLE_READING:
		break;
	}
	return 0;
}
