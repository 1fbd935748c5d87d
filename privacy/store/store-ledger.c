/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-ledger.h"

#include "privacy/store/store-statements.h"

#include <sodium.h>
#include <string.h>

/* The line that holds the number of the last commit; no segment has this number. */
enum { EPOCH_LINE = 0 };

struct line {
	HtStoreTally now;
	HtStoreTally durable; /* what a rollback goes back to; entries 0 = not there */
	gboolean changed;
};

struct _HtStoreLedger {
	HtSecret *key;
	GHashTable *lines; /* segment to struct line */
	GPtrArray *changed;
	HtStoreSum total; /* of the hashes of all durable lines */
	guint64 epoch;
};

void ht_store_sum_add(HtStoreSum *sum, const HtStoreSum *other)
{
	guint carry = 0;

	for (gsize i = 0; i < HT_STORE_SUM_SIZE; i++) {
		carry += (guint)sum->bytes[i] + other->bytes[i];
		sum->bytes[i] = (guint8)carry;
		carry >>= 8;
	}
}

void ht_store_sum_subtract(HtStoreSum *sum, const HtStoreSum *other)
{
	guint borrow = 0;

	for (gsize i = 0; i < HT_STORE_SUM_SIZE; i++) {
		guint difference = 0x100u + sum->bytes[i] - other->bytes[i] - borrow;

		sum->bytes[i] = (guint8)difference;
		borrow = difference < 0x100u;
	}
}

HtStoreLedger *ht_store_ledger_new(const HtSecret *key)
{
	HtStoreLedger *ledger = g_new0(HtStoreLedger, 1);

	ledger->key = ht_secret_new(ht_secret_bytes(key), ht_secret_size(key));
	ledger->lines = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	ledger->changed = g_ptr_array_new();
	return ledger;
}

void ht_store_ledger_free(HtStoreLedger *ledger)
{
	if (!ledger)
		return;
	ht_secret_free(ledger->key);
	g_hash_table_unref(ledger->lines);
	g_ptr_array_unref(ledger->changed);
	g_free(ledger);
}

static void hash_init(const HtStoreLedger *ledger, crypto_generichash_state *state, char what)
{
	crypto_generichash_init(state, ht_secret_bytes(ledger->key), ht_secret_size(ledger->key),
				HT_STORE_SUM_SIZE);
	crypto_generichash_update(state, (const guint8 *)&what, 1);
}

static void hash_number(crypto_generichash_state *state, guint64 number)
{
	guint64 bytes = GUINT64_TO_LE(number);

	crypto_generichash_update(state, (const guint8 *)&bytes, sizeof(bytes));
}

/* With its final zero. */
static void hash_text(crypto_generichash_state *state, const char *text)
{
	crypto_generichash_update(state, (const guint8 *)text, strlen(text) + 1);
}

static HtStoreSum hash_end(crypto_generichash_state *state)
{
	HtStoreSum hash;

	crypto_generichash_final(state, hash.bytes, sizeof(hash.bytes));
	return hash;
}

HtStoreSum ht_store_ledger_hash_record(const HtStoreLedger *ledger, gint64 id,
				       const guint8 seal[HT_STORE_SEAL_SIZE])
{
	crypto_generichash_state state;

	hash_init(ledger, &state, 'r');
	hash_number(&state, (guint64)id);
	crypto_generichash_update(&state, seal, HT_STORE_SEAL_SIZE);
	return hash_end(&state);
}

HtStoreSum ht_store_ledger_hash_document(const HtStoreLedger *ledger, const char *collection,
					 const char *id, const guint8 seal[HT_STORE_SEAL_SIZE])
{
	crypto_generichash_state state;

	hash_init(ledger, &state, 'd');
	hash_text(&state, collection);
	hash_text(&state, id);
	crypto_generichash_update(&state, seal, HT_STORE_SEAL_SIZE);
	return hash_end(&state);
}

static HtStoreSum hash_tally(const HtStoreLedger *ledger, const HtStoreTally *tally)
{
	crypto_generichash_state state;

	hash_init(ledger, &state, 's');
	hash_number(&state, tally->segment);
	hash_number(&state, tally->month);
	hash_text(&state, tally->person);
	hash_number(&state, (guint64)tally->entries);
	crypto_generichash_update(&state, tally->sum.bytes, HT_STORE_SUM_SIZE);
	return hash_end(&state);
}

