/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes rows out that are older than they are to be kept, or that others replace, and gives the
 * pages back. Each call is at most one transaction of a bounded number of rows, so that records are
 * written in between. In the writing thread. Results are the library's.
 */
#pragma once

#include "privacy/store/store-inserter.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

/* What is older than it is to be kept. */
typedef struct {
	guint16 kind;
	gint64 before_utc_ns; /* what starts before this goes */
	guint64 removed;      /* counted up */
	gboolean done;        /* set when nothing is left to do */
} HtStoreRetirement;

int ht_store_retirement_step(HtStoreInserter *inserter, HtStoreRetirement *retirement);

/* Of the pages that hold something. */
int ht_store_live_bytes(sqlite3 *db, guint64 *bytes);
/* Gives some free pages back to the file system; done where there are none, or where the database
 * was made without that. */
int ht_store_vacuum_step(sqlite3 *db, gboolean *done);

/* As ht_store_replace(). */
int ht_store_replacement(HtStoreInserter *inserter, const HtStoreReplacement *replacement);

G_END_DECLS
