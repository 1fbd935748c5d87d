/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/streams.h"

struct _HtStreams {
	const HtOutlets *outlets;
	guint64 next; /* number, 0 = ids are random */
	char *prefix;
	GPtrArray *list;
	HtStreamCounts gone; /* sums of streams that left the list */
};

HtStreams *ht_streams_new(const HtOutlets *outlets, guint64 first)
{
	HtStreams *streams = g_new0(HtStreams, 1);

	streams->outlets = outlets;
	streams->next = first;
	streams->prefix = g_strdup("s");
	streams->list = g_ptr_array_new_with_free_func((GDestroyNotify)ht_stream_free);
	return streams;
}

void ht_streams_free(HtStreams *streams)
{
	if (!streams)
		return;
	g_ptr_array_unref(streams->list);
	g_free(streams->prefix);
	g_free(streams);
}

void ht_streams_number(HtStreams *streams, const char *prefix, guint64 next)
{
	g_free(streams->prefix);
	streams->prefix = g_strdup(prefix);
	streams->next = next;
}

static void add_counts(HtStreamCounts *sum, const HtStreamCounts *counts)
{
	sum->samples_in += counts->samples_in;
	sum->samples_stored += counts->samples_stored;
	sum->samples_dropped += counts->samples_dropped;
	sum->frames_bad += counts->frames_bad;
}

static gboolean is_followed(const HtStreams *streams, guint index)
{
	const HtStream *stream = streams->list->pdata[index];

	for (guint i = index + 1; i < streams->list->len; i++) {
		const HtStream *later = streams->list->pdata[i];

		if (ht_stream_quantity(later) == ht_stream_quantity(stream) &&
		    g_str_equal(ht_stream_address(later), ht_stream_address(stream)))
			return TRUE;
	}
	return FALSE;
}

static void forget_settled(HtStreams *streams)
{
	for (guint i = streams->list->len; i-- > 0;) {
		const HtStream *stream = streams->list->pdata[i];

		if (!ht_stream_settled(stream) || !is_followed(streams, i))
			continue;
		add_counts(&streams->gone, ht_stream_counts(stream));
		g_ptr_array_remove_index(streams->list, i);
	}
}

static char *new_id(HtStreams *streams, const char *numbered)
{
	if (streams->next == 0)
		return g_uuid_string_random();
	if (numbered)
		return g_strdup(numbered);
	return g_strdup_printf("%s%06" G_GUINT64_FORMAT, streams->prefix, streams->next++);
}

HtStream *ht_streams_open(HtStreams *streams, const char *address, const char *person,
			  guint quantity, const char *numbered)
{
	g_autofree char *id = new_id(streams, numbered);
	HtStream *stream = ht_stream_new(streams->outlets, id, address, person, quantity);

	ht_compactor_opened(streams->outlets->compactor, id);
	g_ptr_array_add(streams->list, stream);
	forget_settled(streams);
	return stream;
}

gboolean ht_streams_committed(HtStreams *streams, const char *id, gint64 stored_until_utc_ns,
			      guint64 *samples_stored)
{
	for (guint i = 0; i < streams->list->len; i++) {
		HtStream *stream = streams->list->pdata[i];

		if (!g_str_equal(ht_stream_id(stream), id))
			continue;
		*samples_stored = ht_stream_committed(stream, stored_until_utc_ns);
		forget_settled(streams);
		return TRUE;
	}
	return FALSE;
}

void ht_streams_totals(HtStreams *streams, HtStreamCounts *totals)
{
	*totals = streams->gone;
	for (guint i = 0; i < streams->list->len; i++)
		add_counts(totals, ht_stream_counts(streams->list->pdata[i]));
}

GPtrArray *ht_streams_list(HtStreams *streams)
{
	return streams->list;
}
