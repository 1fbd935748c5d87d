/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everybody's consents, kept as documents sealed with the person's key.
 *
 * Time is the caller's: now_utc_us, and HT_TIME_UNKNOWN where the hub's clock is not set. An
 * unknown time allows nothing, and neither does one that lies before a time that was seen already:
 * a clock that was put back must not bring a consent to life again. Main thread only.
 */
#pragma once

#include "privacy/consent/consent.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

#define HT_TIME_UNKNOWN G_MININT64

typedef struct _HtConsents HtConsents;

/* (transfer full) The store must outlive it. HT_ERROR_DAMAGED. */
HtConsents *ht_consents_load(HtStore *store, GError **error);
void ht_consents_free(HtConsents *consents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtConsents, ht_consents_free)

/* Replaces what this account had of the person. Durable when it returns TRUE. HT_ERROR_INVALID for
 * no right, an end that is not ahead or more than ten years away; HT_ERROR_NOT_AUTHORIZED where the
 * time is not known. */
gboolean ht_consents_grant(HtConsents *consents, const char *person, const HtConsent *consent,
			   gint64 now_utc_us, GError **error);
/* HT_ERROR_NOT_FOUND where there is none. */
gboolean ht_consents_revoke(HtConsents *consents, const char *person, guint32 uid, GError **error);
/* Of a person that was erased: the documents are gone with it. */
void ht_consents_forget(HtConsents *consents, const char *person);

/* HT_ERROR_NOT_AUTHORIZED says why not. */
gboolean ht_consents_allow(HtConsents *consents, const char *person, guint32 uid, HtRight right,
			   gint64 now_utc_us, GError **error);
/* (transfer full) (element-type HtConsent) of a person, by uid; those that are over among them. */
GArray *ht_consents_list(const HtConsents *consents, const char *person);
/* The same doubts for whatever else ends by the clock: now_utc_us, or HT_TIME_UNKNOWN while it is not
 * known or was put back. */
gint64 ht_consents_believe(HtConsents *consents, gint64 now_utc_us);
/* The rights that this account has now; 0 = none. */
guint ht_consents_rights(HtConsents *consents, const char *person, guint32 uid, gint64 now_utc_us);

G_END_DECLS
