/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People of this household, their wearables, and whose a wearable's samples are.
 *
 * Kept as documents of the store. An assignment is an interval of hub time; assigning a wearable
 * anew closes the open interval and never rewrites one that is closed. Ids are opaque and random.
 */
#pragma once

#include "privacy/store/store.h"
#include "programme/person.h"
#include "programme/wearable-owners.h"

G_BEGIN_DECLS

typedef struct _HtPeople HtPeople;

/* (transfer full) Reads everybody from the store, which must outlive this. */
HtPeople *ht_people_load(HtStore *store, GError **error);
/* (transfer full) Of a hub that is locked: nobody yet, and every change is HT_ERROR_LOCKED. */
HtPeople *ht_people_new_locked(void);
/* What a locked hub may know of somebody, and whose a wearable is; each once. */
void ht_people_know_person(HtPeople *people, const char *person, struct rate_limits limits);
void ht_people_know_wearable(HtPeople *people, const char *address, const char *person,
			     const GArray *choices);
void ht_people_free(HtPeople *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPeople, ht_people_free)

/* Called after each change that was kept. */
void ht_people_watch(HtPeople *people, void (*changed)(gpointer context), gpointer context);

/* (transfer full) settings: a{sv} as in AddPerson; an unknown key or a wrong type is
 * HT_ERROR_INVALID. Returns the new id. */
char *ht_people_add(HtPeople *people, GVariant *settings, GError **error);
gboolean ht_people_set(HtPeople *people, const char *person, GVariant *settings, GError **error);
/* The person was erased from the store: forgets everything about it, also that wearables were once
 * its. Those it has now must have been assigned to somebody else or nobody. */
gboolean ht_people_remove(HtPeople *people, const char *person, GError **error);
gboolean ht_people_has(HtPeople *people, const char *person);
guint ht_people_count(HtPeople *people);
/* The person agrees to captures before this time, in microseconds of UTC; 0 = does not. */
gint64 ht_people_capture_until_utc_us(HtPeople *people, const char *person);
/* What is slow and fast for this person's heart at this time; for nobody the default. */
struct rate_limits ht_people_rate_limits(HtPeople *people, const char *person, gint64 utc_ns);
/* The account whose person this is; HT_ACCOUNT_NONE for nobody's and for no such person. */
guint32 ht_people_account(HtPeople *people, const char *person);
/* (transfer container) (element-type utf8) ids, by name */
GPtrArray *ht_people_ids(HtPeople *people);
/* (transfer floating) a{sv} of a person that is there */
GVariant *ht_people_describe(HtPeople *people, const char *person);

gboolean ht_people_enroll(HtPeople *people, const char *address, const char *name, gint64 utc_ns,
			  GError **error);
gboolean ht_people_forget(HtPeople *people, const char *address, gint64 utc_ns, GError **error);
gboolean ht_people_assign(HtPeople *people, const char *address, const char *person, gint64 utc_ns,
			  GError **error);
/* What an enrolled wearable is to stream; HtStreamChoice, none = what is usual. */
gboolean ht_people_choose_streams(HtPeople *people, const char *address, const GArray *choices,
				  GError **error);
/* (transfer none) (element-type HtStreamChoice) NULL = what is usual */
const GArray *ht_people_streams(HtPeople *people, const char *address);
/* (transfer container) (element-type utf8) addresses enrolled now */
GPtrArray *ht_people_wearables(HtPeople *people);
/* (transfer none) whose samples the wearable gives now; "" = nobody's */
const char *ht_people_owner(HtPeople *people, const char *address);

G_END_DECLS
