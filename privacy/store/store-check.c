/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-check.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-scan.h"
#include "privacy/store/store-statements.h"

#include <string.h>

#define NS_PER_DAY (86400 * NS_PER_S)

enum { DAY_UNKNOWN = -1 };

static void loss_free(gpointer data)
{
	HtStoreLoss *loss = data;

	g_free(loss->person);
	g_free(loss);
}

HtStoreFindings *ht_store_findings_new(void)
{
	HtStoreFindings *findings = g_new0(HtStoreFindings, 1);

	findings->losses = g_ptr_array_new_with_free_func(loss_free);
	return findings;
}

void ht_store_findings_free(HtStoreFindings *findings)
{
	g_ptr_array_unref(findings->losses);
	g_free(findings);
}

void ht_store_findings_add(HtStoreFindings *findings, const char *person, guint32 month, gint64 day,
			   guint64 entries)
{
	HtStoreLoss *loss;

	for (guint i = 0; i < findings->losses->len; i++) {
		loss = g_ptr_array_index(findings->losses, i);
		if (loss->month == month && loss->day == day && strcmp(loss->person, person) == 0) {
			loss->entries += entries;
			return;
		}
	}
	loss = g_new0(HtStoreLoss, 1);
	loss->person = g_strdup(person);
	loss->month = month;
	loss->day = day;
	loss->entries = entries;
	g_ptr_array_add(findings->losses, loss);
}

guint64 ht_store_findings_known(const HtStoreFindings *findings, const char *person, guint32 month)
{
	guint64 entries = 0;

	for (guint i = 0; i < findings->losses->len; i++) {
		const HtStoreLoss *loss = g_ptr_array_index(findings->losses, i);

		if (loss->month == month && strcmp(loss->person, person) == 0)
			entries += loss->entries;
	}
	return entries;
}

static gint64 day_of(gint64 utc_ns)
{
	return utc_ns / NS_PER_DAY - (utc_ns % NS_PER_DAY < 0);
}

static gboolean is_in_gap(const GArray *gaps, gint64 id)
{
	for (guint i = 0; i < gaps->len; i++) {
		const HtStoreGap *gap = &g_array_index(gaps, HtStoreGap, i);

		if (id >= gap->first && id <= gap->last)
			return TRUE;
	}
	return FALSE;
}

/* The index knows whose and of when the rows were that cannot be read, as far as it can be read
 * itself. */
void ht_store_findings_name_gaps(HtStoreFindings *findings, sqlite3 *db, const GArray *gaps)
{
	sqlite3_stmt *row;

	if (gaps->len == 0 || ht_store_prepare(db, HT_STATEMENT_LIST_INDEX, &row) != SQLITE_OK)
		return;
	while (sqlite3_step(row) == SQLITE_ROW) {
		gint64 start_ns = sqlite3_column_int64(row, 1);

		if (is_in_gap(gaps, sqlite3_column_int64(row, 0)))
			ht_store_findings_add(findings, (const char *)sqlite3_column_text(row, 2),
					      ht_segment_month_of(start_ns), day_of(start_ns), 1);
	}
	sqlite3_finalize(row);
}

/* What the ledger has and nobody saw; and sums that differ with no page broken: somebody changed
 * what is there. */
static void compare(const HtStoreLedger *ledger, const HtStoreScan *scan, HtStoreFindings *findings)
{
	g_autoptr(GPtrArray) lines = ht_store_ledger_list(ledger);
	guint segments = 0;

	for (guint i = 0; i < lines->len; i++) {
		const HtStoreTally *line = g_ptr_array_index(lines, i);
		const HtStoreTally *seen =
		    g_hash_table_lookup(scan->sums, GUINT_TO_POINTER(line->segment));
		gint64 entries = seen ? seen->entries : 0;
		guint64 known = ht_store_findings_known(findings, line->person, line->month);

		segments += seen != NULL;
		if (line->entries > entries && (guint64)(line->entries - entries) > known)
			ht_store_findings_add(findings, line->person, line->month, DAY_UNKNOWN,
					      (guint64)(line->entries - entries) - known);
		if (entries > line->entries || (entries < line->entries && !scan->damaged) ||
		    (entries == line->entries && seen &&
		     memcmp(&seen->sum, &line->sum, sizeof(seen->sum)) != 0))
			findings->stale = TRUE;
	}
	/* Rows of segments that the ledger does not have. */
	if (segments != g_hash_table_size(scan->sums))
		findings->stale = TRUE;
}

/* What the answers come from: the indices must agree with the tables. */
static gboolean are_indices_sound(sqlite3 *db)
{
	sqlite3_stmt *check;
	gboolean sound = FALSE;

	if (sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &check, NULL) == SQLITE_OK &&
	    sqlite3_step(check) == SQLITE_ROW)
		sound = g_strcmp0((const char *)sqlite3_column_text(check, 0), "ok") == 0;
	sqlite3_finalize(check);
	return sound;
}

static int check_snapshot(HtStoreReading *reading, HtStoreLedger *ledger, gboolean content,
			  GCancellable *cancellable, HtStoreFindings *findings)
{
	g_autoptr(HtStoreScan) scan =
	    ht_store_scan_new(reading->db, ledger, content ? reading->seal : NULL, cancellable);
	int result = ht_store_ledger_load(ledger, reading->db);

	if (result == SQLITE_OK)
		result = ht_store_scan_run(scan);
	if (result != SQLITE_OK)
		return result;
	findings->records = scan->records;
	findings->documents = scan->documents;
	ht_store_findings_name_gaps(findings, reading->db, scan->gaps);
	if (scan->unopened > 0)
		ht_store_findings_add(findings, "", HT_SEGMENT_ALWAYS, DAY_UNKNOWN, scan->unopened);
	compare(ledger, scan, findings);
	findings->damaged = scan->damaged || (content && !are_indices_sound(reading->db));
	return SQLITE_OK;
}

static void execute(HtStoreReading *reading, HtStatement statement)
{
	sqlite3_exec(reading->db, ht_store_sql(statement), NULL, NULL, NULL);
}

/* A broken page spoils the whole snapshot for SQLCipher: what is there is then gone through without
 * one. What comes meanwhile is no loss, and whether it is fresh is not judged. */
HtStoreFindings *ht_store_check_run(HtStoreReading *reading, HtStoreLedger *ledger,
				    gboolean content, GCancellable *cancellable, GError **error)
{
	g_autoptr(HtStoreFindings) findings = ht_store_findings_new();
	int result;

	execute(reading, HT_STATEMENT_BEGIN_READING);
	result = check_snapshot(reading, ledger, content, cancellable, findings);
	execute(reading, HT_STATEMENT_COMMIT);
	if (!sqlite3_get_autocommit(reading->db))
		execute(reading, HT_STATEMENT_ROLLBACK);
	if (result != SQLITE_INTERRUPT && (result != SQLITE_OK || findings->damaged)) {
		ht_store_findings_free(findings);
		findings = ht_store_findings_new();
		result = check_snapshot(reading, ledger, content, cancellable, findings);
		findings->stale &= !findings->damaged;
	}
	if (result == SQLITE_OK)
		return g_steal_pointer(&findings);
	if (!g_cancellable_set_error_if_cancelled(cancellable, error))
		ht_store_set_error(error, result, "cannot check the database");
	return NULL;
}
