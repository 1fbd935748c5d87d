/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-statements.h"

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
	"INSERT INTO record(id, person, stream, kind, version, start_ns, duration_ns, segment,"
	" seal, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [HT_STATEMENT_REMOVE_RECORD] = "DELETE FROM record WHERE id = ?1",
    [HT_STATEMENT_GET_RECORD] =
	"SELECT person.name, stream.name, kind, version, start_ns, duration_ns, segment, seal,"
	" content"
	" FROM record CROSS JOIN person ON person.id = record.person"
	" CROSS JOIN stream ON stream.id = record.stream WHERE record.id = ?1",
    [HT_STATEMENT_BEGIN_READING] = "BEGIN",
    [HT_STATEMENT_LIST_KINDS] = "SELECT kind, duration_ns FROM longest WHERE ?1 = 0 OR kind = ?1",
    [HT_STATEMENT_LIST_PERSONS] = "SELECT id FROM person WHERE ?1 IS NULL OR name = ?1",
    [HT_STATEMENT_LIST_OF_KIND] = LIST_OF_KIND OLDEST_FIRST,
    [HT_STATEMENT_LIST_OF_KIND_NEWEST] = LIST_OF_KIND NEWEST_FIRST,
    [HT_STATEMENT_LIST_OF_STREAM] = LIST_OF_STREAM OLDEST_FIRST,
    [HT_STATEMENT_LIST_OF_STREAM_NEWEST] = LIST_OF_STREAM NEWEST_FIRST,
    [HT_STATEMENT_LIST_RANGE] =
	"SELECT id, segment, seal FROM record WHERE person = ?1 AND kind = ?2 AND start_ns >= ?3"
	" AND start_ns < ?4 AND (?5 = 0 OR segment = ?5) LIMIT ?6",
    [HT_STATEMENT_LIST_WITHIN] =
	"SELECT id, segment, seal FROM record"
	" WHERE person = (SELECT id FROM person WHERE name = ?1)"
	" AND stream = (SELECT id FROM stream WHERE name = ?2)"
	" AND (?3 = 0 OR kind = ?3)"
	" AND start_ns >= ?4 AND start_ns < ?5 AND start_ns + duration_ns <= ?5",
    [HT_STATEMENT_LIST_RECORDS] =
	"SELECT id, segment, seal FROM record NOT INDEXED WHERE id >= ?1 ORDER BY id",
    [HT_STATEMENT_LIST_INDEX] =
	"SELECT record.id, start_ns, name FROM record INDEXED BY record_of_kind"
	" CROSS JOIN person ON person.id = record.person WHERE record.person > 0",
    [HT_STATEMENT_REMOVE_PERSON] =
	"DELETE FROM person WHERE name = ?1"
	" AND NOT EXISTS (SELECT 1 FROM record WHERE record.person = person.id)",
    [HT_STATEMENT_REMOVE_STREAMS] =
	"DELETE FROM stream"
	" WHERE NOT EXISTS (SELECT 1 FROM record WHERE record.stream = stream.id)",
    [HT_STATEMENT_PUT_DOCUMENT] =
	"INSERT OR REPLACE INTO document(collection, id, segment, seal, content)"
	" VALUES (?1, ?2, ?3, ?4, ?5)",
    [HT_STATEMENT_REMOVE_DOCUMENT] = "DELETE FROM document WHERE collection = ?1 AND id = ?2",
    [HT_STATEMENT_GET_DOCUMENT] =
	"SELECT segment, seal, content FROM document WHERE collection = ?1 AND id = ?2",
    [HT_STATEMENT_LIST_DOCUMENTS] =
	"SELECT segment, seal, content, collection, id FROM document"
	" WHERE (?1 IS NULL OR collection = ?1) AND (?2 = 0 OR segment = ?2)",
    [HT_STATEMENT_LIST_LEDGER] = "SELECT segment, person, month, entries, sum FROM ledger",
    [HT_STATEMENT_PUT_LEDGER] =
	"INSERT OR REPLACE INTO ledger(segment, person, month, entries, sum)"
	" VALUES (?1, ?2, ?3, ?4, ?5)",
    [HT_STATEMENT_REMOVE_LEDGER] = "DELETE FROM ledger WHERE segment = ?1",
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
