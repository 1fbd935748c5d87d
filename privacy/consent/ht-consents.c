/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/consent/ht-consents.h"

#include "common/glib/ht-error.h"

#include <stdlib.h>
#include <string.h>

#define CONSENTS "consents"
#define CLOCK    "consent-clock"
#define NEWEST   "newest"

/* A consent that nobody remembers is none. */
#define LONGEST_US (G_GINT64_CONSTANT(3653) * 24 * 3600 * G_USEC_PER_SEC)
/* Clocks are stepped by seconds when they are disciplined; nobody is locked out for that. */
#define BACK_US (G_GINT64_CONSTANT(120) * G_USEC_PER_SEC)
/* So often at most the newest time seen is written. */
#define REMEMBER_US (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)

struct _HtConsents {
	HtStore *store;
	GHashTable *consents; /* "person/uid" -> HtConsent */
	gint64 newest_utc_us, remembered_utc_us;
};

static char *key_of(const char *person, guint32 uid)
{
	return g_strdup_printf("%s/%u", person, uid);
}

static gboolean damaged(GError **error)
{
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "a stored consent cannot be read: restore a backup, or erase the "
			    "person's consents");
	return FALSE;
}

static gboolean take_consent(gpointer context, const char *key, GBytes *content, GError **error)
{
	HtConsents *consents = context;
	HtConsent consent;
	gsize size;
	const guint8 *data = g_bytes_get_data(content, &size);

	if (!ht_consent_decode(&consent, data, size))
		return damaged(error);
	g_hash_table_insert(consents->consents, g_strdup(key), g_memdup2(&consent, sizeof consent));
	return TRUE;
}

static gboolean load_clock(HtConsents *consents, GError **error)
{
	GError *problem = NULL;
	g_autoptr(GBytes) content = ht_store_get_document(consents->store, CLOCK, NEWEST, &problem);
	gint64 newest_le;

	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!content)
		return TRUE;
	if (g_bytes_get_size(content) != sizeof newest_le)
		return damaged(error);
	memcpy(&newest_le, g_bytes_get_data(content, NULL), sizeof newest_le);
	consents->newest_utc_us = consents->remembered_utc_us = GINT64_FROM_LE(newest_le);
	return TRUE;
}

HtConsents *ht_consents_load(HtStore *store, GError **error)
{
	g_autoptr(HtConsents) consents = g_new0(HtConsents, 1);

	consents->store = store;
	consents->consents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!ht_store_visit_documents(store, CONSENTS, take_consent, consents, error) ||
	    !load_clock(consents, error))
		return NULL;
	return g_steal_pointer(&consents);
}

void ht_consents_free(HtConsents *consents)
{
	if (!consents)
		return;
	g_hash_table_unref(consents->consents);
	g_free(consents);
}

/* What cannot be written now is written with a later one. */
static void remember(HtConsents *consents, gint64 after_us)
{
	gint64 newest_le = GINT64_TO_LE(consents->newest_utc_us);
	g_autoptr(GBytes) content = g_bytes_new(&newest_le, sizeof newest_le);

	if (consents->newest_utc_us - consents->remembered_utc_us < after_us)
		return;
	if (ht_store_put_document(consents->store, NULL, CLOCK, NEWEST, content, NULL))
		consents->remembered_utc_us = consents->newest_utc_us;
}

static gboolean know_time(HtConsents *consents, gint64 now_utc_us, GError **error)
{
	const char *why = NULL;

	if (now_utc_us == HT_TIME_UNKNOWN)
		why = "the hub's clock is not set, so no consent can be checked; set the clock";
	else if (now_utc_us < consents->newest_utc_us - BACK_US)
		why = "the hub's clock was put back, so no consent can be checked; set the clock";
	if (why) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED, why);
		return FALSE;
	}
	consents->newest_utc_us = MAX(consents->newest_utc_us, now_utc_us);
	remember(consents, REMEMBER_US);
	return TRUE;
}

gint64 ht_consents_believe(HtConsents *consents, gint64 now_utc_us)
{
	return know_time(consents, now_utc_us, NULL) ? now_utc_us : HT_TIME_UNKNOWN;
}

