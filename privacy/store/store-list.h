/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records a question is about: their ids, in its order. */
#pragma once

#include "privacy/store/store.h"

#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

/* Appends gint64 ids, as of the transaction that the caller has begun. Eight bytes a record are
 * held, no rows. Returns the library's result. */
int ht_store_list(sqlite3 *db, const HtStoreQuery *query, GArray *ids);

G_END_DECLS
