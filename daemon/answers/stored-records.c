/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/stored-records.h"

#include "common/glib/ht-error.h"
#include "privacy/pack/record-pack.h"

typedef struct {
	const HtStoreQuery *query;
	HtStoreVisitor visitor;
	gpointer context;
	guint visited;
	gboolean stopped;
	gboolean damaged;
} Reading;

static gboolean hand_on(Reading *reading, const struct record *record)
{
	reading->visited++;
	if (!reading->visitor(reading->context, record) ||
	    reading->visited == reading->query->limit)
		reading->stopped = TRUE;
	return !reading->stopped;
}

/* What the store's own query means by its times. */
static gboolean is_meant(const HtStoreQuery *query, const struct record *record)
{
	return record->start_utc_ns < query->end_utc_ns &&
	       (record->start_utc_ns >= query->start_utc_ns ||
		record->end_utc_ns > query->start_utc_ns);
}

static gboolean take_part(gpointer context, const struct record *record)
{
	Reading *reading = context;

	return !is_meant(reading->query, record) || hand_on(reading, record);
}

typedef struct {
	Reading *reading;
	guint wanted; /* counting from the end */
	guint seen;
} Newest;

static gboolean count_part(gpointer context, const struct record *record)
{
	(void)record;
	(*(guint *)context)++;
	return TRUE;
}

/* The n-th part; a packed record is small enough to be unpacked for each. */
static gboolean take_nth(gpointer context, const struct record *record)
{
	Newest *newest = context;

	if (newest->seen++ < newest->wanted)
		return TRUE;
	take_part(newest->reading, record);
	return FALSE;
}

static gboolean take_newest_first(Reading *reading, const struct record *packed)
{
	guint parts = 0;

	if (!ht_record_unpack(packed, count_part, &parts))
		return FALSE;
	while (parts-- > 0 && !reading->stopped) {
		Newest newest = {.reading = reading, .wanted = parts};

		ht_record_unpack(packed, take_nth, &newest);
	}
	return TRUE;
}

static gboolean take_record(gpointer context, const struct record *record)
{
	Reading *reading = context;

	if (!ht_record_is_packed(record))
		return hand_on(reading, record);
	reading->damaged = reading->query->newest_first
			       ? !take_newest_first(reading, record)
			       : !ht_record_unpack(record, take_part, reading);
	return !reading->stopped && !reading->damaged;
}

gboolean ht_stored_query(HtStore *store, const HtStoreQuery *query, HtStoreVisitor visitor,
			 gpointer context, GError **error)
{
	Reading reading = {.query = query, .visitor = visitor, .context = context};
	HtStoreQuery packed = *query;

	/* It counts what was written, of which a packed record may have none in the time asked for.
	 */
	packed.limit = 0;
	if (!ht_store_query(store, &packed, take_record, &reading, error))
		return FALSE;
	if (!reading.damaged)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED, "a packed record cannot be read");
	return FALSE;
}
