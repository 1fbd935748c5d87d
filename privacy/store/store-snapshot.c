/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-snapshot.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-statements.h"

struct _HtStoreSnapshot {
	HtStorePool *pool;
	HtStoreReading *reading;
	char *dir;
	sqlite3_file *file;
	guint64 size;
	gboolean begun;
	GBytes *head, *segments;
	guint64 epoch; /* of its commit */
	guint8 digest[HT_STORE_SUM_SIZE];
};

HtStoreSnapshot *ht_store_snapshot_new(HtStorePool *pool, GError **error)
{
	HtStoreReading *reading = ht_store_pool_take(pool, error);
	HtStoreSnapshot *snapshot;

	if (!reading)
		return NULL;
	snapshot = g_new0(HtStoreSnapshot, 1);
	snapshot->pool = pool;
	snapshot->reading = reading;
	snapshot->dir = g_path_get_dirname(sqlite3_db_filename(reading->db, "main"));
	return snapshot;
}

static int run(sqlite3 *db, HtStatement which)
{
	sqlite3_stmt *statement;
	int result = ht_store_prepare(db, which, &statement);

	if (result == SQLITE_OK) {
		result = sqlite3_step(statement);
		sqlite3_finalize(statement);
	}
	return result == SQLITE_DONE || result == SQLITE_ROW ? SQLITE_OK : result;
}

/* The transaction begins with its first look at the database. */
static int begin_reading(HtStoreSnapshot *snapshot)
{
	sqlite3 *db = snapshot->reading->db;
	int result = run(db, HT_STATEMENT_BEGIN_READING);

	if (result != SQLITE_OK)
		return result;
	snapshot->begun = TRUE;
	return run(db, HT_STATEMENT_LIST_KINDS);
}

static void end_reading(HtStoreSnapshot *snapshot)
{
	if (snapshot->begun)
		run(snapshot->reading->db, HT_STATEMENT_ROLLBACK);
	snapshot->begun = FALSE;
}

static int look_at_file(HtStoreSnapshot *snapshot)
{
	sqlite3_int64 size = 0;
	int result = sqlite3_file_control(snapshot->reading->db, "main", SQLITE_FCNTL_FILE_POINTER,
					  &snapshot->file);

	if (result == SQLITE_OK)
		result = snapshot->file->pMethods->xFileSize(snapshot->file, &size);
	snapshot->size = (guint64)MAX(size, 0);
	return result;
}

/* NULL where it is not there. */
static GBytes *read_beside(const HtStoreSnapshot *snapshot, const char *name)
{
	g_autofree char *path = g_build_filename(snapshot->dir, name, NULL);
	char *content;
	gsize size;

	return g_file_get_contents(path, &content, &size, NULL) ? g_bytes_new_take(content, size)
								: NULL;
}

int ht_store_snapshot_begin(HtStoreSnapshot *snapshot, HtStoreInserter *inserter)
{
	int result = sqlite3_wal_checkpoint_v2(ht_store_inserter_database(inserter), NULL,
					       SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (result == SQLITE_OK)
		result = begin_reading(snapshot);
	if (result == SQLITE_OK)
		result = look_at_file(snapshot);
	if (result != SQLITE_OK) {
		end_reading(snapshot);
		return result;
	}
	snapshot->head = read_beside(snapshot, "head");
	snapshot->segments = read_beside(snapshot, "segments");
	ht_store_inserter_head(inserter, &snapshot->epoch, snapshot->digest);
	return SQLITE_OK;
}

void ht_store_snapshot_free(HtStoreSnapshot *snapshot)
{
	if (!snapshot)
		return;
	end_reading(snapshot);
	ht_store_pool_give_back(snapshot->pool, snapshot->reading);
	g_clear_pointer(&snapshot->head, g_bytes_unref);
	g_clear_pointer(&snapshot->segments, g_bytes_unref);
	g_free(snapshot->dir);
	g_free(snapshot);
}

guint64 ht_store_snapshot_size(const HtStoreSnapshot *snapshot)
{
	return snapshot->size;
}

gboolean ht_store_snapshot_read(HtStoreSnapshot *snapshot, guint64 offset, guint8 *data, gsize size,
				GError **error)
{
	int result =
	    snapshot->file->pMethods->xRead(snapshot->file, data, (int)size, (sqlite3_int64)offset);

	return result == SQLITE_OK
		   ? TRUE
		   : ht_store_set_error(error, result, "the database cannot be read");
}

GBytes *ht_store_snapshot_head(const HtStoreSnapshot *snapshot)
{
	return snapshot->head;
}

GBytes *ht_store_snapshot_segments(const HtStoreSnapshot *snapshot)
{
	return snapshot->segments;
}

guint64 ht_store_snapshot_epoch(const HtStoreSnapshot *snapshot)
{
	return snapshot->epoch;
}

const guint8 *ht_store_snapshot_digest(const HtStoreSnapshot *snapshot)
{
	return snapshot->digest;
}