static gboolean check(const HtConsent *consent, gint64 now_utc_us, GError **error)
{
	const char *why = NULL;

	if (consent->rights == 0 || (consent->rights & ~(guint)HT_RIGHTS_ALL) != 0)
		why = "a consent is for one or more of live, capture, anonymised, deidentified and "
		      "export";
	else if (consent->until_utc_us <= now_utc_us)
		why = "a consent ends in the future: give a later day";
	else if (consent->until_utc_us - now_utc_us > LONGEST_US)
		why = "a consent ends within ten years: give an earlier day";
	if (why)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, why);
	return why == NULL;
}

gboolean ht_consents_grant(HtConsents *consents, const char *person, const HtConsent *consent,
			   gint64 now_utc_us, GError **error)
{
	g_autofree char *key = key_of(person, consent->uid);
	guint8 encoded[HT_CONSENT_ENCODED_SIZE];
	g_autoptr(GBytes) content = NULL;
	HtConsent kept = *consent;

	if (!know_time(consents, now_utc_us, error) || !check(consent, now_utc_us, error))
		return FALSE;
	kept.since_utc_us = now_utc_us;
	ht_consent_encode(&kept, encoded);
	content = g_bytes_new(encoded, sizeof encoded);
	if (!ht_store_put_document(consents->store, person, CONSENTS, key, content, error))
		return FALSE;
	g_hash_table_replace(consents->consents, g_steal_pointer(&key),
			     g_memdup2(&kept, sizeof kept));
	remember(consents, 1);
	return TRUE;
}

gboolean ht_consents_revoke(HtConsents *consents, const char *person, guint32 uid, GError **error)
{
	g_autofree char *key = key_of(person, uid);
	HtConsent *consent = g_hash_table_lookup(consents->consents, key);

	if (!consent) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "this account has no consent of this person");
		return FALSE;
	}
	/* At once, whatever the disk says; what could not be written can be revoked again. */
	consent->rights = 0;
	if (!ht_store_put_document(consents->store, person, CONSENTS, key, NULL, error))
		return FALSE;
	g_hash_table_remove(consents->consents, key);
	return TRUE;
}

static gboolean belongs(const char *key, const char *person)
{
	gsize length = strlen(person);

	return g_str_has_prefix(key, person) && key[length] == '/';
}

void ht_consents_forget(HtConsents *consents, const char *person)
{
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, consents->consents);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (belongs(key, person))
			g_hash_table_iter_remove(&iter);
}

gboolean ht_consents_allow(HtConsents *consents, const char *person, guint32 uid, HtRight right,
			   gint64 now_utc_us, GError **error)
{
	g_autofree char *key = key_of(person, uid);
	const HtConsent *consent = g_hash_table_lookup(consents->consents, key);

	if (!know_time(consents, now_utc_us, error))
		return FALSE;
	if (consent && ht_consent_allows(consent, right, now_utc_us))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
		    "this person has not agreed to it: from the person's own account, twinctl "
		    "consent grant PERSON --to ACCOUNT --for %s --until DATE",
		    ht_right_name(right) ? ht_right_name(right) : "RIGHT");
	return FALSE;
}

static int by_uid(gconstpointer left, gconstpointer right)
{
	const HtConsent *a = left, *b = right;

	return a->uid < b->uid ? -1 : a->uid > b->uid;
}

GArray *ht_consents_list(const HtConsents *consents, const char *person)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(HtConsent));
	GHashTableIter iter;
	gpointer key, consent;

	g_hash_table_iter_init(&iter, consents->consents);
	while (g_hash_table_iter_next(&iter, &key, &consent))
		if (belongs(key, person))
			g_array_append_vals(list, consent, 1);
	g_array_sort(list, by_uid);
	return list;
}

guint ht_consents_rights(HtConsents *consents, const char *person, guint32 uid, gint64 now_utc_us)
{
	g_autofree char *key = key_of(person, uid);
	const HtConsent *consent = g_hash_table_lookup(consents->consents, key);
	guint rights = 0;

	if (!consent || !know_time(consents, now_utc_us, NULL))
		return 0;
	for (guint right = 1; right <= HT_RIGHTS_ALL; right <<= 1)
		if (ht_consent_allows(consent, right, now_utc_us))
			rights |= right;
	return rights;
}
