/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-eraser.h"

#include "common/timebase.h"
#include "privacy/store/store-doomed.h"
#include "privacy/store/store-statements.h"

#include <string.h>

/* Documents of the hub: what was begun and must be finished. The id is "month person", the content
 * one of the two phases. */
#define ERASING   "store.erasing"
#define BEGUN     "begun"
#define DESTROYED "destroyed"

static int prepare(HtStoreInserter *inserter, HtStatement statement, sqlite3_stmt **out)
{
	return ht_store_prepare(ht_store_inserter_database(inserter), statement, out);
}

static int find_person(HtStoreInserter *inserter, const char *name, gint64 *id)
{
	sqlite3_stmt *find;
	int result = prepare(inserter, HT_STATEMENT_FIND_PERSON, &find);

	*id = 0;
	if (result != SQLITE_OK)
		return result;
	sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
	if (sqlite3_step(find) == SQLITE_ROW)
		*id = sqlite3_column_int64(find, 0);
	return sqlite3_finalize(find);
}

/* Start of a month in UTC, within what nanoseconds can say. */
static gint64 month_start_ns(guint32 month)
{
	g_autoptr(GDateTime) start =
	    g_date_time_new_utc((gint)(month / 12), (gint)(month % 12 + 1), 1, 0, 0, 0);
	gint64 start_ns;

	if (!start ||
	    __builtin_mul_overflow(g_date_time_to_unix(start), (gint64)NS_PER_S, &start_ns))
		return month < 1970 * 12 ? G_MININT64 : G_MAXINT64;
	return start_ns;
}

/* The records of one segment, found by the index of persons, kinds and times. */
static int list_segment(HtStoreInserter *inserter, const HtStoreTally *tally, GArray *doomed)
{
	g_autoptr(GArray) kinds = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 person;
	int result = find_person(inserter, tally->person, &person);

	if (result == SQLITE_OK)
		result = ht_store_doomed_list_numbers(inserter, HT_STATEMENT_LIST_KINDS, kinds);
	for (guint k = 0;
	     k < kinds->len && result == SQLITE_OK && doomed->len < HT_STORE_DOOMED_MAX; k++)
		result = ht_store_doomed_list_range(
		    inserter, person, g_array_index(kinds, gint64, k), month_start_ns(tally->month),
		    month_start_ns(tally->month + 1), tally->segment, doomed);
	return result;
}

/* (transfer full) collection, id, collection, id ... of one segment. */
static int list_documents(HtStoreInserter *inserter, guint32 segment, GPtrArray *names)
{
	sqlite3_stmt *list;
	int result = prepare(inserter, HT_STATEMENT_LIST_DOCUMENTS, &list);

	if (result != SQLITE_OK)
		return result;
	sqlite3_bind_int64(list, 2, segment);
	while ((result = sqlite3_step(list)) == SQLITE_ROW) {
		g_ptr_array_add(names, g_strdup((const char *)sqlite3_column_text(list, 3)));
		g_ptr_array_add(names, g_strdup((const char *)sqlite3_column_text(list, 4)));
	}
	sqlite3_finalize(list);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

static int remove_documents(HtStoreInserter *inserter, guint32 segment)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	int result = list_documents(inserter, segment, names);

	for (guint i = 0; i + 1 < names->len && result == SQLITE_OK; i += 2)
		result = ht_store_inserter_put_document(inserter, "", names->pdata[i],
							names->pdata[i + 1], NULL);
	return result;
}

/* (transfer full) (element-type HtStoreTally) Copies of the lines whose keys this destroyed. */
static GPtrArray *list_destroyed(HtStoreInserter *inserter, const HtStoreErasure *erasure)
{
	g_autoptr(GPtrArray) lines = ht_store_ledger_list(ht_store_inserter_ledger(inserter));
	GPtrArray *destroyed = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < lines->len; i++) {
		const HtStoreTally *tally = g_ptr_array_index(lines, i);

		if (strcmp(tally->person, erasure->person) == 0 &&
		    (erasure->month == HT_SEGMENT_ALWAYS || erasure->month == tally->month) &&
		    !ht_store_doomed_has_key(ht_store_inserter_keys(inserter), tally->segment))
			g_ptr_array_add(destroyed, g_memdup2(tally, sizeof(*tally)));
	}
	return destroyed;
}

