/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clinicians that a person trusts to set limits, each by the public key that was compared with
 * them. Documents sealed with the person's key. Main thread only.
 */
#pragma once

#include "privacy/signed/sign-key.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	guint8 public[HT_SIGN_KEY_SIZE];
	char *name;
	gint64 since_utc_s; /* 0 = the clock was not set */
	guint serial;       /* of the newest statement that was taken in; kept when distrusted */
	gboolean trusted;
} HtClinician;

typedef struct _HtClinicians HtClinicians;

/* (transfer full) Reads everybody's. The store must outlive it. What cannot be read is said in the
 * log and is not trusted. */
HtClinicians *ht_clinicians_load(HtStore *store);
void ht_clinicians_free(HtClinicians *clinicians);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtClinicians, ht_clinicians_free)

/* HT_ERROR_INVALID for a key that can be none, a name that is none, or one too many;
 * HT_ERROR_EXISTS. */
gboolean ht_clinicians_trust(HtClinicians *clinicians, const char *person, const char *name,
			     const guint8 *public, gsize size, gint64 utc_s, GError **error);
/* HT_ERROR_NOT_FOUND. */
gboolean ht_clinicians_distrust(HtClinicians *clinicians, const char *person,
				const guint8 public[HT_SIGN_KEY_SIZE], GError **error);
/* (transfer none) NULL = not trusted. */
const HtClinician *ht_clinicians_get(HtClinicians *clinicians, const char *person,
				     const guint8 public[HT_SIGN_KEY_SIZE]);
/* A statement of this serial was taken in: no older one is, from now on. */
gboolean ht_clinicians_note_serial(HtClinicians *clinicians, const char *person,
				   const guint8 public[HT_SIGN_KEY_SIZE], guint serial,
				   GError **error);
/* (transfer container) (element-type HtClinician) Those a person trusts, by name. */
GPtrArray *ht_clinicians_list(HtClinicians *clinicians, const char *person);
/* The person was erased: the documents are gone with it. */
void ht_clinicians_forget(HtClinicians *clinicians, const char *person);

G_END_DECLS
