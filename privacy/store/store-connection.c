/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-connection.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-file.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-memory.h"

#include <sodium.h>
#include <string.h>

enum {
	KEY_SIZE = 32,
	/* x'<key><salt>' and the final zero that sodium_bin2hex writes. */
	KEY_TEXT_SIZE = 2 + 2 * KEY_SIZE + 2 * HT_STORE_SALT_SIZE + 1 + 1,
	BUSY_TIMEOUT_MS = 500,
};

/* What is set (NULL = only looked at) and what must be read back. A PRAGMA that the library does
 * not know answers nothing, and that is an error. */
struct pragma {
	const char *set;
	const char *name;
	const char *value;
};

/* Before the first page is touched. */
static const struct pragma format_3[] = {
    {"PRAGMA cipher_page_size = 4096", "cipher_page_size", "4096"},
    {NULL, "cipher_use_hmac", "1"},
    {NULL, "cipher", "AES-256-CBC"},
    {NULL, "fast_kdf_iter", "2"},
    {NULL, "cipher_hmac_pgno", "le"},
    {NULL, "cipher_hmac_salt_mask", "3a"},
};

static const struct pragma format_4[] = {
    /* It would write each error to stderr; they are ours to tell. */
    {"PRAGMA cipher_log_level = NONE", "cipher_log_level", "NONE"},
    /* Sets four things at once and answers nothing; they are read back below. */
    {"PRAGMA cipher_compatibility = 3", "cipher_hmac_algorithm", "HMAC_SHA1"},
    {NULL, "cipher_kdf_algorithm", "PBKDF2_HMAC_SHA1"},
    {NULL, "cipher_use_hmac", "1"},
    {"PRAGMA cipher_page_size = 4096", "cipher_page_size", "4096"},
    {NULL, "cipher_plaintext_header_size", "0"},
    {NULL, "cipher", "AES-256-CBC"},
};

static const struct pragma limits[] = {
    {"PRAGMA temp_store = MEMORY", "temp_store", "2"},
    {"PRAGMA cache_size = -2048", "cache_size", "-2048"}, /* KiB */
    {"PRAGMA foreign_keys = ON", "foreign_keys", "1"},
    {"PRAGMA cell_size_check = ON", "cell_size_check", "1"},
};

static const struct pragma writing[] = {
    {"PRAGMA journal_mode = WAL", "journal_mode", "wal"},
    /* FULL: a commit is on the disk when it returns. */
    {"PRAGMA synchronous = FULL", "synchronous", "2"},
    {"PRAGMA journal_size_limit = 8388608", "journal_size_limit", "8388608"},
    {"PRAGMA wal_autocheckpoint = 1000", "wal_autocheckpoint", "1000"},
    /* What is deleted is overwritten in the file. */
    {"PRAGMA secure_delete = ON", "secure_delete", "1"},
};

/* Before the first table: pages that came free can be given back a few at a time. A database that
 * was made without it answers 0 for ever, and is left so. */
static const struct pragma of_new[] = {
    {"PRAGMA auto_vacuum = INCREMENTAL", "auto_vacuum", "2"},
};

static const struct pragma reading[] = {
    {"PRAGMA query_only = ON", "query_only", "1"},
    {NULL, "journal_mode", "wal"},
};

/* (transfer full) The first column of the first row, NULL with *result SQLITE_OK if there is none.
 */
static char *query_text(sqlite3 *db, const char *sql, int *result)
{
	sqlite3_stmt *statement = NULL;
	char *text = NULL;

	*result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	if (*result != SQLITE_OK)
		return NULL;
	*result = sqlite3_step(statement);
	if (*result == SQLITE_ROW)
		text = g_strdup((const char *)sqlite3_column_text(statement, 0));
	/* Some answer only when stepped to their end. */
	while (*result == SQLITE_ROW)
		*result = sqlite3_step(statement);
	sqlite3_finalize(statement);
	if (*result == SQLITE_DONE)
		*result = SQLITE_OK;
	return text;
}

static gboolean apply_pragma(sqlite3 *db, const struct pragma *pragma, GError **error)
{
	g_autofree char *read_back = g_strconcat("PRAGMA ", pragma->name, NULL);
	g_autofree char *answer = NULL;
	int result = SQLITE_OK;

	if (pragma->set)
		g_free(query_text(db, pragma->set, &result));
	if (result == SQLITE_OK)
		answer = query_text(db, read_back, &result);
	if (result != SQLITE_OK)
		return ht_store_set_error(error, result, read_back);
	if (g_strcmp0(answer, pragma->value) == 0)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
		    "this SQLCipher answers %s to \"%s\" where the database needs %s",
		    answer ? answer : "nothing", read_back, pragma->value);
	return FALSE;
}

static gboolean apply_pragmas(sqlite3 *db, const struct pragma *pragmas, gsize count,
			      GError **error)
{
	for (gsize i = 0; i < count; i++) {
		if (!apply_pragma(db, &pragmas[i], error))
			return FALSE;
	}
	return TRUE;
}

/* 3 or 4; 0 for a library that does not encrypt. Asks a database in memory, so that no file is
 * made where the answer is no. Returns the library's result. */
static int cipher_major_version(int *major)
{
	g_autofree char *version = NULL;
	sqlite3 *db = NULL;
	int result = sqlite3_open(":memory:", &db);

	if (result == SQLITE_OK)
		version = query_text(db, "PRAGMA cipher_version", &result);
	sqlite3_close(db);
	*major = version ? (int)g_ascii_strtoll(version, NULL, 10) : 0;
	return result;
}