static struct line *find(const HtStoreLedger *ledger, guint32 segment)
{
	return g_hash_table_lookup(ledger->lines, GUINT_TO_POINTER(segment));
}

static struct line *change(HtStoreLedger *ledger, guint32 segment)
{
	struct line *line = find(ledger, segment);

	if (!line) {
		line = g_new0(struct line, 1);
		line->now.segment = segment;
		line->durable = line->now;
		g_hash_table_insert(ledger->lines, GUINT_TO_POINTER(segment), line);
	}
	if (!line->changed) {
		line->changed = TRUE;
		g_ptr_array_add(ledger->changed, line);
	}
	return line;
}

static void count_in(const HtStoreLedger *ledger, HtStoreSum *total, const HtStoreTally *tally)
{
	HtStoreSum hash = hash_tally(ledger, tally);

	if (tally->entries != 0)
		ht_store_sum_add(total, &hash);
}

static void count_out(const HtStoreLedger *ledger, HtStoreSum *total, const HtStoreTally *tally)
{
	HtStoreSum hash = hash_tally(ledger, tally);

	if (tally->entries != 0)
		ht_store_sum_subtract(total, &hash);
}

static void load_line(HtStoreLedger *ledger, sqlite3_stmt *row)
{
	struct line *line = g_new0(struct line, 1);
	const char *person = (const char *)sqlite3_column_text(row, 1);

	line->now.segment = (guint32)sqlite3_column_int64(row, 0);
	g_strlcpy(line->now.person, person ? person : "", RECORD_ID_MAX);
	line->now.month = (guint32)sqlite3_column_int64(row, 2);
	line->now.entries = sqlite3_column_int64(row, 3);
	if (sqlite3_column_bytes(row, 4) == HT_STORE_SUM_SIZE)
		memcpy(line->now.sum.bytes, sqlite3_column_blob(row, 4), HT_STORE_SUM_SIZE);
	line->durable = line->now;
	count_in(ledger, &ledger->total, &line->now);
	g_hash_table_insert(ledger->lines, GUINT_TO_POINTER(line->now.segment), line);
}

int ht_store_ledger_load(HtStoreLedger *ledger, sqlite3 *db)
{
	sqlite3_stmt *row;
	int result = ht_store_prepare(db, HT_STATEMENT_LIST_LEDGER, &row);

	g_hash_table_remove_all(ledger->lines);
	g_ptr_array_set_size(ledger->changed, 0);
	memset(&ledger->total, 0, sizeof(ledger->total));
	ledger->epoch = 0;
	if (result != SQLITE_OK)
		return result;
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		if (sqlite3_column_int64(row, 0) == EPOCH_LINE)
			ledger->epoch = (guint64)sqlite3_column_int64(row, 3);
		else
			load_line(ledger, row);
	}
	sqlite3_finalize(row);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

void ht_store_ledger_name(HtStoreLedger *ledger, guint32 segment, const char *person, guint32 month)
{
	struct line *line;

	if (find(ledger, segment))
		return;
	line = change(ledger, segment);
	g_strlcpy(line->now.person, person, RECORD_ID_MAX);
	line->now.month = month;
	/* So that a rollback leaves a line that is complete, of nothing. */
	line->durable = line->now;
}

void ht_store_ledger_add(HtStoreLedger *ledger, guint32 segment, const HtStoreSum *hash)
{
	struct line *line = change(ledger, segment);

	line->now.entries++;
	ht_store_sum_add(&line->now.sum, hash);
}

void ht_store_ledger_subtract(HtStoreLedger *ledger, guint32 segment, const HtStoreSum *hash)
{
	struct line *line = change(ledger, segment);

	line->now.entries--;
	ht_store_sum_subtract(&line->now.sum, hash);
}

void ht_store_ledger_set(HtStoreLedger *ledger, guint32 segment, const HtStoreTally *tally)
{
	struct line *line = change(ledger, segment);

	line->now.entries = tally->entries;
	line->now.sum = tally->sum;
}

void ht_store_ledger_drop(HtStoreLedger *ledger, guint32 segment)
{
	struct line *line = change(ledger, segment);

	line->now.entries = 0;
	memset(&line->now.sum, 0, sizeof(line->now.sum));
}

const HtStoreTally *ht_store_ledger_find(const HtStoreLedger *ledger, guint32 segment)
{
	const struct line *line = find(ledger, segment);

	return line ? &line->now : NULL;
}

