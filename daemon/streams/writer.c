/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/writer.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-record.h"

/* One end, or none: then everything is held. */
struct _HtWriter {
	HtStore *store;
	HtInbox *inbox;
	GQueue held;        /* of struct record, copied */
	GHashTable *erased; /* set of those of them that were erased meanwhile */
};

HtWriter *ht_writer_new(HtStore *store)
{
	HtWriter *writer = g_new0(HtWriter, 1);

	writer->store = store;
	g_queue_init(&writer->held);
	writer->erased = g_hash_table_new(NULL, NULL);
	return writer;
}

HtWriter *ht_writer_new_sealed(HtInbox *inbox)
{
	HtWriter *writer = ht_writer_new(NULL);

	ht_writer_seal(writer, inbox);
	return writer;
}

void ht_writer_free(HtWriter *writer)
{
	if (!writer)
		return;
	g_hash_table_unref(writer->erased);
	g_queue_clear_full(&writer->held, g_free);
	g_free(writer);
}

static gboolean append(HtWriter *writer, const struct record *record, GError **error)
{
	if (writer->store && g_hash_table_contains(writer->erased, record))
		return ht_store_pass_over(writer->store, record, error);
	return writer->store ? ht_store_append(writer->store, record, error)
			     : ht_inbox_append(writer->inbox, record, error);
}

static gboolean flush(HtWriter *writer, GError **error)
{
	return writer->store ? ht_store_flush(writer->store, error)
			     : ht_inbox_flush(writer->inbox, error);
}

/* FALSE = try again later: the queue is full, or there is none. */
static gboolean hand_on(HtWriter *writer, const struct record *record)
{
	g_autoptr(GError) error = NULL;

	if (!writer->store && !writer->inbox)
		return FALSE;
	if (append(writer, record, &error))
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
		g_queue_push_tail(&writer->held, ht_record_copy(record));
}

gboolean ht_writer_ready(HtWriter *writer)
{
	if (!g_queue_is_empty(&writer->held) || (!writer->store && !writer->inbox))
		return FALSE;
	return writer->store ? ht_store_has_room(writer->store) : ht_inbox_has_room(writer->inbox);
}

void ht_writer_room(HtWriter *writer)
{
	struct record *held;

	while ((held = g_queue_peek_head(&writer->held)) && hand_on(writer, held)) {
		g_hash_table_remove(writer->erased, held);
		g_free(g_queue_pop_head(&writer->held));
	}
}

gboolean ht_writer_drain(HtWriter *writer, GError **error)
{
	do {
		if (!flush(writer, error))
			return FALSE;
		ht_writer_room(writer);
	} while (!g_queue_is_empty(&writer->held));
	return flush(writer, error);
}

void ht_writer_visit_held(HtWriter *writer, HtStoreVisitor visitor, gpointer context)
{
	for (const GList *at = writer->held.head; at; at = at->next) {
		if (!visitor(context, at->data))
			return;
	}
}

void ht_writer_erase(HtWriter *writer, const char *person, guint32 month)
{
	for (const GList *at = writer->held.head; at; at = at->next) {
		const struct record *held = at->data;

		if (g_str_equal(held->person, person) &&
		    ht_segment_month_has(month, held->start_utc_ns))
			g_hash_table_add(writer->erased, at->data);
	}
}

void ht_writer_hold(HtWriter *writer)
{
	writer->inbox = NULL;
}

void ht_writer_open(HtWriter *writer, HtStore *store)
{
	writer->store = store;
	ht_writer_room(writer);
}

void ht_writer_seal(HtWriter *writer, HtInbox *inbox)
{
	writer->inbox = inbox;
	ht_writer_room(writer);
}