/* (transfer full) */
static char *note_id(const HtStoreErasure *erasure)
{
	return g_strdup_printf("%u %s", erasure->month, erasure->person);
}

static int put_note(HtStoreInserter *inserter, const HtStoreErasure *erasure, const char *phase)
{
	g_autofree char *id = note_id(erasure);
	g_autoptr(GBytes) content = phase ? g_bytes_new(phase, strlen(phase)) : NULL;

	return ht_store_inserter_put_document(inserter, "", ERASING, id, content);
}

static int put_note_alone(HtStoreInserter *inserter, const HtStoreErasure *erasure,
			  const char *phase)
{
	int result = ht_store_inserter_begin(inserter);

	if (result == SQLITE_OK)
		result = put_note(inserter, erasure, phase);
	return ht_store_inserter_end(inserter, result);
}

static int destroy_keys(HtStoreInserter *inserter, HtStoreErasure *erasure)
{
	if (!ht_segment_keys_destroy(ht_store_inserter_keys(inserter), erasure->person,
				     erasure->month, NULL))
		return SQLITE_IOERR_WRITE;
	erasure->destroyed = TRUE;
	if (erasure->month == HT_SEGMENT_ALWAYS)
		ht_store_inserter_erased(inserter, erasure->person);
	ht_store_inserter_forget(inserter);
	return put_note_alone(inserter, erasure, DESTROYED);
}

int ht_store_erasure_begin(HtStoreInserter *inserter, HtStoreErasure *erasure)
{
	int result = put_note_alone(inserter, erasure, BEGUN);

	erasure->done = FALSE;
	return result == SQLITE_OK ? destroy_keys(inserter, erasure) : result;
}

static int run_alone(HtStoreInserter *inserter, HtStatement statement, const char *name)
{
	sqlite3_stmt *prepared;
	int result = prepare(inserter, statement, &prepared);

	if (result != SQLITE_OK)
		return result;
	if (name)
		sqlite3_bind_text(prepared, 1, name, -1, SQLITE_STATIC);
	sqlite3_step(prepared);
	return sqlite3_finalize(prepared);
}

/* Nothing of the segments is left: out with their lines, their names and the note. */
static int finish(HtStoreInserter *inserter, const HtStoreErasure *erasure,
		  const GPtrArray *destroyed)
{
	int result = SQLITE_OK;

	for (guint i = 0; i < destroyed->len; i++) {
		const HtStoreTally *tally = g_ptr_array_index(destroyed, i);

		ht_store_ledger_drop(ht_store_inserter_ledger(inserter), tally->segment);
	}
	if (erasure->month == HT_SEGMENT_ALWAYS)
		result = run_alone(inserter, HT_STATEMENT_REMOVE_PERSON, erasure->person);
	if (result == SQLITE_OK)
		result = run_alone(inserter, HT_STATEMENT_REMOVE_STREAMS, NULL);
	ht_store_inserter_forget(inserter);
	return result == SQLITE_OK ? put_note(inserter, erasure, NULL) : result;
}

