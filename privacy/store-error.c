/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store-error.h"

#include "common/glib/ht-error.h"

#include <sqlcipher/sqlite3.h>

static HtError code_of_result(int result)
{
	switch (result & 0xff) {
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return HT_ERROR_DAMAGED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return HT_ERROR_BUSY;
	default:
		return HT_ERROR_FAILED;
	}
}

gboolean ht_store_set_error(GError **error, int result, const char *what)
{
	g_set_error(error, HT_ERROR, (gint)code_of_result(result), "%s: %s", what,
		    sqlite3_errstr(result));
	return FALSE;
}