GPtrArray *ht_store_ledger_list(const HtStoreLedger *ledger)
{
	GPtrArray *tallies = g_ptr_array_new();
	GHashTableIter each;
	gpointer line;

	g_hash_table_iter_init(&each, ledger->lines);
	while (g_hash_table_iter_next(&each, NULL, &line))
		g_ptr_array_add(tallies, &((struct line *)line)->now);
	return tallies;
}

guint64 ht_store_ledger_epoch(const HtStoreLedger *ledger)
{
	return ledger->epoch;
}

void ht_store_ledger_skip_to(HtStoreLedger *ledger, guint64 epoch)
{
	ledger->epoch = MAX(ledger->epoch, epoch);
}

void ht_store_ledger_digest(const HtStoreLedger *ledger, guint64 epoch,
			    guint8 digest[HT_STORE_SUM_SIZE])
{
	crypto_generichash_state state;
	HtStoreSum total = ledger->total;
	HtStoreSum hash;

	for (guint i = 0; i < ledger->changed->len; i++) {
		const struct line *line = g_ptr_array_index(ledger->changed, i);

		count_out(ledger, &total, &line->durable);
		count_in(ledger, &total, &line->now);
	}
	hash_init(ledger, &state, 'e');
	hash_number(&state, epoch);
	crypto_generichash_update(&state, total.bytes, sizeof(total.bytes));
	hash = hash_end(&state);
	memcpy(digest, hash.bytes, HT_STORE_SUM_SIZE);
}

gboolean ht_store_ledger_is_changed(const HtStoreLedger *ledger)
{
	return ledger->changed->len > 0;
}

static int put_line(sqlite3_stmt *put, const HtStoreTally *tally)
{
	sqlite3_bind_int64(put, 1, tally->segment);
	sqlite3_bind_text(put, 2, tally->person, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 3, tally->month);
	sqlite3_bind_int64(put, 4, tally->entries);
	sqlite3_bind_blob(put, 5, tally->sum.bytes, HT_STORE_SUM_SIZE, SQLITE_STATIC);
	sqlite3_step(put);
	return sqlite3_reset(put);
}

static int drop_line(sqlite3 *db, guint32 segment)
{
	sqlite3_stmt *drop;
	int result = ht_store_prepare(db, HT_STATEMENT_REMOVE_LEDGER, &drop);

	if (result != SQLITE_OK)
		return result;
	sqlite3_bind_int64(drop, 1, segment);
	sqlite3_step(drop);
	return sqlite3_finalize(drop);
}

int ht_store_ledger_write(HtStoreLedger *ledger, sqlite3 *db)
{
	const HtStoreTally epoch = {.segment = EPOCH_LINE, .entries = (gint64)ledger->epoch + 1};
	sqlite3_stmt *put;
	int result = ht_store_prepare(db, HT_STATEMENT_PUT_LEDGER, &put);

	if (result == SQLITE_OK)
		result = put_line(put, &epoch);
	for (guint i = 0; i < ledger->changed->len && result == SQLITE_OK; i++) {
		const struct line *line = g_ptr_array_index(ledger->changed, i);

		result = line->now.entries == 0 ? drop_line(db, line->now.segment)
						: put_line(put, &line->now);
	}
	sqlite3_finalize(put);
	return result;
}

static gboolean is_empty(gpointer segment, gpointer line, gpointer unused)
{
	(void)segment;
	(void)unused;
	return ((struct line *)line)->now.entries == 0;
}

static void settle(HtStoreLedger *ledger)
{
	for (guint i = 0; i < ledger->changed->len; i++)
		((struct line *)g_ptr_array_index(ledger->changed, i))->changed = FALSE;
	g_ptr_array_set_size(ledger->changed, 0);
	g_hash_table_foreach_remove(ledger->lines, is_empty, NULL);
}

void ht_store_ledger_committed(HtStoreLedger *ledger)
{
	for (guint i = 0; i < ledger->changed->len; i++) {
		struct line *line = g_ptr_array_index(ledger->changed, i);

		count_out(ledger, &ledger->total, &line->durable);
		count_in(ledger, &ledger->total, &line->now);
		line->durable = line->now;
	}
	ledger->epoch++;
	settle(ledger);
}

void ht_store_ledger_roll_back(HtStoreLedger *ledger)
{
	for (guint i = 0; i < ledger->changed->len; i++) {
		struct line *line = g_ptr_array_index(ledger->changed, i);

		line->now = line->durable;
	}
	settle(ledger);
}
