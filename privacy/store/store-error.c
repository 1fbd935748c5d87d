/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-error.h"

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

static const char *advice_for(int result)
{
	switch (result & 0xff) {
	case SQLITE_FULL:
		return "free some space on its disk";
	case SQLITE_NOMEM:
		return "free some memory and try again";
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return "look at its disk and folder, then try again";
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return "put back a copy of it";
	default:
		return "try again";
	}
}

gboolean ht_store_set_error(GError **error, int result, const char *what)
{
	g_set_error(error, HT_ERROR, (gint)code_of_result(result), "%s: %s; %s", what,
		    sqlite3_errstr(result), advice_for(result));
	return FALSE;
}
