/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-salvage.h"

#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"
#include "privacy/store/store-check.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-inserter.h"
#include "privacy/store/store-reader.h"
#include "privacy/store/store-scan.h"
#include "privacy/store/store-schema.h"
#include "privacy/store/store-statements.h"
#include "privacy/store/store-upgrade.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

enum { ROWS_PER_COMMIT = 2000 };

/* From the one to the other. */
struct copying {
	const HtStoreSalvage *salvage;
	HtStoreReading old;
	HtStoreLedger *old_ledger; /* as far as it can be read */
	char *new_path;
	sqlite3 *new_db;
	HtStoreInserter *inserter;
	GArray *gaps;
	guint uncommitted;
};

static char *wish_path(const char *path)
{
	return g_strconcat(path, ".salvage", NULL);
}

gboolean ht_store_salvage_is_wanted(const char *path)
{
	g_autofree char *wish = wish_path(path);

	return g_file_test(wish, G_FILE_TEST_EXISTS);
}

void ht_store_salvage_want(const char *path)
{
	g_autofree char *wish = wish_path(path);

	g_file_set_contents_full(wish, "", 0, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static gboolean is_damage(int result)
{
	return (result & 0xff) == SQLITE_CORRUPT || (result & 0xff) == SQLITE_NOTADB;
}

static void add_gap(struct copying *copying, gint64 first, gint64 last)
{
	HtStoreGap gap = {first, last};

	g_array_append_val(copying->gaps, gap);
}

static int commit_some(struct copying *copying)
{
	int result;

	if (++copying->uncommitted < ROWS_PER_COMMIT)
		return SQLITE_OK;
	copying->uncommitted = 0;
	result = ht_store_inserter_end(copying->inserter, SQLITE_OK);
	return result == SQLITE_OK ? ht_store_inserter_begin(copying->inserter) : result;
}

/* Of the new database only: what cannot be read of the old one is a gap. */
static int copy_record(struct copying *copying, sqlite3_stmt *get, gint64 id)
{
	struct record record;
	int result;

	sqlite3_bind_int64(get, 1, id);
	result = sqlite3_step(get);
	if (result == SQLITE_ROW && ht_store_reader_open_row(&copying->old, get, &record)) {
		result = ht_store_inserter_add_as(copying->inserter, id, &record);
		sqlite3_reset(get);
		return result == SQLITE_OK ? commit_some(copying) : result;
	}
	sqlite3_reset(get);
	add_gap(copying, id, id);
	return SQLITE_OK;
}

/* Sets *broken where the list ends for that. */
static int copy_stretch(struct copying *copying, sqlite3_stmt *list, sqlite3_stmt *get,
			gint64 *last, gboolean *broken)
{
	int result = SQLITE_OK;
	int read;

	sqlite3_bind_int64(list, 1, *last + 1);
	while ((read = sqlite3_step(list)) == SQLITE_ROW && result == SQLITE_OK) {
		*last = sqlite3_column_int64(list, 0);
		result = copy_record(copying, get, *last);
	}
	sqlite3_reset(list);
	*broken = is_damage(read);
	if (result == SQLITE_OK && read != SQLITE_DONE && read != SQLITE_ROW && !*broken)
		result = read;
	return result;
}

static int copy_stretches(struct copying *copying, sqlite3_stmt *list, sqlite3_stmt *get)
{
	gint64 last = 0;
	gboolean broken = TRUE;
	int result = SQLITE_OK;

	while (broken && result == SQLITE_OK) {
		result = copy_stretch(copying, list, get, &last, &broken);
		if (broken && result == SQLITE_OK) {
			gint64 next = ht_store_scan_next(copying->old.db, "record", last);

			add_gap(copying, last + 1, next == 0 ? G_MAXINT64 : next - 1);
			broken = next != 0;
			last = next - 1;
		}
	}
	return result;
}

static int copy_records(struct copying *copying)
{
	sqlite3_stmt *list;
	sqlite3_stmt *get = NULL;
	int result = ht_store_prepare(copying->old.db, HT_STATEMENT_LIST_RECORDS, &list);

	if (result == SQLITE_OK)
		result = ht_store_prepare(copying->old.db, HT_STATEMENT_GET_RECORD, &get);
	if (result == SQLITE_OK)
		result = copy_stretches(copying, list, get);
	sqlite3_finalize(list);
	sqlite3_finalize(get);
	return result;
}

static int copy_document(struct copying *copying, sqlite3_stmt *row)
{
	const char *collection = (const char *)sqlite3_column_text(row, 3);
	const char *id = (const char *)sqlite3_column_text(row, 4);
	guint32 segment = (guint32)sqlite3_column_int64(row, 0);
	/* Not out of the ledger, which may be what is damaged. */
	g_autofree char *owner = ht_segment_keys_person(copying->salvage->segments, segment);
	g_autoptr(GBytes) content = NULL;
	gboolean there = FALSE;
	int result;

	if (sqlite3_column_bytes(row, 1) == HT_STORE_SEAL_SIZE)
		content = ht_store_seal_open_document(
		    copying->old.seal, segment, collection, id, sqlite3_column_blob(row, 1),
		    sqlite3_column_blob(row, 2), (gsize)sqlite3_column_bytes(row, 2));
	if (!content || !owner)
		return SQLITE_OK;
	result = ht_store_inserter_has_document(copying->inserter, collection, id, &there);
	if (result == SQLITE_OK && !there)
		result = ht_store_inserter_put_document(copying->inserter, owner, collection, id,
							content);
	return result;
}

/* From the front, and from the back to the same broken page. */
static int copy_documents(struct copying *copying, const char *order)
{
	g_autofree char *sql = g_strdup_printf("SELECT segment, seal, content, collection, id"
					       " FROM document ORDER BY collection %s, id %s",
					       order, order);
	sqlite3_stmt *row;
	int result = sqlite3_prepare_v2(copying->old.db, sql, -1, &row, NULL);
	int written = SQLITE_OK;

	while (result == SQLITE_OK && written == SQLITE_OK &&
	       (result = sqlite3_step(row)) == SQLITE_ROW) {
		written = copy_document(copying, row);
		result = SQLITE_OK;
	}
	sqlite3_finalize(row);
	return written != SQLITE_OK || result == SQLITE_DONE || is_damage(result) ? written
										  : result;
}

static GBytes *encode_losses(const HtStoreFindings *findings)
{
	GString *text = g_string_new(NULL);
	gsize size;

	for (guint i = 0; i < findings->losses->len; i++) {
		const HtStoreLoss *loss = findings->losses->pdata[i];

		g_string_append_printf(text, "%u %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %s\n",
				       loss->month, loss->day, loss->entries, loss->person);
	}
	size = text->len;
	return g_bytes_new_take(g_string_free(text, FALSE), size);
}

void ht_store_salvage_decode(GBytes *lost, HtStoreFindings *findings)
{
	gsize size;
	const char *data = g_bytes_get_data(lost, &size);
	g_autofree char *text = size > 0 ? g_strndup(data, size) : g_strdup("");
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_auto(GStrv) parts = g_strsplit(*line, " ", 4);

		if (g_strv_length(parts) == 4)
			ht_store_findings_add(findings, parts[3],
					      (guint32)g_ascii_strtoull(parts[0], NULL, 10),
					      g_ascii_strtoll(parts[1], NULL, 10),
					      g_ascii_strtoull(parts[2], NULL, 10));
	}
}

/* What the old ledger had more of than the new one has, beyond the days that the index knows. */
static void compare_ledgers(const struct copying *copying, HtStoreFindings *findings)
{
	g_autoptr(GPtrArray) lines = ht_store_ledger_list(copying->old_ledger);

	for (guint i = 0; i < lines->len; i++) {
		const HtStoreTally *line = g_ptr_array_index(lines, i);
		const HtStoreTally *saved = ht_store_ledger_find(
		    ht_store_inserter_ledger(copying->inserter), line->segment);
		guint64 lost = (guint64)MAX(0, line->entries - (saved ? saved->entries : 0));
		guint64 known = ht_store_findings_known(findings, line->person, line->month);

		if (lost > known)
			ht_store_findings_add(findings, line->person, line->month, -1,
					      lost - known);
	}
}

static int copy_everything(struct copying *copying, HtStoreFindings *findings)
{
	int result = ht_store_inserter_begin(copying->inserter);

	if (result == SQLITE_OK)
		result = copy_records(copying);
	if (result == SQLITE_OK)
		result = copy_documents(copying, "ASC");
	if (result == SQLITE_OK)
		result = copy_documents(copying, "DESC");
	if (result == SQLITE_OK) {
		ht_store_findings_name_gaps(findings, copying->old.db, copying->gaps);
		compare_ledgers(copying, findings);
	}
	return ht_store_inserter_end(copying->inserter, result);
}

/* The last commit of the new database is the one after the last of the old: both fit the head until
 * the one has taken the other's place. */
static int commit_last(struct copying *copying, HtStoreHead *head, const HtStoreFindings *findings)
{
	HtStoreLedger *ledger = ht_store_inserter_ledger(copying->inserter);
	g_autoptr(GBytes) lost = encode_losses(findings);
	guint8 digest[HT_STORE_SUM_SIZE];
	guint64 epoch;
	int result = ht_store_inserter_begin(copying->inserter);

	ht_store_ledger_skip_to(
	    ledger, MAX(ht_store_ledger_epoch(copying->old_ledger), ht_store_head_newest(head)));
	if (result == SQLITE_OK)
		result = ht_store_inserter_put_document(
		    copying->inserter, "", HT_STORE_LOST_COLLECTION, HT_STORE_LOST_ID, lost);
	result = ht_store_inserter_end(copying->inserter, result);
	epoch = ht_store_ledger_epoch(ledger);
	ht_store_ledger_digest(ledger, epoch, digest);
	return result == SQLITE_OK ? ht_store_head_write(head, epoch, digest) : result;
}

static gboolean open_both(struct copying *copying, GError **error)
{
	const HtStoreSalvage *salvage = copying->salvage;

	copying->old.db =
	    ht_store_connection_open(salvage->path, salvage->key, HT_STORE_READING, error);
	if (!copying->old.db)
		return FALSE;
	if (ht_store_upgrade_is_wanted(copying->old.db)) {
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s was damaged before this version could read all of it: put back a "
			    "copy of it",
			    salvage->path);
		return FALSE;
	}
	copying->old.seal = ht_store_seal_new(salvage->segments);
	/* As far as it can be read; what is not there is not missed. */
	ht_store_ledger_load(copying->old_ledger, copying->old.db);
	g_unlink(copying->new_path);
	copying->new_db =
	    ht_store_connection_open(copying->new_path, salvage->key, HT_STORE_WRITING, error);
	if (!copying->new_db || !ht_store_schema_migrate(copying->new_db, error))
		return FALSE;
	copying->inserter =
	    ht_store_inserter_new(copying->new_db, salvage->segments,
				  ht_store_ledger_new(salvage->ledger_key), NULL, error);
	/* Which has nothing to move, and drops the tables of version 1. */
	return copying->inserter && ht_store_upgrade(copying->inserter, error);
}

