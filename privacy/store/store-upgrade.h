/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves the rows of a database of version 1, which were not sealed, into the tables of version 2:
 * in batches, each a transaction, so that it goes on where it was cut off. */
#pragma once

#include "privacy/store/store-inserter.h"

G_BEGIN_DECLS

/* Nothing to do is no error. Belongs to the thread of the inserter. */
gboolean ht_store_upgrade(HtStoreInserter *inserter, GError **error);
/* Whether rows of version 1 wait in it, or that cannot be told. */
gboolean ht_store_upgrade_is_wanted(sqlite3 *db);

G_END_DECLS
