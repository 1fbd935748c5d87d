/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, as numbered steps: PRAGMA user_version is the number of the last one done. */
#pragma once

#include <glib.h>
#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

/* The number of steps that this program knows. */
int ht_store_schema_version(void);
/* Brings the database to that version, each step in a transaction of its own. HT_ERROR_UNSUPPORTED
 * for a database of a later program or another format profile. */
gboolean ht_store_schema_migrate(sqlite3 *db, GError **error);

G_END_DECLS
