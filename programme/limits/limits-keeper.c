/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/limits/limits-keeper.h"

#include "common/glib/ht-error.h"

#include <string.h>

#define COLLECTION "limits"

struct _HtLimitsKeeper {
	HtStore *store;
	HtClinicians *clinicians;
};

HtLimitsKeeper *ht_limits_keeper_new(HtStore *store, HtClinicians *clinicians)
{
	HtLimitsKeeper *keeper = g_new0(HtLimitsKeeper, 1);

	keeper->store = store;
	keeper->clinicians = clinicians;
	return keeper;
}

void ht_limits_keeper_free(HtLimitsKeeper *keeper)
{
	g_free(keeper);
}

static gboolean fail(GError **error, HtError code, const char *why)
{
	g_set_error_literal(error, HT_ERROR, (int)code, why);
	return FALSE;
}

static gboolean check_signer(HtLimitsKeeper *keeper, const HtStatement *statement,
			     const char *person, GError **error)
{
	const HtClinician *clinician;
	g_autofree char *fingerprint = NULL;

	if (!g_str_equal(statement->person, person))
		return fail(error, HT_ERROR_INVALID,
			    "it was signed for another person: ask the clinician for one with "
			    "this person's id");
	clinician = ht_clinicians_get(keeper->clinicians, person, statement->public);
	if (!clinician) {
		fingerprint = ht_sign_key_fingerprint(statement->public);
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
			    "it is signed by a key that is not trusted (%s): compare it with the "
			    "clinician, then twinctl clinician trust KEY",
			    fingerprint);
		return FALSE;
	}
	if (statement->serial > clinician->serial)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_STALE,
		    "its serial is %u, and %u of this clinician was taken in already: ask for a "
		    "newer one",
		    statement->serial, clinician->serial);
	return FALSE;
}

static gboolean check_time(const HtStatement *statement, gint64 now_utc_s, GError **error)
{
	if (now_utc_s <= 0)
		return fail(error, HT_ERROR_NOT_AUTHORIZED,
			    "the hub's clock is not set or was put back, so it cannot be told what "
			    "holds; set the clock");
	if (statement->kind == HT_STATEMENT_LIMITS && now_utc_s >= statement->every.until_utc_s)
		return fail(error, HT_ERROR_INVALID,
			    "these limits have ended already: ask the clinician for new ones");
	return TRUE;
}

HtStatement *ht_limits_keeper_check(HtLimitsKeeper *keeper, const char *person, const char *data,
				    gsize size, gint64 now_utc_s, GError **error)
{
	g_autoptr(HtStatement) statement = ht_statement_open("the file", data, size, error);

	if (!statement || !check_signer(keeper, statement, person, error) ||
	    !check_time(statement, now_utc_s, error))
		return NULL;
	return g_steal_pointer(&statement);
}

gboolean ht_limits_keeper_keep(HtLimitsKeeper *keeper, const HtStatement *statement,
			       const char *data, gsize size, GError **error)
{
	g_autoptr(GBytes) document = g_bytes_new(data, size);

	/* The serial first: what is cut off between leaves the old limits, and a new file is asked
	 * for; the other way round the old file could come back. */
	if (!ht_clinicians_note_serial(keeper->clinicians, statement->person, statement->public,
				       statement->serial, error))
		return FALSE;
	return statement->kind == HT_STATEMENT_RELEASE ||
	       ht_store_put_document(keeper->store, statement->person, COLLECTION,
				     statement->person, document, error);
}

/* (transfer full) NULL without an error: nothing is kept. */
static HtStatement *open_kept(HtLimitsKeeper *keeper, const char *person, GError **error)
{
	g_autoptr(GBytes) document =
	    ht_store_get_document(keeper->store, COLLECTION, person, error);
	gsize size = 0;
	const char *data = document ? g_bytes_get_data(document, &size) : NULL;

	return data ? ht_statement_open("kept limits", data, size, error) : NULL;
}

HtStatement *ht_limits_keeper_get(HtLimitsKeeper *keeper, const char *person)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtStatement) statement = open_kept(keeper, person, &error);

	if (error)
		g_message("what a clinician signed cannot be read, and does not hold: %s",
			  error->message);
	if (!statement || !g_str_equal(statement->person, person) ||
	    !ht_clinicians_get(keeper->clinicians, person, statement->public))
		return NULL;
	return g_steal_pointer(&statement);
}

gboolean ht_limits_keeper_is_damaged(HtLimitsKeeper *keeper, const char *person)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtStatement) statement = open_kept(keeper, person, &error);

	return statement == NULL && error != NULL;
}

struct dose_limits ht_limits_keeper_limits(HtLimitsKeeper *keeper, const char *person,
					   const char *exercise)
{
	g_autoptr(HtStatement) statement = ht_limits_keeper_get(keeper, person);
	struct dose_limits limits = {0};

	if (!statement || statement->kind != HT_STATEMENT_LIMITS)
		return limits;
	limits = *ht_statement_limits(statement, exercise);
	limits.signed_now = true;
	return limits;
}

gboolean ht_limits_keeper_is_revoked(HtLimitsKeeper *keeper, const char *person)
{
	g_autoptr(HtStatement) statement = ht_limits_keeper_get(keeper, person);

	return statement && statement->kind == HT_STATEMENT_REVOCATION;
}

gboolean ht_limits_keeper_distrusted(HtLimitsKeeper *keeper, const char *person,
				     const guint8 public[HT_SIGN_KEY_SIZE], GError **error)
{
	GError *problem = NULL;
	g_autoptr(GBytes) document =
	    ht_store_get_document(keeper->store, COLLECTION, person, &problem);
	g_autoptr(HtStatement) statement = NULL;
	gsize size = 0;

	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!document)
		return TRUE;
	{
		const char *data = g_bytes_get_data(document, &size);

		statement = ht_statement_open("kept limits", data, size, NULL);
	}
	if (statement && memcmp(statement->public, public, HT_SIGN_KEY_SIZE) != 0)
		return TRUE;
	return ht_store_put_document(keeper->store, person, COLLECTION, person, NULL, error);
}
