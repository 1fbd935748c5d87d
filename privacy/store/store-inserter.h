/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns records and documents into sealed rows, and keeps ledger and head with them. Belongs to the
 * thread that owns the writing connection; the caller begins and ends transactions. */
#pragma once

#include "privacy/store/store-head.h"

G_BEGIN_DECLS

typedef struct _HtStoreInserter HtStoreInserter;

/* (transfer full) Connection and keys must outlive it; takes over ledger and head. head NULL: of a
 * database that does not count yet. */
HtStoreInserter *ht_store_inserter_new(sqlite3 *db, HtSegmentKeys *keys, HtStoreLedger *ledger,
				       HtStoreHead *head, GError **error);
/* The last commit will not be followed by another: see ht_store_head_finish(). */
void ht_store_inserter_free(HtStoreInserter *inserter);

sqlite3 *ht_store_inserter_database(HtStoreInserter *inserter);
HtSegmentKeys *ht_store_inserter_keys(HtStoreInserter *inserter);
HtStoreLedger *ht_store_inserter_ledger(HtStoreInserter *inserter);
/* Any thread: number and digest of the last commit. */
void ht_store_inserter_head(HtStoreInserter *inserter, guint64 *epoch,
			    guint8 digest[HT_STORE_SUM_SIZE]);

/* The person's key was destroyed: records of the person are passed over from now on, so that none
 * that was under way makes a new one. Ids of persons never come again. */
void ht_store_inserter_erased(HtStoreInserter *inserter, const char *person);
gboolean ht_store_inserter_is_erased(const HtStoreInserter *inserter, const char *person);

/* These return the library's result: SQLITE_OK, or what went wrong. */
int ht_store_inserter_begin(HtStoreInserter *inserter);
int ht_store_inserter_add(HtStoreInserter *inserter, const struct record *record);
/* With the id that it had before. */
int ht_store_inserter_add_as(HtStoreInserter *inserter, gint64 id, const struct record *record);
int ht_store_inserter_remove(HtStoreInserter *inserter, gint64 id, guint32 segment,
			     const guint8 seal[HT_STORE_SEAL_SIZE]);
/* person "" = the hub's own. NULL content removes. */
int ht_store_inserter_put_document(HtStoreInserter *inserter, const char *person,
				   const char *collection, const char *id, GBytes *content);
int ht_store_inserter_has_document(HtStoreInserter *inserter, const char *collection,
				   const char *id, gboolean *has);
int ht_store_inserter_commit(HtStoreInserter *inserter);
/* Undoes a transaction that failed at any point, COMMIT included. */
void ht_store_inserter_roll_back(HtStoreInserter *inserter);
/* Commits, or rolls back where result is not SQLITE_OK. Returns what the whole came to. */
int ht_store_inserter_end(HtStoreInserter *inserter, int result);
/* Keys were destroyed: what is remembered of persons, streams and segments is not true any more. */
void ht_store_inserter_forget(HtStoreInserter *inserter);
/* Goes on with another connection to the same database, which must outlive it; only between
 * transactions. Where it fails, it stays with the one it had. */
int ht_store_inserter_move(HtStoreInserter *inserter, sqlite3 *db);

G_END_DECLS
