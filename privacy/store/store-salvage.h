/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saves what can be read of a damaged database: into a new one, which takes its place. The damaged
 * file is only read and stays beside it (twin.db.damaged-DATE), so nothing is lost by this, and
 * what is measured goes on being stored at once. What was lost is said: the ledger and the index
 * know more than the tables.
 */
#pragma once

#include "privacy/store/store-head.h"
#include "privacy/store/store-pool.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

/* A file of this name beside the database says that a damage was met while it was open: it is
 * salvaged when it is opened the next time. */
gboolean ht_store_salvage_is_wanted(const char *path);
void ht_store_salvage_want(const char *path);

typedef struct {
	const char *dir;
	const char *path; /* of the database */
	const HtSecret *key;
	const HtSecret *ledger_key;
	HtSegmentKeys *segments;
} HtStoreSalvage;

/* (transfer full) What is lost. No connection may be open. NULL: nothing was changed, or what is
 * left to be done is ht_store_salvage_finish(). */
HtStoreFindings *ht_store_salvage_run(const HtStoreSalvage *salvage, GError **error);
/* Puts a new database in its place where that was cut off; else does nothing. Before the database
 * is opened. */
gboolean ht_store_salvage_finish(const char *dir, const char *path, GError **error);

/* Hub document in the new database: what was lost, a line each. */
#define HT_STORE_LOST_COLLECTION "store.lost"
#define HT_STORE_LOST_ID         "losses"

/* (transfer full) The losses out of that document, into findings. */
void ht_store_salvage_decode(GBytes *lost, HtStoreFindings *findings);

G_END_DECLS
