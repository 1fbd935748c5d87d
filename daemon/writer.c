/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/writer.h"

#include "common/glib/ht-error.h"

typedef struct {
	struct record record;
	GBytes *blob;
} Held;

struct _HtWriter {
	HtStore *store;
	GQueue held; /* of Held */
	gboolean failed;
};

static Held *held_new(const struct record *record)
{
	Held *held = g_new0(Held, 1);

	held->record = *record;
	held->blob = g_bytes_new(record->blob, record->blob_size);
	held->record.blob = g_bytes_get_data(held->blob, NULL);
	return held;
}

static void held_free(gpointer data)
{
	Held *held = data;

	g_bytes_unref(held->blob);
	g_free(held);
}

HtWriter *ht_writer_new(HtStore *store)
{
	HtWriter *writer = g_new0(HtWriter, 1);

	writer->store = store;
	g_queue_init(&writer->held);
	return writer;
}

void ht_writer_free(HtWriter *writer)
{
	if (!writer)
		return;
	g_queue_clear_full(&writer->held, held_free);
	g_free(writer);
}

/* FALSE = the queue is full, try again later. */
static gboolean hand_on(HtWriter *writer, const struct record *record)
{
	g_autoptr(GError) error = NULL;

	if (ht_store_append(writer->store, record, &error))
		return TRUE;
	if (g_error_matches(error, HT_ERROR, HT_ERROR_BUSY))
		return FALSE;
	/* The store says why by its failed event. */
	writer->failed = TRUE;
	return TRUE;
}

gboolean ht_writer_append(HtWriter *writer, const struct record *record)
{
	if (writer->failed)
		return FALSE;
	if (!g_queue_is_empty(&writer->held) || !hand_on(writer, record))
		g_queue_push_tail(&writer->held, held_new(record));
	return !writer->failed;
}

gboolean ht_writer_ready(HtWriter *writer)
{
	return g_queue_is_empty(&writer->held) &&
	       (writer->failed || ht_store_has_room(writer->store));
}

void ht_writer_room(HtWriter *writer)
{
	Held *held;

	while ((held = g_queue_peek_head(&writer->held)) && hand_on(writer, &held->record))
		held_free(g_queue_pop_head(&writer->held));
}

void ht_writer_fail(HtWriter *writer)
{
	writer->failed = TRUE;
	g_queue_clear_full(&writer->held, held_free);
}

gboolean ht_writer_failed(HtWriter *writer)
{
	return writer->failed;
}

gboolean ht_writer_drain(HtWriter *writer, GError **error)
{
	do {
		if (!ht_store_flush(writer->store, error))
			return FALSE;
		ht_writer_room(writer);
	} while (!g_queue_is_empty(&writer->held));
	return ht_store_flush(writer->store, error);
}
