/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/segment-keys.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/segment-seal.h"
#include "privacy/keys/segment-table.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define SEGMENTS_NAME "segments"
#define NS_PER_DAY    (G_GINT64_CONSTANT(86400) * 1000000000)

enum {
	FILE_SIZE_MAX = 64 << 20, /* hundreds of thousands of months */
	CACHE_SIZE = 64,          /* keys; a power of two */
};

G_STATIC_ASSERT((gsize)HT_SEGMENT_KEY_SIZE == (gsize)SEGMENT_KEY_SIZE);

struct _HtSegmentKeys {
	char *dir;
	GMutex lock; /* over all that follows */
	HtSegmentTable *table;
	HtSegmentSeal *seal;
	/* Keys that were opened last, by number: guarded memory. Number 0 = free. */
	guint8 *cache;
	guint32 cached[CACHE_SIZE];
};

/* Days since 1970-01-01 to months since year 0 in the proleptic Gregorian calendar, counting years
 * from March so that the leap day is a year's last (H. Hinnant, "chrono-compatible low-level date
 * algorithms"). */
guint32 ht_segment_month_of(gint64 utc_ns)
{
	gint64 days = utc_ns / NS_PER_DAY - (utc_ns % NS_PER_DAY < 0);
	gint64 shifted = days + 719468; /* since 0000-03-01; positive for all of gint64's ns */
	gint64 era = shifted / 146097;
	gint64 day_of_era = shifted % 146097;
	gint64 year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	gint64 months_from_march = (5 * day_of_year + 2) / 153;

	return (guint32)((era * 400 + year_of_era) * 12 + months_from_march + 2);
}

gboolean ht_segment_month_has(guint32 month, gint64 utc_ns)
{
	return month == HT_SEGMENT_ALWAYS || month == ht_segment_month_of(utc_ns);
}

/* Writes the table and makes it what counts. Takes it over. */
static gboolean install(HtSegmentKeys *keys, HtSegmentTable *table, HtSegmentSeal *seal,
			GError **error)
{
	g_autoptr(GBytes) file = ht_segment_seal_table(seal, table);

	if (!ht_state_dir_replace(keys->dir, SEGMENTS_NAME, g_bytes_get_data(file, NULL),
				  g_bytes_get_size(file), error)) {
		ht_segment_table_free(table);
		return FALSE;
	}
	ht_segment_table_free(keys->table);
	keys->table = table;
	return TRUE;
}

static void forget_cache(HtSegmentKeys *keys)
{
	sodium_memzero(keys->cache, CACHE_SIZE * HT_SEGMENT_KEY_SIZE);
	memset(keys->cached, 0, sizeof(keys->cached));
}

/* (transfer full) The file's bytes; *file NULL where there is none. */
static gboolean read_file(const char *path, GBytes **file, GError **error)
{
	char *data = NULL;
	gsize size = 0;
	GStatBuf status = {0};

	*file = NULL;
	if (g_stat(path, &status) < 0 && errno == ENOENT)
		return TRUE;
	if (status.st_size > FILE_SIZE_MAX) {
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED, "%s is too large to be this hub's",
			    path);
		return FALSE;
	}
	if (!g_file_get_contents(path, &data, &size, NULL)) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
			    "cannot read %s: look at its disk and whose it is, then try again",
			    path);
		return FALSE;
	}
	*file = g_bytes_new_take(data, size);
	return TRUE;
}

static gboolean load(HtSegmentKeys *keys, GError **error)
{
	g_autofree char *path = g_build_filename(keys->dir, SEGMENTS_NAME, NULL);
	g_autoptr(GBytes) file = NULL;

	if (!read_file(path, &file, error))
		return FALSE;
	if (!file)
		return install(keys, ht_segment_table_new(), keys->seal, error);
	keys->table = ht_segment_seal_open_table(keys->seal, file, path, error);
	return keys->table != NULL;
}

HtSegmentKeys *ht_segment_keys_open(const char *dir, const HtKeyring *keyring, GError **error)
{
	g_autoptr(HtSegmentKeys) keys = NULL;

	if (!ht_state_dir_prepare(dir, error))
		return NULL;
	keys = g_new0(HtSegmentKeys, 1);
	g_mutex_init(&keys->lock);
	keys->dir = g_strdup(dir);
	keys->cache = sodium_malloc(CACHE_SIZE * HT_SEGMENT_KEY_SIZE);
	if (!keys->cache)
		g_error("cannot get guarded memory for keys");
	keys->seal = ht_segment_seal_new(keyring);
	return load(keys, error) ? g_steal_pointer(&keys) : NULL;
}

