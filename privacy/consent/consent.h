/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One consent: a person lets an account do some things until a time. Pure: no clock, no store.
 *
 * A consent always has an end. What is not named is not allowed.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bits; stored: a bit is never given a new meaning. */
typedef enum {
	HT_RIGHT_LIVE = 1 << 0,         /* the live trace */
	HT_RIGHT_CAPTURE = 1 << 1,      /* what goes over the air */
	HT_RIGHT_ANONYMISED = 1 << 2,   /* summaries with noise, without dates */
	HT_RIGHT_DEIDENTIFIED = 1 << 3, /* summaries under a pseudonym */
	HT_RIGHT_EXPORT = 1 << 4,       /* identified data, to take away */
} HtRight;

enum { HT_RIGHTS_ALL = (1 << 5) - 1, HT_CONSENT_ENCODED_SIZE = 1 + 4 + 4 + 8 + 8 };

typedef struct {
	guint32 uid;
	guint rights; /* of HtRight */
	gint64 since_utc_us;
	gint64 until_utc_us; /* exclusive */
} HtConsent;

gboolean ht_consent_allows(const HtConsent *consent, HtRight right, gint64 now_utc_us);

/* "live", "capture", "anonymised", "deidentified", "export"; NULL for what is no single right. */
const char *ht_right_name(HtRight right);
/* (transfer full) The names of several. */
char **ht_right_names(guint rights);
/* 0 for a word that is no right. */
HtRight ht_right_parse(const char *name);

void ht_consent_encode(const HtConsent *consent, guint8 out[HT_CONSENT_ENCODED_SIZE]);
/* Version 1, little-endian: u8 version, u32 uid, u32 rights, i64 since, i64 until. FALSE for bytes
 * that are not what was written. */
gboolean ht_consent_decode(HtConsent *consent, const guint8 *data, gsize size);

G_END_DECLS
