/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person of the household: checked settings, and the document that keeps them. */
#pragma once

#include "health-models/ecg/rhythm/rate_limits.h"

#include <glib.h>

G_BEGIN_DECLS

/* No uid: (uid_t)-1. */
#define HT_ACCOUNT_NONE G_MAXUINT32

typedef struct {
	char *id;
	char *name;
	guint birth_year;            /* 0 = not told */
	char *zone;                  /* IANA name */
	guint32 account;             /* uid whose person this is; HT_ACCOUNT_NONE = nobody's yet */
	gint64 capture_until_utc_us; /* agrees to captures before this; 0 = does not */
	guint brady_below_bpm;       /* a heart slower than this is told; 0 = usual for the age */
	guint tachy_above_bpm;       /* likewise, faster */
} HtPerson;

/* (transfer full) settings: a{sv} with name s (needed here), birth_year u, zone s ("UTC" if left
 * out), account u, capture_until x, brady_below u, tachy_above u. HT_ERROR_INVALID for anything
 * else. */
HtPerson *ht_person_new(const char *id, GVariant *settings, GError **error);
/* Changes what settings name; nothing at all on an error. */
gboolean ht_person_set(HtPerson *person, GVariant *settings, GError **error);
void ht_person_free(HtPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPerson, ht_person_free)

/* What is told of this person's heart rate: the limits set, else what is usual for the age in that
 * year, else the default. */
struct rate_limits ht_person_rate_limits(const HtPerson *person, guint year);

/* (transfer floating) a{sv}: person and the settings. */
GVariant *ht_person_describe(const HtPerson *person);

/* (transfer full) A JSON document, version 1. */
GBytes *ht_person_encode(const HtPerson *person);
/* (transfer full) HT_ERROR_DAMAGED. */
HtPerson *ht_person_decode(const char *id, GBytes *document, GError **error);

G_END_DECLS
