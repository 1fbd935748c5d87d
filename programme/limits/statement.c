/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/limits/statement.h"

#include "common/glib/ht-error.h"
#include "programme/limits/statement-keys.h"

#include <string.h>

const char *ht_statement_kind_word(HtStatementKind kind)
{
	switch (kind) {
	case HT_STATEMENT_LIMITS:
		return "limits";
	case HT_STATEMENT_REVOCATION:
		return "revocation";
	case HT_STATEMENT_RELEASE:
		return "release";
	}
	return "?";
}

static gboolean find_kind(const HtKeyLines *lines, HtStatementKind *kind, GError **error)
{
	guint found = 0;

	for (HtStatementKind k = HT_STATEMENT_LIMITS; k <= HT_STATEMENT_RELEASE; k++) {
		if (!g_key_file_has_group(lines->file, ht_statement_kind_word(k)))
			continue;
		*kind = k;
		found++;
	}
	if (found == 1)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "%s: has to have one of the groups [limits], [revocation] and [release]",
		    lines->name);
	return FALSE;
}

HtStatement *ht_statement_parse(const char *name, const char *text, gsize size, GError **error)
{
	g_autoptr(HtKeyLines) lines = ht_key_lines_parse(name, text, size, error);
	g_autoptr(HtStatement) statement = NULL;

	if (!lines)
		return NULL;
	statement = g_new0(HtStatement, 1);
	statement->exercises = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!find_kind(lines, &statement->kind, error) ||
	    !ht_statement_read(statement, lines, error))
		return NULL;
	return g_steal_pointer(&statement);
}

HtStatement *ht_statement_open(const char *name, const char *data, gsize size, GError **error)
{
	guint8 public[HT_SIGN_KEY_SIZE];
	g_autofree char *text =
	    ht_signed_text_open(HT_STATEMENT_PURPOSE, data, size, public, name, error);
	HtStatement *statement;

	if (!text)
		return NULL;
	statement = ht_statement_parse(name, text, strlen(text), error);
	if (statement)
		memcpy(statement->public, public, sizeof public);
	return statement;
}

void ht_statement_free(HtStatement *statement)
{
	if (!statement)
		return;
	g_free(statement->person);
	g_free(statement->clinician);
	g_free(statement->note);
	g_hash_table_unref(statement->exercises);
	g_free(statement);
}

const struct dose_limits *ht_statement_limits(const HtStatement *statement, const char *exercise)
{
	const struct dose_limits *own = g_hash_table_lookup(statement->exercises, exercise);

	return own ? own : &statement->every;
}
