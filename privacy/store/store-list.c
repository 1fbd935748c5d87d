/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-list.h"

#include "privacy/store/store-statements.h"

struct found {
	gint64 start_utc_ns;
	gint64 id;
};

/* A kind of record, and how far before a time to look for what still reaches it. */
struct kind {
	gint64 kind;
	gint64 longest_ns;
};

static int prepare_and_bind_1(sqlite3 *db, HtStatement statement, gint64 value, sqlite3_stmt **out)
{
	int result = ht_store_prepare(db, statement, out);

	return result == SQLITE_OK ? sqlite3_bind_int64(*out, 1, value) : result;
}

/* Finalizes, also a statement that could not be prepared. */
static int finish(sqlite3_stmt *statement, int result)
{
	sqlite3_finalize(statement);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

/* Binds what the lists have in common and takes all that they give. */
static int take_list(sqlite3_stmt *list, const HtStoreQuery *query, gint64 longest_ns,
		     GArray *found)
{
	gint64 lowest_ns;
	int result;

	if (__builtin_sub_overflow(query->start_utc_ns, longest_ns, &lowest_ns))
		lowest_ns = G_MININT64;
	sqlite3_bind_int64(list, 3, query->start_utc_ns);
	sqlite3_bind_int64(list, 4, query->end_utc_ns);
	sqlite3_bind_int64(list, 5, lowest_ns);
	sqlite3_bind_int64(list, 6, query->limit == 0 ? -1 : (gint64)query->limit);
	while ((result = sqlite3_step(list)) == SQLITE_ROW) {
		struct found one = {.id = sqlite3_column_int64(list, 0),
				    .start_utc_ns = sqlite3_column_int64(list, 1)};

		g_array_append_val(found, one);
	}
	return result;
}

static int load_kinds(sqlite3 *db, guint16 kind, GArray *kinds)
{
	sqlite3_stmt *list;
	int result = prepare_and_bind_1(db, HT_STATEMENT_LIST_KINDS, kind, &list);

	while (result == SQLITE_OK && (result = sqlite3_step(list)) == SQLITE_ROW) {
		struct kind one = {sqlite3_column_int64(list, 0), sqlite3_column_int64(list, 1)};

		g_array_append_val(kinds, one);
		result = SQLITE_OK;
	}
	return finish(list, result);
}

static int load_persons(sqlite3 *db, const char *name, GArray *persons)
{
	sqlite3_stmt *list;
	int result = ht_store_prepare(db, HT_STATEMENT_LIST_PERSONS, &list);

	if (result == SQLITE_OK)
		result = sqlite3_bind_text(list, 1, name, -1, SQLITE_STATIC);
	while (result == SQLITE_OK && (result = sqlite3_step(list)) == SQLITE_ROW) {
		gint64 id = sqlite3_column_int64(list, 0);

		g_array_append_val(persons, id);
		result = SQLITE_OK;
	}
	return finish(list, result);
}

static int list_kind(sqlite3 *db, const HtStoreQuery *query, gint64 person, const struct kind *kind,
		     GArray *found)
{
	sqlite3_stmt *list;
	int result = prepare_and_bind_1(
	    db, query->newest_first ? HT_STATEMENT_LIST_OF_KIND_NEWEST : HT_STATEMENT_LIST_OF_KIND,
	    person, &list);

	if (result == SQLITE_OK)
		result = sqlite3_bind_int64(list, 2, kind->kind);
	if (result == SQLITE_OK)
		result = take_list(list, query, kind->longest_ns, found);
	return finish(list, result);
}

/* Person by person and kind by kind, each from its stretch of the index: with a limit, no more than
 * that many are read of each. */
static int list_kinds(sqlite3 *db, const HtStoreQuery *query, const GArray *kinds, GArray *found)
{
	g_autoptr(GArray) persons = g_array_new(FALSE, FALSE, sizeof(gint64));
	int result = load_persons(db, query->person, persons);

	for (guint p = 0; p < persons->len; p++) {
		for (guint k = 0; k < kinds->len && result == SQLITE_OK; k++)
			result = list_kind(db, query, g_array_index(persons, gint64, p),
					   &g_array_index(kinds, struct kind, k), found);
	}
	return result;
}

static int list_stream(sqlite3 *db, const HtStoreQuery *query, const GArray *kinds, GArray *found)
{
	sqlite3_stmt *list;
	gint64 longest_ns = 0;
	int result = ht_store_prepare(db,
				      query->newest_first ? HT_STATEMENT_LIST_OF_STREAM_NEWEST
							  : HT_STATEMENT_LIST_OF_STREAM,
				      &list);

	for (guint k = 0; k < kinds->len; k++)
		longest_ns = MAX(longest_ns, g_array_index(kinds, struct kind, k).longest_ns);
	if (result == SQLITE_OK) {
		sqlite3_bind_text(list, 1, query->stream, -1, SQLITE_STATIC);
		sqlite3_bind_int(list, 2, query->kind);
		sqlite3_bind_text(list, 7, query->person, -1, SQLITE_STATIC);
		result = take_list(list, query, longest_ns, found);
	}
	return finish(list, result);
}

static int list_found(sqlite3 *db, const HtStoreQuery *query, GArray *found)
{
	g_autoptr(GArray) kinds = g_array_new(FALSE, FALSE, sizeof(struct kind));
	int result = load_kinds(db, query->kind, kinds);

	if (result != SQLITE_OK)
		return result;
	return query->stream ? list_stream(db, query, kinds, found)
			     : list_kinds(db, query, kinds, found);
}

static gint oldest_first(gconstpointer a, gconstpointer b)
{
	const struct found *left = a;
	const struct found *right = b;

	if (left->start_utc_ns != right->start_utc_ns)
		return left->start_utc_ns < right->start_utc_ns ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
	return oldest_first(b, a);
}

int ht_store_list(sqlite3 *db, const HtStoreQuery *query, GArray *ids)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct found));
	int result = list_found(db, query, found);

	g_array_sort(found, query->newest_first ? newest_first : oldest_first);
	for (guint i = 0; i < found->len && (query->limit == 0 || i < query->limit); i++)
		g_array_append_val(ids, g_array_index(found, struct found, i).id);
	return result;
}
