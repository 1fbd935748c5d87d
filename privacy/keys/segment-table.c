/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/segment-table.h"

#include <string.h>

static guint hash_entry(gconstpointer data)
{
	const struct segment_entry *entry = data;

	return g_str_hash(entry->person) * 31u + entry->month;
}

static gboolean equal_entries(gconstpointer a, gconstpointer b)
{
	const struct segment_entry *one = a;
	const struct segment_entry *other = b;

	return one->month == other->month && g_str_equal(one->person, other->person);
}

HtSegmentTable *ht_segment_table_new(void)
{
	HtSegmentTable *table = g_new0(HtSegmentTable, 1);

	table->counts.next_number = 1;
	table->entries = g_ptr_array_new_with_free_func(g_free);
	table->backups = g_ptr_array_new_with_free_func(g_free);
	table->alive = g_hash_table_new(hash_entry, equal_entries);
	return table;
}

void ht_segment_table_free(HtSegmentTable *table)
{
	if (!table)
		return;
	g_hash_table_unref(table->alive);
	g_ptr_array_unref(table->entries);
	g_ptr_array_unref(table->backups);
	g_free(table);
}

static gboolean decode_entries(HtSegmentTable *table, struct byte_reader *r)
{
	guint32 after = 0;

	for (guint32 i = 0; i < table->counts.entries; i++) {
		struct segment_entry entry;
		struct segment_entry *kept;

		if (segment_get_entry(r, &table->counts, after, &entry) < 0)
			return FALSE;
		after = entry.number;
		kept = g_memdup2(&entry, sizeof(entry));
		g_ptr_array_add(table->entries, kept);
		/* Two keys of one month: nobody writes that. */
		if (!kept->destroyed_by && !g_hash_table_add(table->alive, kept))
			return FALSE;
	}
	return TRUE;
}

static gboolean decode_backups(HtSegmentTable *table, struct byte_reader *r)
{
	guint32 after = 0;

	for (guint32 i = 0; i < table->counts.backups; i++) {
		struct segment_backup backup;

		if (segment_get_backup(r, &table->counts, after, &backup) < 0)
			return FALSE;
		after = backup.event;
		g_ptr_array_add(table->backups, g_memdup2(&backup, sizeof(backup)));
	}
	return TRUE;
}

HtSegmentTable *ht_segment_table_decode(const guint8 *data, gsize size)
{
	g_autoptr(HtSegmentTable) table = ht_segment_table_new();
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	if (segment_get_counts(&r, &table->counts) < 0 || !decode_entries(table, &r) ||
	    !decode_backups(table, &r) || byte_reader_left(&r) > 0)
		return NULL;
	return g_steal_pointer(&table);
}

GBytes *ht_segment_table_encode(const HtSegmentTable *table)
{
	gsize room = SEGMENT_COUNTS_SIZE + (gsize)table->entries->len * SEGMENT_ENTRY_SIZE_MAX +
		     (gsize)table->backups->len * SEGMENT_BACKUP_SIZE_MAX;
	guint8 *data = g_malloc(room);
	struct segment_counts counts = table->counts;
	struct byte_writer w;

	counts.entries = table->entries->len;
	counts.backups = table->backups->len;
	byte_writer_init(&w, data, room);
	segment_put_counts(&w, &counts);
	for (guint i = 0; i < counts.entries; i++)
		segment_put_entry(&w, table->entries->pdata[i]);
	for (guint i = 0; i < counts.backups; i++)
		segment_put_backup(&w, table->backups->pdata[i]);
	return g_bytes_new_take(data, w.at);
}

HtSegmentTable *ht_segment_table_copy(const HtSegmentTable *table)
{
	HtSegmentTable *copy = ht_segment_table_new();

	copy->counts = table->counts;
	for (guint i = 0; i < table->entries->len; i++) {
		struct segment_entry *entry =
		    g_memdup2(table->entries->pdata[i], sizeof(struct segment_entry));

		g_ptr_array_add(copy->entries, entry);
		if (!entry->destroyed_by)
			g_hash_table_add(copy->alive, entry);
	}
	for (guint i = 0; i < table->backups->len; i++)
		g_ptr_array_add(copy->backups,
				g_memdup2(table->backups->pdata[i], sizeof(struct segment_backup)));
	return copy;
}

struct segment_entry *ht_segment_table_find(const HtSegmentTable *table, const char *person,
					    guint32 month)
{
	struct segment_entry wanted = {.month = month};

	if (g_strlcpy(wanted.person, person, sizeof(wanted.person)) >= sizeof(wanted.person))
		return NULL;
	return g_hash_table_lookup(table->alive, &wanted);
}

struct segment_entry *ht_segment_table_find_number(const HtSegmentTable *table, guint32 number)
{
	guint low = 0;
	guint high = table->entries->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		struct segment_entry *entry = table->entries->pdata[middle];

		if (entry->number == number)
			return entry->destroyed_by ? NULL : entry;
		if (entry->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void ht_segment_table_add(HtSegmentTable *table, struct segment_entry *entry)
{
	entry->number = table->counts.next_number++;
	g_ptr_array_add(table->entries, entry);
	g_hash_table_add(table->alive, entry);
}

gboolean ht_segment_backup_has(const struct segment_backup *backup,
			       const struct segment_entry *entry)
{
	return entry->number < backup->numbers_below &&
	       (!entry->destroyed_by || entry->destroyed_by > backup->event);
}

gboolean ht_segment_entry_is_of(const struct segment_entry *entry, const char *person,
				guint32 month)
{
	return (month == 0 || entry->month == month) && g_str_equal(entry->person, person);
}

static gboolean is_in_a_backup(const HtSegmentTable *table, const struct segment_entry *entry)
{
	for (guint i = 0; i < table->backups->len; i++) {
		if (ht_segment_backup_has(table->backups->pdata[i], entry))
			return TRUE;
	}
	return FALSE;
}

/* Entries without a key are kept for the backups' sake only. */
static void drop_forgotten(HtSegmentTable *table)
{
	for (guint i = table->entries->len; i > 0; i--) {
		const struct segment_entry *entry = table->entries->pdata[i - 1];

		if (entry->destroyed_by && !is_in_a_backup(table, entry))
			g_ptr_array_remove_index(table->entries, i - 1);
	}
}

void ht_segment_table_destroy(HtSegmentTable *table, const char *person, guint32 month)
{
	guint32 event = ++table->counts.events;

	for (guint i = 0; i < table->entries->len; i++) {
		struct segment_entry *entry = table->entries->pdata[i];

		if (entry->destroyed_by || !ht_segment_entry_is_of(entry, person, month))
			continue;
		g_hash_table_remove(table->alive, entry);
		entry->destroyed_by = event;
		memset(entry->nonce, 0, sizeof(entry->nonce));
		memset(entry->wrapped, 0, sizeof(entry->wrapped));
	}
	drop_forgotten(table);
}

void ht_segment_table_add_backup(HtSegmentTable *table, struct segment_backup *backup)
{
	backup->event = ++table->counts.events;
	backup->numbers_below = table->counts.next_number;
	g_ptr_array_add(table->backups, backup);
}

gboolean ht_segment_table_remove_backup(HtSegmentTable *table, const char *id)
{
	gboolean found = FALSE;

	for (guint i = table->backups->len; i > 0; i--) {
		const struct segment_backup *backup = table->backups->pdata[i - 1];

		if (g_str_equal(backup->id, id)) {
			g_ptr_array_remove_index(table->backups, i - 1);
			found = TRUE;
		}
	}
	drop_forgotten(table);
	return found;
}
