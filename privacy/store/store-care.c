/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeps a store in order: erasing, forgetting what is old, checking, accepting. */
#include "privacy/store/store-internal.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-check.h"
#include "privacy/store/store-eraser.h"
#include "privacy/store/store-file.h"
#include "privacy/store/store-retire.h"
#include "privacy/store/store-salvage.h"
#include "privacy/store/store-scan.h"

#include <string.h>

struct erasing {
	HtStore *store;
	HtStoreErasure erasure;
};

/* What waits was measured before the wish: it goes as well, before any of it makes a key anew. */
static int begin_erasing(HtStoreInserter *inserter, gpointer context)
{
	struct erasing *erasing = context;
	HtStoreErasure *erasure = &erasing->erasure;
	int result = ht_store_erasure_begin(inserter, erasure);

	if (erasure->destroyed)
		ht_store_writer_leave_out(erasing->store->writer, erasure->person, erasure->month);
	return result;
}

static int go_on_erasing(HtStoreInserter *inserter, gpointer context)
{
	struct erasing *erasing = context;

	return ht_store_erasure_step(inserter, &erasing->erasure);
}

gboolean ht_store_erase(HtStore *store, const char *person, guint32 month, GPtrArray **survivors,
			GError **error)
{
	static const char cannot_erase[] = "cannot erase";
	struct erasing erasing = {store, {.person = person, .month = month}};

	if (*person == '\0' && month == HT_SEGMENT_ALWAYS) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "an erasure needs a person: the hub's own cannot be erased");
		return FALSE;
	}
	if (!ht_store_writer_work(store->writer, begin_erasing, &erasing, cannot_erase, error))
		return FALSE;
	while (!erasing.erasure.done) {
		if (!ht_store_writer_work(store->writer, go_on_erasing, &erasing, cannot_erase,
					  error))
			return FALSE;
	}
	/* Not before: a backup may have begun while the keys were still there. */
	if (survivors)
		*survivors = ht_segment_keys_survivors(store->parts.segments, person, month);
	return TRUE;
}

static int retire_in_thread(HtStoreInserter *inserter, gpointer context)
{
	return ht_store_retirement_step(inserter, context);
}

gboolean ht_store_retire(HtStore *store, guint16 kind, gint64 before_utc_ns, guint64 *removed,
			 GError **error)
{
	HtStoreRetirement retirement = {.kind = kind, .before_utc_ns = before_utc_ns};

	while (!retirement.done) {
		if (!ht_store_writer_work(store->writer, retire_in_thread, &retirement,
					  "cannot delete what is too old", error))
			return FALSE;
	}
	if (removed)
		*removed = retirement.removed;
	return TRUE;
}

static int vacuum_in_thread(HtStoreInserter *inserter, gpointer context)
{
	return ht_store_vacuum_step(ht_store_inserter_database(inserter), context);
}

gboolean ht_store_vacuum(HtStore *store, GError **error)
{
	gboolean done = FALSE;

	while (!done) {
		if (!ht_store_writer_work(store->writer, vacuum_in_thread, &done,
					  "cannot give free pages back", error))
			return FALSE;
	}
	return TRUE;
}

gboolean ht_store_space(HtStore *store, HtStoreSpace *space, GError **error)
{
	return ht_store_file_space(store->parts.path, &space->used_bytes, &space->free_bytes,
				   error);
}

static int measure_in_thread(HtStoreInserter *inserter, gpointer context)
{
	return ht_store_live_bytes(ht_store_inserter_database(inserter), context);
}

gboolean ht_store_space_to_come(HtStore *store, HtStoreSpace *space, GError **error)
{
	guint64 live = 0;

	if (!ht_store_writer_work(store->writer, measure_in_thread, &live,
				  "cannot see how much is stored", error) ||
	    !ht_store_space(store, space, error))
		return FALSE;
	live = MIN(live, space->used_bytes);
	space->free_bytes += space->used_bytes - live;
	space->used_bytes = live;
	return TRUE;
}

/* The snapshot is the last commit, or one before it that has been overtaken. */
static gboolean is_last_commit(HtStore *store, const HtStoreLedger *ledger)
{
	guint8 digest[HT_STORE_SUM_SIZE];
	guint8 last_digest[HT_STORE_SUM_SIZE];
	guint64 epoch = ht_store_ledger_epoch(ledger);
	guint64 last;

	ht_store_ledger_digest(ledger, epoch, digest);
	ht_store_head(store, &last, last_digest);
	return epoch != last || memcmp(digest, last_digest, sizeof(digest)) == 0;
}

