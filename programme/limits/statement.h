/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a clinician signs, as a key file that a person can read (privacy/signed/signed-text.h), of
 * three kinds by its first group: [limits] within which the dose may move, [revocation] of them,
 * [release] of a stop. docs/rehab.md shows each with all its keys.
 *
 * Taken whole or not at all: an unknown or doubled key, a number outside what is sensible, things
 * that do not fit together are HT_ERROR_INVALID with file, line and what to write. Whether the
 * signer is trusted is programme/limits/limits-keeper.h's to say. Any thread.
 */
#pragma once

#include "health-models/rehab/dose/dose.h"
#include "privacy/signed/signed-text.h"

G_BEGIN_DECLS

#define HT_STATEMENT_PURPOSE "clinician's statement"

typedef enum {
	HT_STATEMENT_LIMITS,
	HT_STATEMENT_REVOCATION,
	HT_STATEMENT_RELEASE,
} HtStatementKind;

typedef struct {
	HtStatementKind kind;
	guint8 public[HT_SIGN_KEY_SIZE]; /* of the signer; all 0 where it was only parsed */
	char *person;                    /* the hub's id of the person */
	char *clinician;                 /* name, for people */
	guint serial;                    /* rises with each statement of a clinician for a person */
	guint stop;                      /* RELEASE: the number of the stop */
	char *note;                      /* "" = none */
	struct dose_limits every;        /* LIMITS: of exercises that have no group of their own */
	GHashTable *exercises;           /* name -> struct dose_limits */
} HtStatement;

/* name: of the file, as messages show it. Checks the signature, not whose it is. */
HtStatement *ht_statement_open(const char *name, const char *data, gsize size, GError **error);
/* The text alone. */
HtStatement *ht_statement_parse(const char *name, const char *text, gsize size, GError **error);
void ht_statement_free(HtStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStatement, ht_statement_free)

/* (transfer none) Of an exercise by its name. */
const struct dose_limits *ht_statement_limits(const HtStatement *statement, const char *exercise);
/* "limits", "revocation", "release" */
const char *ht_statement_kind_word(HtStatementKind kind);

G_END_DECLS
