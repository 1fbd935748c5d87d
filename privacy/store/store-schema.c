/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-schema.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-error.h"

/* A step is never changed once it was released: the next one is added. */
static const char *const steps[] = {
    /* 1: times are nanoseconds of UTC. longest: how far before a time a record of a kind may start
     * and still reach it. */
    "CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;"
    "INSERT INTO meta VALUES ('format_profile', '" HT_STORE_PROFILE "');"
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE longest (kind INTEGER PRIMARY KEY, duration_ns INTEGER NOT NULL);"
    "CREATE TABLE record (id INTEGER PRIMARY KEY,"
    " person INTEGER NOT NULL REFERENCES person, stream INTEGER NOT NULL REFERENCES stream,"
    " kind INTEGER NOT NULL, version INTEGER NOT NULL,"
    " start_ns INTEGER NOT NULL, duration_ns INTEGER NOT NULL,"
    " n0 REAL, n1 REAL, n2 REAL, n3 REAL, blob BLOB);"
    "CREATE INDEX record_of_kind ON record (person, kind, start_ns);"
    "CREATE INDEX record_of_stream ON record (stream, start_ns, kind);"
    "CREATE TABLE document (collection TEXT NOT NULL, id TEXT NOT NULL, content BLOB NOT NULL,"
    " PRIMARY KEY (collection, id)) WITHOUT ROWID;",
    /* 2: what a row holds is sealed by the key of its segment; what stands beside the seal names
     * it. The rows of before are moved over by privacy/store/store-upgrade.h. ledger: see there;
     * segment 0 holds the number of the last commit. */
    "DROP INDEX record_of_kind;"
    "DROP INDEX record_of_stream;"
    "ALTER TABLE record RENAME TO record_1;"
    "ALTER TABLE document RENAME TO document_1;"
    "CREATE TABLE record (id INTEGER PRIMARY KEY,"
    " person INTEGER NOT NULL REFERENCES person, stream INTEGER NOT NULL REFERENCES stream,"
    " kind INTEGER NOT NULL, version INTEGER NOT NULL,"
    " start_ns INTEGER NOT NULL, duration_ns INTEGER NOT NULL,"
    " segment INTEGER NOT NULL, seal BLOB NOT NULL, content BLOB NOT NULL);"
    "CREATE INDEX record_of_kind ON record (person, kind, start_ns);"
    "CREATE INDEX record_of_stream ON record (stream, start_ns, kind);"
    "CREATE TABLE document (collection TEXT NOT NULL, id TEXT NOT NULL,"
    " segment INTEGER NOT NULL, seal BLOB NOT NULL, content BLOB NOT NULL,"
    " PRIMARY KEY (collection, id)) WITHOUT ROWID;"
    "CREATE TABLE ledger (segment INTEGER PRIMARY KEY, person TEXT NOT NULL,"
    " month INTEGER NOT NULL, entries INTEGER NOT NULL, sum BLOB NOT NULL);",
};

int ht_store_schema_version(void)
{
	return (int)G_N_ELEMENTS(steps);
}

static gboolean read_version(sqlite3 *db, int *version, GError **error)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*version = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return result == SQLITE_ROW
		   ? TRUE
		   : ht_store_set_error(error, result, "cannot read the database's version");
}

static gboolean take_step(sqlite3 *db, int number, GError **error)
{
	g_autofree char *sql = g_strdup_printf("BEGIN IMMEDIATE;%sPRAGMA user_version = %d;COMMIT;",
					       steps[number - 1], number);
	g_autofree char *what = g_strdup_printf("cannot bring the database to version %d", number);
	int result = sqlite3_exec(db, sql, NULL, NULL, NULL);

	if (result == SQLITE_OK)
		return TRUE;
	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return ht_store_set_error(error, result, what);
}

static gboolean check_profile(sqlite3 *db, GError **error)
{
	static const char sql[] = "SELECT value FROM meta WHERE name = 'format_profile'";
	sqlite3_stmt *statement = NULL;
	gboolean fits = FALSE;
	int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		fits = g_strcmp0((const char *)sqlite3_column_text(statement, 0),
				 HT_STORE_PROFILE) == 0;
	sqlite3_finalize(statement);
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return ht_store_set_error(error, result, "cannot read the database's profile");
	if (!fits)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
				    "the database has another format profile than " HT_STORE_PROFILE
				    ": update this program");
	return fits;
}

gboolean ht_store_schema_migrate(sqlite3 *db, GError **error)
{
	int version = 0;

	if (!read_version(db, &version, error))
		return FALSE;
	if (version < 0 || version > ht_store_schema_version()) {
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "the database is of version %d, this program knows up to %d: update it",
			    version, ht_store_schema_version());
		return FALSE;
	}
	while (version < ht_store_schema_version()) {
		if (!take_step(db, ++version, error))
			return FALSE;
	}
	return check_profile(db, error);
}
