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
	/* A record that can never be stored is our mistake, not the disk's. */
	g_critical("a record of kind %u is lost: %s", record->kind, error->message);
	return TRUE;
}

void ht_writer_append(HtWriter *writer, const struct record *record)
{
	if (!g_queue_is_empty(&writer->held) || !hand_on(writer, record))
		g_queue_push_tail(&writer->held, held_new(record));
}

gboolean ht_writer_ready(HtWriter *writer)
{
	return g_queue_is_empty(&writer->held) && ht_store_has_room(writer->store);
}

void ht_writer_room(HtWriter *writer)
{
	Held *held;

	while ((held = g_queue_peek_head(&writer->held)) && hand_on(writer, &held->record))
		held_free(g_queue_pop_head(&writer->held));
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
