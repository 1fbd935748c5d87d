/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clinicians signed for the people of this hub, and whether it holds: only of a key that the
 * person trusts, only with a serial above every one before, and only while the time is known. The
 * file as it was signed is kept, and its signature is checked again whenever it is read. Main
 * thread only.
 */
#pragma once

#include "programme/limits/clinicians.h"
#include "programme/limits/statement.h"

G_BEGIN_DECLS

typedef struct _HtLimitsKeeper HtLimitsKeeper;

/* (transfer full) Both must outlive it. */
HtLimitsKeeper *ht_limits_keeper_new(HtStore *store, HtClinicians *clinicians);
void ht_limits_keeper_free(HtLimitsKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtLimitsKeeper, ht_limits_keeper_free)

/* (transfer full) Checks everything and keeps nothing. now_utc_s 0 = not known. HT_ERROR_INVALID
 * for what was not signed, was changed, has ended or is of another person; HT_ERROR_NOT_AUTHORIZED
 * of a key that is not trusted, or while the clock is not set; HT_ERROR_STALE for a serial that
 * does not rise. */
HtStatement *ht_limits_keeper_check(HtLimitsKeeper *keeper, const char *person, const char *data,
				    gsize size, gint64 now_utc_s, GError **error);
/* Keeps what was checked: limits, or that they are revoked, and the serial. Of a release the serial
 * alone: what it releases is for the caller. */
gboolean ht_limits_keeper_keep(HtLimitsKeeper *keeper, const HtStatement *statement,
			       const char *data, gsize size, GError **error);
/* (transfer full) What holds of a person as of its signature; NULL = nothing. It may be a
 * revocation, and it may have ended. */
HtStatement *ht_limits_keeper_get(HtLimitsKeeper *keeper, const char *person);
/* The limits of an exercise; signed_now says whether there are any. */
struct dose_limits ht_limits_keeper_limits(HtLimitsKeeper *keeper, const char *person,
					   const char *exercise);
/* A clinician said that nothing holds any more. */
gboolean ht_limits_keeper_is_revoked(HtLimitsKeeper *keeper, const char *person);
/* Something is kept and cannot be read: nobody knows what it held, nor whether it was revoked. */
gboolean ht_limits_keeper_is_damaged(HtLimitsKeeper *keeper, const char *person);
/* This clinician is no longer trusted: takes away what the key signed. */
gboolean ht_limits_keeper_distrusted(HtLimitsKeeper *keeper, const char *person,
				     const guint8 public[HT_SIGN_KEY_SIZE], GError **error);

G_END_DECLS
