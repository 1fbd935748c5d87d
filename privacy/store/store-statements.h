/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every SQL statement of the store but its schema. Values are always bound, never pasted in. */
#pragma once

#include <glib.h>
#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

typedef enum {
	HT_STATEMENT_BEGIN,
	HT_STATEMENT_COMMIT,
	HT_STATEMENT_ROLLBACK,
	HT_STATEMENT_ADD_PERSON,    /* 1 name */
	HT_STATEMENT_FIND_PERSON,   /* 1 name */
	HT_STATEMENT_ADD_STREAM,    /* 1 name */
	HT_STATEMENT_FIND_STREAM,   /* 1 name */
	HT_STATEMENT_FIND_LONGEST,  /* 1 kind */
	HT_STATEMENT_PUT_LONGEST,   /* 1 kind, 2 duration_ns */
	HT_STATEMENT_ADD_RECORD,    /* 1 id, NULL = the next, 2 person, 3 stream, 4 kind, 5 version,
				       6 start_ns, 7 duration_ns, 8 segment, 9 seal, 10 content */
	HT_STATEMENT_REMOVE_RECORD, /* 1 id */
	HT_STATEMENT_GET_RECORD,    /* 1 id; columns as the reader's enum record_column */
	HT_STATEMENT_BEGIN_READING,
	HT_STATEMENT_LIST_KINDS,   /* 1 kind, 0 = all; kind, longest duration_ns */
	HT_STATEMENT_LIST_PERSONS, /* 1 name, NULL = all; id */
	HT_STATEMENT_LIST_OF_KIND, /* 1 person's id, 2 kind; the four lists: 3 start_ns, 4 end_ns,
				      5 lowest start_ns, 6 limit, -1 = all; id, start_ns */
	HT_STATEMENT_LIST_OF_KIND_NEWEST,
	HT_STATEMENT_LIST_OF_STREAM, /* 1 stream's name, 2 kind, 0 = all, 7 person's name,
					NULL = all */
	HT_STATEMENT_LIST_OF_STREAM_NEWEST,
	HT_STATEMENT_LIST_RANGE, /* 1 person's id, 2 kind, 3 start_ns, 4 end_ns, 5 segment, 0 = all,
				    6 limit; the three lists: id, segment, seal */
	HT_STATEMENT_LIST_WITHIN,  /* 1 person's name, 2 stream's name, 3 kind, 4 start_ns, 5 end_ns
				    */
	HT_STATEMENT_LIST_RECORDS, /* 1 from this id on */
	HT_STATEMENT_LIST_INDEX,   /* id, start_ns, person's name, out of the index alone */
	HT_STATEMENT_REMOVE_PERSON,   /* 1 name; only where nothing is left of it */
	HT_STATEMENT_REMOVE_STREAMS,  /* of which nothing is left */
	HT_STATEMENT_PUT_DOCUMENT,    /* 1 collection, 2 id, 3 segment, 4 seal, 5 content */
	HT_STATEMENT_REMOVE_DOCUMENT, /* 1 collection, 2 id */
	HT_STATEMENT_GET_DOCUMENT,    /* 1 collection, 2 id; segment, seal, content */
	HT_STATEMENT_LIST_DOCUMENTS, /* 1 collection, NULL = all, 2 segment, 0 = all; segment, seal,
					content, collection, id */
	HT_STATEMENT_LIST_LEDGER,    /* segment, person's name, month, entries, sum */
	HT_STATEMENT_PUT_LEDGER,     /* 1 segment, 2 person's name, 3 month, 4 entries, 5 sum */
	HT_STATEMENT_REMOVE_LEDGER,  /* 1 segment */
	HT_STATEMENT_COUNT,
} HtStatement;

const char *ht_store_sql(HtStatement statement);
/* Returns the library's result; *out is NULL unless SQLITE_OK. Finalize with sqlite3_finalize(). */
int ht_store_prepare(sqlite3 *db, HtStatement statement, sqlite3_stmt **out);

G_END_DECLS