static gboolean check_library(int *major, GError **error)
{
	int result;

	if (!ht_store_memory_guard(error))
		return FALSE;
	result = cipher_major_version(major);
	if (result != SQLITE_OK)
		return ht_store_set_error(error, result, "cannot start SQLCipher");
	if (*major == 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_ENCRYPTED,
			    "the database library is plain SQLite %s, not SQLCipher: nothing is "
			    "stored unencrypted; install libsqlcipher and keep libsqlite3 out of "
			    "this program",
			    sqlite3_libversion());
		return FALSE;
	}
	if (*major != 3 && *major != 4) {
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "SQLCipher %d is not known here: 3 and 4 are", *major);
		return FALSE;
	}
	return TRUE;
}

/* (transfer full) KEY_TEXT_SIZE bytes. */
static HtSecret *key_text(const HtSecret *key)
{
	HtSecret *text = ht_secret_new(NULL, KEY_TEXT_SIZE);
	char *at = (char *)ht_secret_bytes(text);
	guint8 salt[HT_STORE_SALT_SIZE];

	ht_store_file_make_salt(key, salt);
	*at++ = 'x';
	*at++ = '\'';
	sodium_bin2hex(at, 2 * KEY_SIZE + 1, ht_secret_bytes(key), KEY_SIZE);
	at += 2 * KEY_SIZE;
	sodium_bin2hex(at, 2 * HT_STORE_SALT_SIZE + 1, salt, HT_STORE_SALT_SIZE);
	at += 2 * HT_STORE_SALT_SIZE;
	*at = '\'';
	return text;
}

static gboolean set_key(sqlite3 *db, const HtSecret *key, GError **error)
{
	g_autoptr(HtSecret) text = key_text(key);
	/* The function, not PRAGMA key: the SQL parser would leave copies on the heap. SQLCipher
	 * keeps its own copy locked and wipes it. */
	int result = sqlite3_key(db, ht_secret_bytes(text), KEY_TEXT_SIZE - 1);

	return result == SQLITE_OK ? TRUE
				   : ht_store_set_error(error, result, "cannot key the database");
}

void ht_store_connection_rekey(sqlite3 *db, const HtSecret *key)
{
	g_autoptr(HtSecret) text = key_text(key);

	sqlite3_rekey(db, ht_secret_bytes(text), KEY_TEXT_SIZE - 1);
}

/* Reads page 1, which fails where key and file do not belong together. The salt tells whose file it
 * is, before anything is done to it; but the first transaction of all may have been cut off, and
 * then the journal has the last word. */
static gboolean read_first_page(sqlite3 *db, const char *path, const HtSecret *key,
				HtStoreAccess access, GError **error)
{
	g_autofree char *tables = NULL;
	int result;

	if (access != HT_STORE_REKEYED && !ht_store_file_has_journal(path) &&
	    !ht_store_file_check(db, path, key, error))
		return FALSE;
	tables = query_text(db, "SELECT count(*) FROM sqlite_master", &result);
	if (result == SQLITE_OK && tables)
		return TRUE;
	if (result != SQLITE_NOTADB && result != SQLITE_CORRUPT)
		return ht_store_set_error(error, result, path);
	if (ht_store_file_check(db, path, key, error))
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s is damaged: put back a copy of it", path);
	return FALSE;
}

static gboolean apply_format(sqlite3 *db, int major, GError **error)
{
	if (major == 3)
		return apply_pragmas(db, format_3, G_N_ELEMENTS(format_3), error);
	return apply_pragmas(db, format_4, G_N_ELEMENTS(format_4), error);
}

static gboolean is_new(sqlite3 *db)
{
	g_autofree char *pages = NULL;
	int result;

	pages = query_text(db, "PRAGMA page_count", &result);
	return result == SQLITE_OK && g_strcmp0(pages, "0") == 0;
}

static gboolean apply_access(sqlite3 *db, HtStoreAccess access, GError **error)
{
	if (!apply_pragmas(db, limits, G_N_ELEMENTS(limits), error))
		return FALSE;
	if (access == HT_STORE_WRITING && is_new(db) &&
	    !apply_pragmas(db, of_new, G_N_ELEMENTS(of_new), error))
		return FALSE;
	if (access != HT_STORE_READING)
		return apply_pragmas(db, writing, G_N_ELEMENTS(writing), error);
	return apply_pragmas(db, reading, G_N_ELEMENTS(reading), error);
}

sqlite3 *ht_store_connection_open(const char *path, const HtSecret *key, HtStoreAccess access,
				  GError **error)
{
	int flags = SQLITE_OPEN_NOMUTEX |
		    (access == HT_STORE_READING ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	sqlite3 *db = NULL;
	int major;
	int result;

	if (!check_library(&major, error))
		return NULL;
	if (access == HT_STORE_WRITING && !ht_store_file_prepare(path, error))
		return NULL;
	result = sqlite3_open_v2(path, &db, flags, NULL);
	if (result != SQLITE_OK) {
		ht_store_set_error(error, result, path);
	} else {
		sqlite3_extended_result_codes(db, 1);
		sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
		if (set_key(db, key, error) && apply_format(db, major, error) &&
		    read_first_page(db, path, key, access, error) &&
		    apply_access(db, access, error))
			return db;
	}
	ht_store_connection_close(db);
	return NULL;
}

void ht_store_connection_close(sqlite3 *db)
{
	/* v2: statements that are still open keep it until they are finalized. */
	sqlite3_close_v2(db);
}
