/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-rekey.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/key-rotation.h"
#include "privacy/keys/segment-keys.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-salvage.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#define DATABASE_NAME "twin.db"

/* Beside the copy of every page: what comes in meanwhile. */
enum { ROOM_MORE_BYTES = 16 << 20 };

gboolean ht_store_rekey_has_room(const char *path, GError **error)
{
	struct statvfs disk;
	struct stat file;
	guint64 wanted;

	if (stat(path, &file) < 0 || statvfs(path, &disk) < 0)
		return TRUE;
	/* A log has a header for each page. */
	wanted = (guint64)file.st_size + (guint64)file.st_size / 64 + ROOM_MORE_BYTES;
	if ((guint64)disk.f_bavail * disk.f_frsize >= wanted)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "another key needs %" G_GUINT64_FORMAT " MB of room on the disk: free some",
		    wanted / 1000000 + 1);
	return FALSE;
}

static HtSecret *previous_key(const HtKeyring *keyring)
{
	g_autoptr(HtKeyring) previous = ht_keyring_get_previous(keyring);

	return ht_keyring_derive(previous, HT_PURPOSE_DATABASE);
}

/* Tries. Whether it was done is seen by whoever opens the database next. */
static void rekey(const char *path, const HtSecret *from, const HtSecret *to)
{
	sqlite3 *db = ht_store_connection_open(path, from, HT_STORE_REKEYED, NULL);

	if (db)
		ht_store_connection_rekey(db, to);
	ht_store_connection_close(db);
}

/* Folds the log in. That some of it stays there, because the disk fails, costs nothing: the log is
 * under the new key, and is folded in later. */
static void fold_log(sqlite3 *db)
{
	sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

int ht_store_rekeying(HtStoreInserter *inserter, HtStoreRekeying *rekeying)
{
	g_autoptr(HtSecret) to = ht_keyring_derive(rekeying->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(HtSecret) from = previous_key(rekeying->keyring);
	sqlite3 *db;
	int result;

	rekey(rekeying->path, from, to);
	db = ht_store_connection_open(rekeying->path, to, HT_STORE_REKEYED, NULL);
	if (!db)
		return SQLITE_IOERR_WRITE;
	result = ht_store_inserter_move(inserter, db);
	if (result != SQLITE_OK) {
		ht_store_connection_close(db);
		return result;
	}
	ht_store_connection_close(*rekeying->writing);
	*rekeying->writing = db;
	fold_log(db);
	return SQLITE_OK;
}

HtSecret *ht_store_rekey_key(const char *path, const HtKeyring *keyring)
{
	HtSecret *key = ht_keyring_derive(keyring, HT_PURPOSE_DATABASE);
	sqlite3 *db;

	if (!ht_keyring_is_rotating(keyring) || !g_file_test(path, G_FILE_TEST_EXISTS))
		return key;
	db = ht_store_connection_open(path, key, HT_STORE_REKEYED, NULL);
	if (!db) {
		ht_secret_free(key);
		return previous_key(keyring);
	}
	fold_log(db);
	ht_store_connection_close(db);
	return key;
}

HtSegmentKeys *ht_store_rekey_segments(const char *dir, const HtKeyring *keyring, GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_autoptr(HtKeyring) previous = NULL;
	HtSegmentKeys *keys = ht_segment_keys_open(dir, keyring, &failure);

	if (keys)
		return keys;
	if (!ht_keyring_is_rotating(keyring) ||
	    !g_error_matches(failure, HT_ERROR, HT_ERROR_WRONG_KEY)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return NULL;
	}
	previous = ht_keyring_get_previous(keyring);
	return ht_segment_keys_open(dir, previous, error);
}

static gboolean rewrap_segments(const char *dir, const HtKeyring *keyring, GError **error)
{
	g_autoptr(HtSegmentKeys) keys = ht_store_rekey_segments(dir, keyring, error);

	return keys && ht_segment_keys_rewrap(keys, keyring, error);
}

static gboolean rekey_database(const char *path, const HtKeyring *keyring, GError **error)
{
	g_autoptr(HtSecret) to = ht_keyring_derive(keyring, HT_PURPOSE_DATABASE);
	sqlite3 *db = ht_store_connection_open(path, to, HT_STORE_REKEYED, NULL);

	if (!db) {
		g_autoptr(HtSecret) from = previous_key(keyring);

		if (!ht_store_rekey_has_room(path, error))
			return FALSE;
		rekey(path, from, to);
		db = ht_store_connection_open(path, to, HT_STORE_REKEYED, error);
	}
	if (!db)
		return FALSE;
	fold_log(db);
	ht_store_connection_close(db);
	return TRUE;
}

gboolean ht_store_finish_rotation(const char *dir, HtKeyring *keyring, GError **error)
{
	g_autofree char *path = g_build_filename(dir, DATABASE_NAME, NULL);

	if (!ht_keyring_is_rotating(keyring))
		return TRUE;
	if (!ht_store_salvage_finish(dir, path, error) || !rewrap_segments(dir, keyring, error) ||
	    (g_file_test(path, G_FILE_TEST_EXISTS) && !rekey_database(path, keyring, error)))
		return FALSE;
	return ht_keyring_finish_rotation(keyring, error);
}