void ht_segment_keys_free(HtSegmentKeys *keys)
{
	if (!keys)
		return;
	sodium_free(keys->cache);
	ht_segment_seal_free(keys->seal);
	ht_segment_table_free(keys->table);
	g_mutex_clear(&keys->lock);
	g_free(keys->dir);
	g_free(keys);
}

/* Adds the person's month to the table, after the person's own key where there is none yet. */
static struct segment_entry *add_entry(HtSegmentTable *table, const HtSegmentSeal *seal,
				       const char *person, guint32 month)
{
	struct segment_entry *of_person = ht_segment_table_find(table, person, HT_SEGMENT_ALWAYS);
	struct segment_entry *entry;

	if (!of_person) {
		of_person = ht_segment_seal_make_person(seal, person);
		ht_segment_table_add(table, of_person);
	}
	if (month == HT_SEGMENT_ALWAYS)
		return of_person;
	entry = ht_segment_seal_make_month(seal, of_person, month);
	if (entry)
		ht_segment_table_add(table, entry);
	return entry;
}

/* Lock held. */
static guint32 make_number(HtSegmentKeys *keys, const char *person, guint32 month, GError **error)
{
	HtSegmentTable *table = ht_segment_table_copy(keys->table);
	const struct segment_entry *entry = add_entry(table, keys->seal, person, month);
	guint32 number;

	if (!entry) {
		ht_segment_table_free(table);
		g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
				    "the file of the persons' keys is damaged: put back a copy");
		return 0;
	}
	number = entry->number;
	return install(keys, table, keys->seal, error) ? number : 0;
}

guint32 ht_segment_keys_number(HtSegmentKeys *keys, const char *person, guint32 month,
			       GError **error)
{
	const struct segment_entry *entry;
	guint32 number;

	if (strlen(person) >= RECORD_ID_MAX) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "the person's id is too long");
		return 0;
	}
	g_mutex_lock(&keys->lock);
	entry = ht_segment_table_find(keys->table, person, month);
	number = entry ? entry->number : make_number(keys, person, month, error);
	g_mutex_unlock(&keys->lock);
	return number;
}

/* Lock held. */
static gboolean open_key(HtSegmentKeys *keys, guint32 number, guint8 *key)
{
	const struct segment_entry *entry = ht_segment_table_find_number(keys->table, number);
	const struct segment_entry *of_person;

	if (!entry)
		return FALSE;
	of_person = ht_segment_table_find(keys->table, entry->person, HT_SEGMENT_ALWAYS);
	return of_person && ht_segment_seal_open_key(keys->seal, of_person, entry, key);
}

gboolean ht_segment_keys_copy(HtSegmentKeys *keys, guint32 number, guint8 *key)
{
	gsize place = number % CACHE_SIZE;
	guint8 *cached = keys->cache + place * HT_SEGMENT_KEY_SIZE;
	gboolean there;

	g_return_val_if_fail(number > 0, FALSE);

	g_mutex_lock(&keys->lock);
	there = keys->cached[place] == number;
	if (!there && open_key(keys, number, cached)) {
		keys->cached[place] = number;
		there = TRUE;
	} else if (!there) {
		sodium_memzero(cached, HT_SEGMENT_KEY_SIZE);
		keys->cached[place] = 0;
	}
	if (there)
		memcpy(key, cached, HT_SEGMENT_KEY_SIZE);
	g_mutex_unlock(&keys->lock);
	return there;
}

char *ht_segment_keys_person(HtSegmentKeys *keys, guint32 number)
{
	const struct segment_entry *entry;
	char *person;

	g_mutex_lock(&keys->lock);
	entry = ht_segment_table_find_number(keys->table, number);
	person = entry ? g_strdup(entry->person) : NULL;
	g_mutex_unlock(&keys->lock);
	return person;
}

GArray *ht_segment_keys_list(HtSegmentKeys *keys, const char *person, guint32 month)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint32));

	g_mutex_lock(&keys->lock);
	for (guint i = 0; i < keys->table->entries->len; i++) {
		const struct segment_entry *entry = keys->table->entries->pdata[i];

		if (!entry->destroyed_by && ht_segment_entry_is_of(entry, person, month))
			g_array_append_val(numbers, entry->number);
	}
	g_mutex_unlock(&keys->lock);
	return numbers;
}

gboolean ht_segment_keys_destroy(HtSegmentKeys *keys, const char *person, guint32 month,
				 GError **error)
{
	HtSegmentTable *table;
	gboolean done;

	g_mutex_lock(&keys->lock);
	table = ht_segment_table_copy(keys->table);
	ht_segment_table_destroy(table, person, month);
	done = install(keys, table, keys->seal, error);
	if (done)
		forget_cache(keys);
	g_mutex_unlock(&keys->lock);
	return done;
}

