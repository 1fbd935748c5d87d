/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/upkeep/undated.h"

#include "common/bytes.h"
#include "common/glib/ht-record.h"
#include "daemon/answers/day-rollup.h"

#include <string.h>

/* Version 1 of the blob, little-endian: 36 bytes boot id, i64 utc_offset_ns. */
enum { VERSION = 1, BLOB_SIZE = HT_BOOT_ID_SIZE + 8 };

gboolean ht_time_tie(HtTimeTie *tie, const HtClock *clock)
{
	g_autofree char *id = NULL;

	if (ht_clock_is_virtual(clock) ||
	    !g_file_get_contents("/proc/sys/kernel/random/boot_id", &id, NULL, NULL) ||
	    strlen(g_strchomp(id)) != HT_BOOT_ID_SIZE)
		return FALSE;
	memcpy(tie->boot_id, id, HT_BOOT_ID_SIZE + 1);
	tie->utc_offset_ns = ht_clock_utc_of_boottime(clock, 0);
	return TRUE;
}

void ht_undated_mark(HtWriter *writer, const HtTimeTie *tie, const char *person, const char *stream,
		     gint64 start_utc_ns)
{
	guint8 blob[BLOB_SIZE];
	struct byte_writer w;
	struct record record = {.kind = RECORD_CLOCK,
				.version = VERSION,
				.start_utc_ns = start_utc_ns,
				.end_utc_ns = start_utc_ns,
				.blob = blob,
				.blob_size = sizeof blob};

	byte_writer_init(&w, blob, sizeof blob);
	put_bytes(&w, (const guint8 *)tie->boot_id, HT_BOOT_ID_SIZE);
	put_u64(&w, (guint64)tie->utc_offset_ns);
	g_strlcpy(record.person, person, sizeof record.person);
	g_strlcpy(record.stream, stream, sizeof record.stream);
	ht_writer_append(writer, &record);
}

static gboolean read_mark(const struct record *mark, HtTimeTie *tie)
{
	struct byte_reader r;
	const guint8 *id;

	byte_reader_init(&r, mark->blob, mark->blob_size);
	id = byte_reader_skip(&r, HT_BOOT_ID_SIZE);
	*tie = (HtTimeTie){.utc_offset_ns = (gint64)get_u64(&r)};
	if (mark->version != VERSION || r.failed || byte_reader_left(&r) > 0)
		return FALSE;
	memcpy(tie->boot_id, id, HT_BOOT_ID_SIZE);
	return TRUE;
}

static gboolean take_record(gpointer context, const struct record *record)
{
	ht_record_list_add(context, record);
	return TRUE;
}

/* (transfer full) A list as ht-record.h has it. */
static GArray *records_of(HtStore *store, const HtStoreQuery *query, GError **error)
{
	g_autoptr(GArray) records = ht_record_list_new();

	return ht_store_query(store, query, take_record, records, error) ? g_steal_pointer(&records)
									 : NULL;
}

/* Everything of the stream but its mark, so much later. */
static gboolean move(HtStore *store, const struct record *mark, gint64 by_ns, GError **error)
{
	const HtStoreQuery query = {.person = mark->person,
				    .stream = mark->stream,
				    .start_utc_ns = G_MININT64,
				    .end_utc_ns = G_MAXINT64};
	g_autoptr(GArray) records = records_of(store, &query, error);
	gint64 first_ns = G_MAXINT64, last_ns = G_MININT64;
	HtStoreReplacement replacement = {
	    .person = mark->person, .stream = mark->stream, .kind = HT_STORE_EVERY_KIND};
	const struct record *moved;

	if (!records)
		return FALSE;
	replacement.found = records->len;
	for (guint i = records->len; i > 0; i--) {
		struct record *record = ht_record_list_at(records, i - 1);

		first_ns = MIN(first_ns, record->start_utc_ns);
		last_ns = MAX(last_ns, record->end_utc_ns);
		record->start_utc_ns += by_ns;
		record->end_utc_ns += by_ns;
		if (record->kind == RECORD_CLOCK)
			g_array_remove_index(records, i - 1);
	}
	moved = (const struct record *)(gpointer)records->data;
	replacement.start_utc_ns = first_ns;
	replacement.end_utc_ns = last_ns + 1;
	replacement.records = moved;
	replacement.count = records->len;
	return ht_store_replace(store, &replacement, error) &&
	       ht_day_rollups_forget(store, moved, records->len, error);
}

gboolean ht_undated_settle(HtStore *store, const HtTimeTie *tie, guint *settled, GError **error)
{
	const HtStoreQuery query = {
	    .kind = RECORD_CLOCK, .start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	g_autoptr(GArray) marks = records_of(store, &query, error);

	*settled = 0;
	if (!marks)
		return FALSE;
	for (guint i = 0; i < marks->len; i++) {
		const struct record *mark = ht_record_list_at(marks, i);
		HtTimeTie believed;
		gint64 by_ns;

		if (!read_mark(mark, &believed) || strcmp(believed.boot_id, tie->boot_id) != 0 ||
		    __builtin_sub_overflow(tie->utc_offset_ns, believed.utc_offset_ns, &by_ns))
			continue;
		if (!move(store, mark, by_ns, error))
			return FALSE;
		(*settled)++;
	}
	return TRUE;
}