static int take_some(HtStoreInserter *inserter, HtStoreErasure *erasure)
{
	g_autoptr(GPtrArray) destroyed = list_destroyed(inserter, erasure);
	g_autoptr(GArray) doomed = g_array_new(FALSE, FALSE, sizeof(HtStoreDoomed));
	int result = SQLITE_OK;

	for (guint i = 0;
	     i < destroyed->len && result == SQLITE_OK && doomed->len < HT_STORE_DOOMED_MAX; i++) {
		const HtStoreTally *tally = g_ptr_array_index(destroyed, i);

		result = tally->month == HT_SEGMENT_ALWAYS
			     ? remove_documents(inserter, tally->segment)
			     : list_segment(inserter, tally, doomed);
	}
	if (result == SQLITE_OK)
		result = ht_store_doomed_remove(inserter, doomed);
	if (result != SQLITE_OK || doomed->len > 0)
		return result;
	erasure->done = TRUE;
	return finish(inserter, erasure, destroyed);
}

/* The log keeps what was overwritten until it is folded: nobody needs to wait for a reader that is
 * in the way, the rows in it are sealed by a key that is gone. */
static void empty_log(HtStoreInserter *inserter)
{
	sqlite3_exec(ht_store_inserter_database(inserter), "PRAGMA wal_checkpoint(TRUNCATE)", NULL,
		     NULL, NULL);
}

int ht_store_erasure_step(HtStoreInserter *inserter, HtStoreErasure *erasure)
{
	int result = ht_store_inserter_begin(inserter);

	if (result == SQLITE_OK)
		result = take_some(inserter, erasure);
	result = ht_store_inserter_end(inserter, result);
	if (result != SQLITE_OK)
		erasure->done = FALSE;
	else if (erasure->done)
		empty_log(inserter);
	return result;
}

static int resume_one(HtStoreInserter *inserter, const char *id, gboolean destroyed)
{
	char *person = NULL;
	HtStoreErasure erasure = {.month = (guint32)g_ascii_strtoull(id, &person, 10)};
	int result = SQLITE_OK;

	if (*person != ' ')
		return SQLITE_CORRUPT;
	erasure.person = person + 1;
	/* Keys made since then are of what came later. */
	if (!destroyed)
		result = destroy_keys(inserter, &erasure);
	while (result == SQLITE_OK && !erasure.done)
		result = ht_store_erasure_step(inserter, &erasure);
	return result;
}

/* (transfer full) id and whether its keys were destroyed, id and ... */
static int list_notes(HtStoreInserter *inserter, GPtrArray *notes)
{
	HtStoreSeal *seal = ht_store_seal_new(ht_store_inserter_keys(inserter));
	sqlite3_stmt *list;
	int result = prepare(inserter, HT_STATEMENT_LIST_DOCUMENTS, &list);

	sqlite3_bind_text(list, 1, ERASING, -1, SQLITE_STATIC);
	sqlite3_bind_int(list, 2, 0);
	while (result == SQLITE_OK && (result = sqlite3_step(list)) == SQLITE_ROW) {
		const char *id = (const char *)sqlite3_column_text(list, 4);
		g_autoptr(GBytes) phase = NULL;

		if (sqlite3_column_bytes(list, 1) == HT_STORE_SEAL_SIZE)
			phase = ht_store_seal_open_document(
			    seal, (guint32)sqlite3_column_int64(list, 0), ERASING, id,
			    sqlite3_column_blob(list, 1), sqlite3_column_blob(list, 2),
			    (gsize)sqlite3_column_bytes(list, 2));
		result = phase ? SQLITE_OK : SQLITE_CORRUPT;
		if (!phase)
			break;
		g_ptr_array_add(notes, g_strdup(id));
		g_ptr_array_add(notes, g_bytes_get_size(phase) == strlen(DESTROYED)
					   ? g_strdup(DESTROYED)
					   : g_strdup(BEGUN));
	}
	sqlite3_finalize(list);
	ht_store_seal_free(seal);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

int ht_store_erasure_resume(HtStoreInserter *inserter)
{
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	int result = list_notes(inserter, notes);

	for (guint i = 0; i + 1 < notes->len && result == SQLITE_OK; i += 2)
		result = resume_one(inserter, notes->pdata[i],
				    strcmp(notes->pdata[i + 1], DESTROYED) == 0);
	return result;
}