/* Waits for the writing thread, so that the next check tells it as well. */
static void note_stale(HtStore *store, const char *why)
{
	g_autoptr(GBytes) content = g_bytes_new(why, strlen(why));

	g_mutex_lock(&store->parts.lock);
	if (!store->parts.stale)
		store->parts.stale = g_strdup(why);
	g_mutex_unlock(&store->parts.lock);
	/* Where that cannot be written, it is known until the store is closed. */
	ht_store_put_document(store, NULL, HT_STORE_STALE_COLLECTION, HT_STORE_STALE_ID, content,
			      NULL);
}

HtStoreFindings *ht_store_check(HtStore *store, gboolean content, GCancellable *cancellable,
				GError **error)
{
	HtStoreLedger *ledger = ht_store_ledger_new(store->parts.ledger_key);
	HtStoreReading *reading = ht_store_pool_take(store->parts.pool, error);
	HtStoreFindings *findings = NULL;

	if (reading) {
		findings = ht_store_check_run(reading, ledger, content, cancellable, error);
		ht_store_pool_give_back(store->parts.pool, reading);
	}
	if (findings && !is_last_commit(store, ledger))
		findings->stale = TRUE;
	if (findings && findings->damaged)
		ht_store_salvage_want(store->parts.path);
	if (findings && findings->stale)
		note_stale(store, "entries of the database are not those that were written last: "
				  "an older part of it was put back, or some were taken out");
	ht_store_ledger_free(ledger);
	if (findings && !ht_store_is_fresh(store, NULL))
		findings->stale = TRUE;
	return findings;
}

gboolean ht_store_is_fresh(HtStore *store, GError **error)
{
	gboolean fresh;

	g_mutex_lock(&store->parts.lock);
	fresh = store->parts.stale == NULL;
	if (!fresh)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_STALE, store->parts.stale);
	g_mutex_unlock(&store->parts.lock);
	return fresh;
}

/* Lines of the ledger that nothing is left of. */
static void drop_lines(HtStoreLedger *ledger, const HtStoreScan *scan)
{
	g_autoptr(GPtrArray) lines = ht_store_ledger_list(ledger);

	for (guint i = 0; i < lines->len; i++) {
		const HtStoreTally *line = g_ptr_array_index(lines, i);

		if (!g_hash_table_contains(scan->sums, GUINT_TO_POINTER(line->segment)))
			ht_store_ledger_drop(ledger, line->segment);
	}
}

static int accept_rows(HtStoreInserter *inserter)
{
	HtStoreLedger *ledger = ht_store_inserter_ledger(inserter);
	g_autoptr(HtStoreScan) scan =
	    ht_store_scan_new(ht_store_inserter_database(inserter), ledger, NULL, NULL);
	int result = ht_store_scan_run(scan);
	GHashTableIter each;
	gpointer segment;
	gpointer tally;

	if (result == SQLITE_OK && scan->damaged)
		result = SQLITE_CORRUPT;
	if (result != SQLITE_OK)
		return result;
	g_hash_table_iter_init(&each, scan->sums);
	while (g_hash_table_iter_next(&each, &segment, &tally))
		ht_store_ledger_set(ledger, GPOINTER_TO_UINT(segment), tally);
	drop_lines(ledger, scan);
	return ht_store_inserter_put_document(inserter, "", HT_STORE_STALE_COLLECTION,
					      HT_STORE_STALE_ID, NULL);
}

static int accept_in_thread(HtStoreInserter *inserter, gpointer unused)
{
	int result = ht_store_inserter_begin(inserter);

	(void)unused;
	if (result == SQLITE_OK)
		result = accept_rows(inserter);
	return ht_store_inserter_end(inserter, result);
}

gboolean ht_store_accept(HtStore *store, GError **error)
{
	if (!ht_store_writer_work(store->writer, accept_in_thread, NULL,
				  "cannot accept the database as it is", error))
		return FALSE;
	g_mutex_lock(&store->parts.lock);
	g_clear_pointer(&store->parts.stale, g_free);
	g_mutex_unlock(&store->parts.lock);
	return TRUE;
}