static void close_both(struct copying *copying)
{
	g_clear_pointer(&copying->inserter, ht_store_inserter_free);
	g_clear_pointer(&copying->new_db, ht_store_connection_close);
	g_clear_pointer(&copying->old.seal, ht_store_seal_free);
	g_clear_pointer(&copying->old.db, ht_store_connection_close);
}

static gboolean move(const char *from, const char *to, GError **error)
{
	if (g_rename(from, to) == 0 || errno == ENOENT)
		return TRUE;
	return ht_state_dir_error(error, errno, "cannot move", from);
}

/* A new database under this name is whole, and only has to take its place. */
static char *saved_path(const char *path)
{
	return g_strconcat(path, ".saved", NULL);
}

/* (transfer full) Named after the time of the new one: the same where this was cut off before. */
static char *kept_path(const char *path, const char *saved)
{
	GStatBuf status = {0};
	g_autoptr(GDateTime) time = NULL;
	g_autofree char *when = NULL;

	g_stat(saved, &status);
	time = g_date_time_new_from_unix_utc(status.st_mtime);
	when = g_date_time_format(time, "%Y%m%d-%H%M%S");
	return g_strdup_printf("%s.damaged-%s", path, when);
}

/* The log of the damaged one goes with it: it belongs to no other file. */
gboolean ht_store_salvage_finish(const char *dir, const char *path, GError **error)
{
	g_autofree char *saved = saved_path(path);
	g_autofree char *kept = kept_path(path, saved);
	g_autofree char *log = g_strconcat(path, "-wal", NULL);
	g_autofree char *index = g_strconcat(path, "-shm", NULL);
	g_autofree char *kept_log = g_strconcat(kept, "-wal", NULL);
	g_autofree char *wish = wish_path(path);

	if (!g_file_test(saved, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!move(log, kept_log, error) || !move(path, kept, error) || !move(saved, path, error) ||
	    !ht_state_dir_sync(dir, error))
		return FALSE;
	g_unlink(index);
	g_unlink(wish);
	return TRUE;
}

static gboolean swap_files(struct copying *copying, GError **error)
{
	const HtStoreSalvage *salvage = copying->salvage;
	g_autofree char *saved = saved_path(salvage->path);

	return move(copying->new_path, saved, error) && ht_state_dir_sync(salvage->dir, error) &&
	       ht_store_salvage_finish(salvage->dir, salvage->path, error);
}

/* What was lost in a salvage before, as far as that can be read. */
static void add_earlier(struct copying *copying, HtStoreFindings *findings)
{
	g_autoptr(GBytes) earlier = ht_store_reader_get_document(
	    &copying->old, HT_STORE_LOST_COLLECTION, HT_STORE_LOST_ID, NULL);

	if (earlier)
		ht_store_salvage_decode(earlier, findings);
}

static gboolean salvage_into(struct copying *copying, HtStoreHead *head, HtStoreFindings *findings,
			     GError **error)
{
	int result;

	if (!open_both(copying, error))
		return FALSE;
	result = copy_everything(copying, findings);
	add_earlier(copying, findings);
	if (result == SQLITE_OK)
		result = commit_last(copying, head, findings);
	if (result != SQLITE_OK)
		return ht_store_set_error(error, result,
					  "cannot save what can be read of the damaged database");
	/* Closing folds the log into the new file. */
	close_both(copying);
	return swap_files(copying, error);
}

HtStoreFindings *ht_store_salvage_run(const HtStoreSalvage *salvage, GError **error)
{
	g_autoptr(HtStoreFindings) findings = ht_store_findings_new();
	HtStoreHead *head = ht_store_head_open(salvage->dir, salvage->ledger_key, error);
	struct copying copying = {
	    .salvage = salvage,
	    .old_ledger = ht_store_ledger_new(salvage->ledger_key),
	    .new_path = g_strconcat(salvage->path, ".new", NULL),
	    .gaps = g_array_new(FALSE, FALSE, sizeof(HtStoreGap)),
	};
	gboolean saved = head && salvage_into(&copying, head, findings, error);

	close_both(&copying);
	ht_store_head_free(head);
	ht_store_ledger_free(copying.old_ledger);
	g_free(copying.new_path);
	g_array_unref(copying.gaps);
	return saved ? g_steal_pointer(&findings) : NULL;
}
