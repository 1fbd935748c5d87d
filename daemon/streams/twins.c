/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/twins.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"

/* What a crash may cost of the learned baseline; the beats themselves are stored every second. */
enum { MINUTES_PER_STATE = 10 };

typedef struct {
	struct twin twin;
	char *stream; /* that feeds it, NULL = none */
	gint64 newest_utc_ns;
	guint minutes; /* since the state was kept */
} Entry;

struct _HtTwins {
	GHashTable *entries; /* person -> Entry */
	gboolean asleep;
};

static void entry_free(gpointer data)
{
	Entry *entry = data;

	g_free(entry->stream);
	g_free(entry);
}

HtTwins *ht_twins_new(void)
{
	HtTwins *twins = g_new0(HtTwins, 1);

	twins->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
	return twins;
}

HtTwins *ht_twins_new_asleep(void)
{
	HtTwins *twins = ht_twins_new();

	twins->asleep = TRUE;
	return twins;
}

void ht_twins_free(HtTwins *twins)
{
	if (!twins)
		return;
	g_hash_table_unref(twins->entries);
	g_free(twins);
}

static Entry *entry_of(HtTwins *twins, const char *person)
{
	Entry *entry = g_hash_table_lookup(twins->entries, person);

	if (!entry) {
		entry = g_new0(Entry, 1);
		twin_init(&entry->twin);
		entry->newest_utc_ns = G_MININT64;
		g_hash_table_insert(twins->entries, g_strdup(person), entry);
	}
	return entry;
}

typedef struct {
	Entry *entry;
	int result;
} Load;

static gboolean take_state(gpointer context, const struct record *record)
{
	Load *load = context;

	load->result =
	    twin_decode(&load->entry->twin, record->version, record->blob, record->blob_size);
	load->entry->newest_utc_ns = record->end_utc_ns;
	return FALSE;
}

gboolean ht_twins_load(HtTwins *twins, HtStore *store, const char *person, GError **error)
{
	Load load = {entry_of(twins, person), 0};
	const HtStoreQuery query = {.person = person,
				    .kind = RECORD_TWIN_STATE,
				    .end_utc_ns = G_MAXINT64,
				    .newest_first = TRUE,
				    .limit = 1};

	if (!ht_store_query(store, &query, take_state, &load, error))
		return FALSE;
	return load.result == 0 ||
	       ht_error_set_errno(error, load.result, "the stored state of a twin");
}

gboolean ht_twins_claim(HtTwins *twins, const char *person, const char *stream)
{
	Entry *entry = entry_of(twins, person);

	if (twins->asleep || entry->stream)
		return FALSE;
	entry->stream = g_strdup(stream);
	return TRUE;
}

gboolean ht_twins_feed(HtTwins *twins, const char *person, const char *stream)
{
	const Entry *entry = entry_of(twins, person);

	return (entry->stream && g_str_equal(entry->stream, stream)) ||
	       ht_twins_claim(twins, person, stream);
}

static struct record record_of(const Entry *entry, const char *person, enum record_kind kind,
			       gint64 start_utc_ns, gint64 end_utc_ns)
{
	struct record record = {.kind = (guint16)kind,
				.version = TWIN_STATE_VERSION,
				.start_utc_ns = start_utc_ns,
				.end_utc_ns = end_utc_ns};

	g_strlcpy(record.person, person, sizeof record.person);
	g_strlcpy(record.stream, entry->stream ? entry->stream : "", sizeof record.stream);
	return record;
}

static void write_state(Entry *entry, HtWriter *writer, const char *person, gint64 utc_ns)
{
	guint8 blob[TWIN_STATE_SIZE];
	struct record record = record_of(entry, person, RECORD_TWIN_STATE, utc_ns, utc_ns);
	long size = twin_encode(&entry->twin, blob, sizeof blob);

	g_return_if_fail(size > 0);
	record.blob = blob;
	record.blob_size = (gsize)size;
	ht_writer_append(writer, &record);
	entry->minutes = 0;
}

static void write_minute(Entry *entry, HtWriter *writer, const char *person)
{
	struct twin_minute minute;

	while (twin_get_minute(&entry->twin, &minute)) {
		struct record record =
		    record_of(entry, person, RECORD_TWIN_MINUTE, minute.start_utc_ns,
			      minute.start_utc_ns + 60 * NS_PER_S);

		record.version = 1;
		record.number[0] = (double)minute.hr_mean_bpm;
		record.number[1] = minute.beats;
		record.number[2] = minute.ventricular;
		ht_writer_append(writer, &record);
		entry->minutes++;
	}
}

void ht_twins_beat(HtTwins *twins, HtWriter *writer, const char *person,
		   const struct ecg_beat *beat, gint64 utc_ns)
{
	Entry *entry = entry_of(twins, person);

	/* The clock was set back: such beats are stored, but a twin learns forward only. */
	if (utc_ns < entry->newest_utc_ns)
		return;
	entry->newest_utc_ns = utc_ns;
	if (twin_push(&entry->twin, beat, utc_ns) > 0)
		write_minute(entry, writer, person);
	if (entry->minutes >= MINUTES_PER_STATE)
		write_state(entry, writer, person, utc_ns);
}

void ht_twins_release(HtTwins *twins, HtWriter *writer, const char *person, gint64 utc_ns)
{
	Entry *entry = entry_of(twins, person);

	if (twin_flush(&entry->twin) > 0)
		write_minute(entry, writer, person);
	write_state(entry, writer, person, utc_ns);
	g_clear_pointer(&entry->stream, g_free);
}

void ht_twins_release_all(HtTwins *twins, HtWriter *writer)
{
	GHashTableIter iter;
	gpointer person, value;

	g_hash_table_iter_init(&iter, twins->entries);
	while (g_hash_table_iter_next(&iter, &person, &value)) {
		const Entry *entry = value;

		if (entry->stream)
			ht_twins_release(twins, writer, person, entry->newest_utc_ns);
	}
}

void ht_twins_forget(HtTwins *twins, const char *person)
{
	g_hash_table_remove(twins->entries, person);
}

const struct twin *ht_twins_get(HtTwins *twins, const char *person)
{
	return &entry_of(twins, person)->twin;
}
