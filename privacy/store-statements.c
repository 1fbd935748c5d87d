/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store-statements.h"

/* Overlaps the time asked for. What starts in it is decided by the index alone; only what starts
 * before it (but not before ?5, which the longest record of the kind gives) is looked at. */
#define IN_TIME                                                                                    \
	" AND start_ns < ?4 AND start_ns >= ?5"                                                    \
	" AND (start_ns >= ?3 OR start_ns + duration_ns > ?3)"
#define OLDEST_FIRST " ORDER BY start_ns, id LIMIT ?6"
#define NEWEST_FIRST " ORDER BY start_ns DESC, id DESC LIMIT ?6"

#define LIST_OF_KIND "SELECT id, start_ns FROM record WHERE person = ?1 AND kind = ?2" IN_TIME
#define LIST_OF_STREAM                                                                             \
	"SELECT id, start_ns FROM record"                                                          \
	" WHERE stream = (SELECT id FROM stream WHERE name = ?1) AND (?2 = 0 OR kind = ?2)"        \
	" AND (?7 IS NULL OR person = (SELECT id FROM person WHERE name = ?7))" IN_TIME

static const char *const sql[HT_STATEMENT_COUNT] = {
    [HT_STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [HT_STATEMENT_COMMIT] = "COMMIT",
    [HT_STATEMENT_ROLLBACK] = "ROLLBACK",
    [HT_STATEMENT_ADD_PERSON] = "INSERT OR IGNORE INTO person(name) VALUES (?1)",
    [HT_STATEMENT_FIND_PERSON] = "SELECT id FROM person WHERE name = ?1",
    [HT_STATEMENT_ADD_STREAM] = "INSERT OR IGNORE INTO stream(name) VALUES (?1)",
    [HT_STATEMENT_FIND_STREAM] = "SELECT id FROM stream WHERE name = ?1",
    [HT_STATEMENT_FIND_LONGEST] = "SELECT duration_ns FROM longest WHERE kind = ?1",
    [HT_STATEMENT_PUT_LONGEST] =
	"INSERT OR REPLACE INTO longest(kind, duration_ns) VALUES (?1, ?2)",
    [HT_STATEMENT_ADD_RECORD] =
	"INSERT INTO record(person, stream, kind, version, start_ns, duration_ns, n0, n1, n2, n3,"
	" blob) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [HT_STATEMENT_GET_RECORD] =
	"SELECT person.name, stream.name, kind, version, start_ns, duration_ns, n0, n1, n2, n3, "
	"blob"
	" FROM record CROSS JOIN person ON person.id = record.person"
	" CROSS JOIN stream ON stream.id = record.stream WHERE record.id = ?1",
    [HT_STATEMENT_BEGIN_READING] = "BEGIN",
    [HT_STATEMENT_LIST_KINDS] = "SELECT kind, duration_ns FROM longest WHERE ?1 = 0 OR kind = ?1",
    [HT_STATEMENT_LIST_PERSONS] = "SELECT id FROM person WHERE ?1 IS NULL OR name = ?1",
    [HT_STATEMENT_LIST_OF_KIND] = LIST_OF_KIND OLDEST_FIRST,
    [HT_STATEMENT_LIST_OF_KIND_NEWEST] = LIST_OF_KIND NEWEST_FIRST,
    [HT_STATEMENT_LIST_OF_STREAM] = LIST_OF_STREAM OLDEST_FIRST,
    [HT_STATEMENT_LIST_OF_STREAM_NEWEST] = LIST_OF_STREAM NEWEST_FIRST,
    [HT_STATEMENT_PUT_DOCUMENT] =
	"INSERT OR REPLACE INTO document(collection, id, content) VALUES (?1, ?2, ?3)",
    [HT_STATEMENT_REMOVE_DOCUMENT] = "DELETE FROM document WHERE collection = ?1 AND id = ?2",
    [HT_STATEMENT_GET_DOCUMENT] = "SELECT content FROM document WHERE collection = ?1 AND id = ?2",
    [HT_STATEMENT_LIST_DOCUMENTS] = "SELECT id, content FROM document WHERE collection = ?1",
};

const char *ht_store_sql(HtStatement statement)
{
	return sql[statement];
}

int ht_store_prepare(sqlite3 *db, HtStatement statement, sqlite3_stmt **out)
{
	*out = NULL;
	return sqlite3_prepare_v2(db, sql[statement], -1, out, NULL);
}
