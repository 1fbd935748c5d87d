/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-memory.h"

#include "common/glib/ht-error.h"

#include <openssl/crypto.h>
#include <sqlcipher/sqlite3.h>
#include <stdlib.h>

/* SQLite's own, which ours stand before: they know the size of a block. */
static sqlite3_mem_methods sqlite_memory;

static void *or_end(void *memory, gsize size)
{
	if (!memory && size > 0)
		g_error("no %" G_GSIZE_FORMAT " bytes of memory for the store: free some; what was "
			"acknowledged is on the disk",
			size);
	return memory;
}

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return or_end(malloc(size), size);
}

static void *reallocate(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return or_end(realloc(old, size), size);
}

static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

static void *allocate_for_sqlite(int size)
{
	return or_end(sqlite_memory.xMalloc(size), (gsize)size);
}

static void *reallocate_for_sqlite(void *old, int size)
{
	return or_end(sqlite_memory.xRealloc(old, size), (gsize)size);
}

static gboolean guard(void)
{
	sqlite3_mem_methods methods;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory) != SQLITE_OK)
		return FALSE;
	methods = sqlite_memory;
	methods.xMalloc = allocate_for_sqlite;
	methods.xRealloc = reallocate_for_sqlite;
	return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK &&
	       CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;
}

gboolean ht_store_memory_guard(GError **error)
{
	static gsize guarded = 0;

	if (g_once_init_enter(&guarded))
		g_once_init_leave(&guarded, guard() ? 1 : 2);
	if (guarded == 1)
		return TRUE;
	g_set_error_literal(
	    error, HT_ERROR, HT_ERROR_UNSUPPORTED,
	    "SQLCipher or OpenSSL was used before the store was: open the store first");
	return FALSE;
}