gboolean ht_segment_keys_rewrap(HtSegmentKeys *keys, const HtKeyring *keyring, GError **error)
{
	HtSegmentSeal *seal = ht_segment_seal_new(keyring);
	HtSegmentTable *table;
	gboolean done;

	g_mutex_lock(&keys->lock);
	table = ht_segment_table_copy(keys->table);
	done = ht_segment_seal_rewrap(keys->seal, seal, table);
	if (done) {
		done = install(keys, table, seal, error);
	} else {
		ht_segment_table_free(table);
		g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
				    "the file of the persons' keys is damaged: put back a copy");
	}
	if (done) {
		HtSegmentSeal *before = keys->seal;

		keys->seal = seal;
		seal = before;
	}
	g_mutex_unlock(&keys->lock);
	ht_segment_seal_free(seal);
	return done;
}

gboolean ht_segment_keys_register_backup(HtSegmentKeys *keys, const char *id, const char *label,
					 gint64 utc_ns, GError **error)
{
	struct segment_backup *backup;
	HtSegmentTable *table;
	gboolean done;

	if (!id[0] || strlen(id) >= SEGMENT_BACKUP_ID_MAX || !g_utf8_validate(label, -1, NULL)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "a backup needs an id of 1 to 63 bytes and a label in UTF-8");
		return FALSE;
	}
	backup = g_new0(struct segment_backup, 1);
	backup->utc_ns = utc_ns;
	g_strlcpy(backup->id, id, sizeof(backup->id));
	g_utf8_strncpy(backup->label, label, sizeof(backup->label) / 6);
	g_mutex_lock(&keys->lock);
	table = ht_segment_table_copy(keys->table);
	ht_segment_table_remove_backup(table, id);
	ht_segment_table_add_backup(table, backup);
	done = install(keys, table, keys->seal, error);
	g_mutex_unlock(&keys->lock);
	return done;
}

/* Lock held. */
static gboolean holds_one_of(const HtSegmentTable *table, const struct segment_backup *backup,
			     const char *person, guint32 month)
{
	for (guint i = 0; i < table->entries->len; i++) {
		const struct segment_entry *entry = table->entries->pdata[i];

		if (ht_segment_entry_is_of(entry, person, month) &&
		    ht_segment_backup_has(backup, entry))
			return TRUE;
	}
	return FALSE;
}

static char *name_backup(const struct segment_backup *backup)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(backup->utc_ns / 1000000000);
	g_autofree char *day = time ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("?");

	return g_strdup_printf("%s (%s)", backup->label[0] ? backup->label : backup->id, day);
}

GPtrArray *ht_segment_keys_survivors(HtSegmentKeys *keys, const char *person, guint32 month)
{
	GPtrArray *labels = g_ptr_array_new_with_free_func(g_free);

	g_mutex_lock(&keys->lock);
	for (guint i = 0; i < keys->table->backups->len; i++) {
		const struct segment_backup *backup = keys->table->backups->pdata[i];

		if (holds_one_of(keys->table, backup, person, month))
			g_ptr_array_add(labels, name_backup(backup));
	}
	g_mutex_unlock(&keys->lock);
	return labels;
}

static void backup_free(gpointer data)
{
	HtSegmentBackup *backup = data;

	g_free(backup->id);
	g_free(backup->label);
	g_free(backup);
}

GPtrArray *ht_segment_keys_list_backups(HtSegmentKeys *keys)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(backup_free);

	g_mutex_lock(&keys->lock);
	for (guint i = 0; i < keys->table->backups->len; i++) {
		const struct segment_backup *from = keys->table->backups->pdata[i];
		HtSegmentBackup *backup = g_new0(HtSegmentBackup, 1);

		*backup =
		    (HtSegmentBackup){g_strdup(from->id), g_strdup(from->label), from->utc_ns};
		g_ptr_array_add(list, backup);
	}
	g_mutex_unlock(&keys->lock);
	return list;
}

gboolean ht_segment_keys_forget_backup(HtSegmentKeys *keys, const char *id, GError **error)
{
	HtSegmentTable *table;
	gboolean done = FALSE;

	g_mutex_lock(&keys->lock);
	table = ht_segment_table_copy(keys->table);
	if (ht_segment_table_remove_backup(table, id)) {
		done = install(keys, table, keys->seal, error);
	} else {
		ht_segment_table_free(table);
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such backup is registered");
	}
	g_mutex_unlock(&keys->lock);
	return done;
}
