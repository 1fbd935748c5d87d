/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store must hold: records by number, documents by number. */
#pragma once

#include "privacy/store/store.h"

enum {
	ORACLE_RECORDS = 200,
	ORACLE_DOCUMENTS = 4,
	ORACLE_BLOB_MAX = 900,
	ORACLE_PERSONS = 2,
	ORACLE_MONTHS = 2,
};

/* In names, blobs and documents; never to be seen on the disk. */
#define ORACLE_SENTINEL "never-in-the-clear"

typedef enum {
	ORACLE_ABSENT,  /* must not be there */
	ORACLE_COMING,  /* handed over and not acknowledged */
	ORACLE_SEALING, /* handed over to the inbox and not acknowledged */
	ORACLE_SEALED,  /* acknowledged by the inbox: must be there once that is folded in */
	ORACLE_PRESENT, /* acknowledged: must be there */
	ORACLE_LEAVING, /* told to go and not acknowledged */
	ORACLE_GONE,    /* acknowledged: must never be there again */
} OracleState;

struct oracle {
	gboolean keys; /* were made */
	guint noted;   /* entries of the audit chain */
	OracleState record[ORACLE_RECORDS];
	guint document[ORACLE_DOCUMENTS]; /* version acknowledged, 0 = none */
	guint wanted[ORACLE_DOCUMENTS];   /* version handed over last */
};

/* Record number of the day; blob must hold ORACLE_BLOB_MAX bytes and outlive it. Times of a person
 * follow the number; the second half lies in the next month. */
void oracle_record(struct record *record, guint8 *blob, guint number);
const char *oracle_person(guint person);
/* As ht_segment_month_of(), of the first half and the second. */
guint32 oracle_month(guint month);
/* NULL = the hub's. */
const char *oracle_document_person(guint document);
const char *oracle_document_id(guint document);
GBytes *oracle_document(guint document, guint version);

/* Moves those in [start, end) of that person (-1 = any) that are in state from. */
void oracle_move(struct oracle *oracle, guint start, guint end, int person, OracleState from,
		 OracleState to);
/* Asks the store for everything. FALSE with an error where it cannot be read; ends the program
 * where it holds what it must not, or not what it must. settle: what was coming and is there is
 * present, what is not is absent (its queue is gone). */
gboolean oracle_compare(struct oracle *oracle, HtStore *store, gboolean settle, const char *name,
			GError **error);
/* Ends the program where any file beneath dir holds something in clear. */
void oracle_check_secrecy(const char *dir, const char *name);
/* Ends the program where the error is not one line that says what to do. */
void oracle_check_error(const GError *error, const char *name, const char *step);
