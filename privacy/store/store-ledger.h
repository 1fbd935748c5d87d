/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was written, in few bytes: for each segment how many entries it has and the sum, modulo
 * 2^256, of a keyed BLAKE2b of each one's name and seal. An entry more or less, or an older one in
 * a newer one's place, makes another sum (additive hashing, M. Bellare and D. Micciancio, "A new
 * paradigm for collision-free hashing: incrementality at reduced cost", 1997; keyed here, so that
 * nobody without the key can look for collisions).
 *
 * The rows lie in the database with the number of the last commit. Their digest goes outside: see
 * privacy/store/store-head.h. Belongs to one thread.
 */
#pragma once

#include "privacy/secret.h"
#include "privacy/store/store-seal.h"

#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

enum { HT_STORE_SUM_SIZE = 32 };

typedef struct {
	guint8 bytes[HT_STORE_SUM_SIZE]; /* little-endian */
} HtStoreSum;

void ht_store_sum_add(HtStoreSum *sum, const HtStoreSum *other);
void ht_store_sum_subtract(HtStoreSum *sum, const HtStoreSum *other);

/* One line of the ledger. */
typedef struct {
	guint32 segment;
	guint32 month;
	char person[RECORD_ID_MAX];
	gint64 entries;
	HtStoreSum sum;
} HtStoreTally;

typedef struct _HtStoreLedger HtStoreLedger;

/* (transfer full) Keeps a copy of the key. */
HtStoreLedger *ht_store_ledger_new(const HtSecret *key);
void ht_store_ledger_free(HtStoreLedger *ledger);
/* Reads what the connection sees. Returns the library's result. */
int ht_store_ledger_load(HtStoreLedger *ledger, sqlite3 *db);

/* The hash of an entry. */
HtStoreSum ht_store_ledger_hash_record(const HtStoreLedger *ledger, gint64 id,
				       const guint8 seal[HT_STORE_SEAL_SIZE]);
HtStoreSum ht_store_ledger_hash_document(const HtStoreLedger *ledger, const char *collection,
					 const char *id, const guint8 seal[HT_STORE_SEAL_SIZE]);

/* Makes the segment known. */
void ht_store_ledger_name(HtStoreLedger *ledger, guint32 segment, const char *person,
			  guint32 month);
void ht_store_ledger_add(HtStoreLedger *ledger, guint32 segment, const HtStoreSum *hash);
void ht_store_ledger_subtract(HtStoreLedger *ledger, guint32 segment, const HtStoreSum *hash);
/* So many entries of this sum are there, whatever was written. */
void ht_store_ledger_set(HtStoreLedger *ledger, guint32 segment, const HtStoreTally *tally);
/* Of this segment nothing is left, whatever its line says. */
void ht_store_ledger_drop(HtStoreLedger *ledger, guint32 segment);
/* (transfer none) NULL if there is none. */
const HtStoreTally *ht_store_ledger_find(const HtStoreLedger *ledger, guint32 segment);
/* (transfer container) (element-type HtStoreTally) */
GPtrArray *ht_store_ledger_list(const HtStoreLedger *ledger);

guint64 ht_store_ledger_epoch(const HtStoreLedger *ledger);
/* Numbers only grow: the next commit will be after this one. */
void ht_store_ledger_skip_to(HtStoreLedger *ledger, guint64 epoch);
/* Of all segments as they are now, and a commit's number. */
void ht_store_ledger_digest(const HtStoreLedger *ledger, guint64 epoch,
			    guint8 digest[HT_STORE_SUM_SIZE]);

gboolean ht_store_ledger_is_changed(const HtStoreLedger *ledger);
/* Writes what changed, with the next commit's number, inside the caller's transaction. */
int ht_store_ledger_write(HtStoreLedger *ledger, sqlite3 *db);
/* That transaction is durable, or was undone. */
void ht_store_ledger_committed(HtStoreLedger *ledger);
void ht_store_ledger_roll_back(HtStoreLedger *ledger);

G_END_DECLS
