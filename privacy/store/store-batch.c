/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-batch.h"

#include <string.h>

enum { BATCH_BYTES_MAX = 1 << 20 };

struct _HtStoreEntry {
	struct record record;
	gboolean left_out; /* was erased while it waited */
	guint8 blob[];
};

struct _HtStoreBatch {
	GPtrArray *entries;
	gsize bytes;
};

gsize ht_store_entry_size(const struct record *record)
{
	return sizeof(HtStoreEntry) + record->blob_size;
}

HtStoreEntry *ht_store_entry_new(const struct record *record, gboolean left_out)
{
	HtStoreEntry *entry = g_malloc(ht_store_entry_size(record));

	entry->record = *record;
	entry->left_out = left_out;
	entry->record.blob = entry->blob;
	if (record->blob_size > 0)
		memcpy(entry->blob, record->blob, record->blob_size);
	return entry;
}

void ht_store_entry_free(gpointer entry)
{
	g_free(entry);
}

void ht_store_entry_leave_out(HtStoreEntry *entry, const char *person, guint32 month)
{
	const struct record *record = &entry->record;

	if (strcmp(record->person, person) == 0 &&
	    ht_segment_month_has(month, record->start_utc_ns))
		entry->left_out = TRUE;
}

HtStoreBatch *ht_store_batch_new(void)
{
	HtStoreBatch *batch = g_new0(HtStoreBatch, 1);

	batch->entries = g_ptr_array_new_with_free_func(ht_store_entry_free);
	return batch;
}

void ht_store_batch_free(HtStoreBatch *batch)
{
	g_ptr_array_unref(batch->entries);
	g_free(batch);
}

void ht_store_batch_fill(HtStoreBatch *batch, GQueue *entries)
{
	while (batch->bytes < BATCH_BYTES_MAX && !g_queue_is_empty(entries)) {
		HtStoreEntry *entry = g_queue_pop_head(entries);

		batch->bytes += ht_store_entry_size(&entry->record);
		g_ptr_array_add(batch->entries, entry);
	}
}

void ht_store_batch_leave_out(HtStoreBatch *batch, const char *person, guint32 month)
{
	for (guint i = 0; i < batch->entries->len; i++)
		ht_store_entry_leave_out(g_ptr_array_index(batch->entries, i), person, month);
}

int ht_store_batch_write(HtStoreBatch *batch, HtStoreInserter *inserter)
{
	int result = ht_store_inserter_begin(inserter);

	for (guint i = 0; i < batch->entries->len && result == SQLITE_OK; i++) {
		const HtStoreEntry *entry = g_ptr_array_index(batch->entries, i);

		if (!entry->left_out)
			result = ht_store_inserter_add(inserter, &entry->record);
	}
	if (result == SQLITE_OK)
		result = ht_store_inserter_commit(inserter);
	if (result != SQLITE_OK)
		ht_store_inserter_roll_back(inserter);
	return result;
}

static gboolean is_acknowledged(const struct record *record)
{
	return record->kind == RECORD_ECG_WAVEFORM || record->kind == RECORD_WAVE;
}

static double samples_until(const struct record *record)
{
	/* A wave's record does not say where in its stream it lies. */
	if (record->kind != RECORD_ECG_WAVEFORM)
		return 0.0;
	return record->number[0] + record->number[1];
}

static void announce(const struct record *record, HtStoreNotifier *notifier)
{
	double samples = samples_until(record);
	/* Also false for what is not a number. */
	gboolean countable = samples >= 0 && samples < 0x1p63;

	ht_store_notifier_committed(notifier, record->stream, record->end_utc_ns,
				    countable ? (guint64)samples : 0);
}

void ht_store_batch_announce(const HtStoreBatch *batch, HtStoreNotifier *notifier)
{
	g_autoptr(GHashTable) newest = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter each;
	gpointer record;

	for (guint i = 0; i < batch->entries->len; i++) {
		HtStoreEntry *entry = g_ptr_array_index(batch->entries, i);
		const struct record *known = g_hash_table_lookup(newest, entry->record.stream);

		if (is_acknowledged(&entry->record) &&
		    (!known || entry->record.end_utc_ns >= known->end_utc_ns))
			g_hash_table_replace(newest, entry->record.stream, &entry->record);
	}
	g_hash_table_iter_init(&each, newest);
	while (g_hash_table_iter_next(&each, NULL, &record))
		announce(record, notifier);
}

void ht_store_batch_clear(HtStoreBatch *batch)
{
	g_ptr_array_set_size(batch->entries, 0);
	batch->bytes = 0;
}

gboolean ht_store_batch_is_empty(const HtStoreBatch *batch)
{
	return batch->entries->len == 0;
}

guint ht_store_batch_count(const HtStoreBatch *batch)
{
	return batch->entries->len;
}

gsize ht_store_batch_bytes(const HtStoreBatch *batch)
{
	return batch->bytes;
}
