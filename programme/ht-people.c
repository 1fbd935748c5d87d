/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/ht-people.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"

#define PERSONS   "persons"
#define WEARABLES "wearables"

struct _HtPeople {
	HtStore *store; /* NULL = locked */
	void (*changed)(gpointer context);
	gpointer changed_context;
	GHashTable *persons;   /* id -> HtPerson */
	GHashTable *wearables; /* address -> HtWearableOwners */
};

static gboolean take_person(gpointer context, const char *id, GBytes *content, GError **error)
{
	HtPeople *people = context;
	HtPerson *person = ht_person_decode(id, content, error);

	if (person)
		g_hash_table_insert(people->persons, person->id, person);
	return person != NULL;
}

static gboolean take_wearable(gpointer context, const char *address, GBytes *content,
			      GError **error)
{
	HtPeople *people = context;
	HtWearableOwners *wearable = ht_wearable_owners_decode(address, content, error);

	if (wearable)
		g_hash_table_insert(people->wearables, wearable->address, wearable);
	return wearable != NULL;
}

static HtPeople *people_new(HtStore *store)
{
	HtPeople *people = g_new0(HtPeople, 1);

	people->store = store;
	people->persons =
	    g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)ht_person_free);
	people->wearables = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						  (GDestroyNotify)ht_wearable_owners_free);
	return people;
}

HtPeople *ht_people_load(HtStore *store, GError **error)
{
	g_autoptr(HtPeople) people = people_new(store);

	if (!ht_store_visit_documents(store, PERSONS, take_person, people, error) ||
	    !ht_store_visit_documents(store, WEARABLES, take_wearable, people, error))
		return NULL;
	return g_steal_pointer(&people);
}

HtPeople *ht_people_new_locked(void)
{
	return people_new(NULL);
}

void ht_people_know_person(HtPeople *people, const char *person, struct rate_limits limits)
{
	HtPerson *known = g_new0(HtPerson, 1);

	known->id = g_strdup(person);
	known->name = g_strdup("");
	known->zone = g_strdup("UTC");
	known->account = HT_ACCOUNT_NONE;
	known->brady_below_bpm = (guint)limits.brady_below_bpm;
	known->tachy_above_bpm = (guint)limits.tachy_above_bpm;
	g_hash_table_replace(people->persons, known->id, known);
}

void ht_people_know_wearable(HtPeople *people, const char *address, const char *person,
			     const GArray *choices)
{
	HtWearableOwners *wearable = ht_wearable_owners_new(address, "");

	wearable->enrolled = TRUE;
	ht_wearable_owners_assign(wearable, person, 0);
	g_array_append_vals(wearable->choices, choices->data, choices->len);
	g_hash_table_replace(people->wearables, wearable->address, wearable);
}

void ht_people_watch(HtPeople *people, void (*changed)(gpointer context), gpointer context)
{
	people->changed = changed;
	people->changed_context = context;
}

void ht_people_free(HtPeople *people)
{
	if (!people)
		return;
	g_hash_table_unref(people->persons);
	g_hash_table_unref(people->wearables);
	g_free(people);
}

static gboolean keep(HtPeople *people, const char *person, const char *collection, const char *id,
		     GBytes *document, GError **error)
{
	if (!people->store) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_LOCKED,
				    "the hub is locked; unlock it with its passphrase");
		return FALSE;
	}
	return ht_store_put_document(people->store, person, collection, id, document, error);
}

static void tell(HtPeople *people)
{
	if (people->changed)
		people->changed(people->changed_context);
}

static gboolean keep_person(HtPeople *people, HtPerson *person, GError **error)
{
	g_autoptr(GBytes) document = ht_person_encode(person);

	if (!keep(people, person->id, PERSONS, person->id, document, error))
		return FALSE;
	g_hash_table_replace(people->persons, person->id, person);
	tell(people);
	return TRUE;
}

char *ht_people_add(HtPeople *people, GVariant *settings, GError **error)
{
	g_autofree char *id = g_uuid_string_random();
	g_autoptr(HtPerson) person = ht_person_new(id, settings, error);

	if (!person || !keep_person(people, person, error))
		return NULL;
	g_steal_pointer(&person);
	return g_steal_pointer(&id);
}

static gboolean no_person(GError **error)
{
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "no such person; ListPersons shows whom this hub knows");
	return FALSE;
}

gboolean ht_people_set(HtPeople *people, const char *person, GVariant *settings, GError **error)
{
	const HtPerson *known = g_hash_table_lookup(people->persons, person);
	g_autoptr(HtPerson) changed = NULL;
	g_autoptr(GBytes) document = NULL;

	if (!known)
		return no_person(error);
	/* A copy: what cannot be written is not changed in memory either. */
	document = ht_person_encode(known);
	changed = ht_person_decode(person, document, error);
	if (!changed || !ht_person_set(changed, settings, error) ||
	    !keep_person(people, changed, error))
		return FALSE;
	g_steal_pointer(&changed);
	return TRUE;
}

gboolean ht_people_has(HtPeople *people, const char *person)
{
	return g_hash_table_contains(people->persons, person);
}

guint ht_people_count(HtPeople *people)
{
	return g_hash_table_size(people->persons);
}

gint64 ht_people_capture_until_utc_us(HtPeople *people, const char *person)
{
	const HtPerson *known = g_hash_table_lookup(people->persons, person);

	return known ? known->capture_until_utc_us : 0;
}

static guint year_of(gint64 utc_ns)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(utc_ns / NS_PER_S);

	return time ? (guint)g_date_time_get_year(time) : 0;
}

struct rate_limits ht_people_rate_limits(HtPeople *people, const char *person, gint64 utc_ns)
{
	const HtPerson *known = g_hash_table_lookup(people->persons, person);

	return known ? ht_person_rate_limits(known, year_of(utc_ns)) : rate_limits_default;
}

static int by_name(gconstpointer left_person, gconstpointer right_person)
{
	const HtPerson *left = left_person, *right = right_person;
	int order = g_strcmp0(left->name, right->name);

	return order ? order : g_strcmp0(left->id, right->id);
}

guint32 ht_people_account(HtPeople *people, const char *person)
{
	const HtPerson *known = g_hash_table_lookup(people->persons, person);

	return known ? known->account : HT_ACCOUNT_NONE;
}

GPtrArray *ht_people_ids(HtPeople *people)
{
	GList *persons = g_list_sort(g_hash_table_get_values(people->persons), by_name);
	GPtrArray *ids = g_ptr_array_new();

	for (GList *at = persons; at; at = at->next)
		g_ptr_array_add(ids, ((HtPerson *)at->data)->id);
	g_list_free(persons);
	return ids;
}

GVariant *ht_people_describe(HtPeople *people, const char *person)
{
	return ht_person_describe(g_hash_table_lookup(people->persons, person));
}

/* (transfer full) A copy of what is known of the wearable, to be changed and kept. */
static HtWearableOwners *edit_wearable(HtPeople *people, const char *address)
{
	const HtWearableOwners *known = g_hash_table_lookup(people->wearables, address);

	return known ? ht_wearable_owners_copy(known) : NULL;
}

static gboolean keep_wearable(HtPeople *people, HtWearableOwners *wearable, GError **error)
{
	g_autoptr(GBytes) document = ht_wearable_owners_encode(wearable);

	if (!keep(people, NULL, WEARABLES, wearable->address, document, error))
		return FALSE;
	g_hash_table_replace(people->wearables, wearable->address, wearable);
	tell(people);
	return TRUE;
}

static gboolean is_enrolled(const HtWearableOwners *wearable, GError **error)
{
	if (wearable && wearable->enrolled)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "this wearable is not enrolled; enroll it first");
	return FALSE;
}

static gboolean was_owner(const HtWearableOwners *wearable, const char *person)
{
	for (guint i = 0; i < wearable->ownerships->len; i++) {
		if (g_str_equal(g_array_index(wearable->ownerships, HtOwnership, i).person, person))
			return TRUE;
	}
	return FALSE;
}

/* What is closed is never rewritten, but for this: the id must not outlive the person. */
static gboolean disown(HtPeople *people, const char *address, const char *person, GError **error)
{
	g_autoptr(HtWearableOwners) wearable =
	    ht_wearable_owners_copy(g_hash_table_lookup(people->wearables, address));

	for (guint i = wearable->ownerships->len; i-- > 0;) {
		if (g_str_equal(g_array_index(wearable->ownerships, HtOwnership, i).person, person))
			g_array_remove_index(wearable->ownerships, i);
	}
	if (!keep_wearable(people, wearable, error))
		return FALSE;
	g_steal_pointer(&wearable);
	return TRUE;
}

gboolean ht_people_remove(HtPeople *people, const char *person, GError **error)
{
	g_autoptr(GList) addresses = g_hash_table_get_keys(people->wearables);
	gboolean kept = TRUE;

	g_hash_table_remove(people->persons, person);
	for (GList *at = addresses; at && kept; at = at->next) {
		g_autofree char *address = g_strdup(at->data);

		if (was_owner(g_hash_table_lookup(people->wearables, address), person))
			kept = disown(people, address, person, error);
	}
	tell(people);
	return kept;
}

gboolean ht_people_enroll(HtPeople *people, const char *address, const char *name, gint64 utc_ns,
			  GError **error)
{
	g_autoptr(HtWearableOwners) wearable = edit_wearable(people, address);

	(void)utc_ns;
	if (!wearable)
		wearable = ht_wearable_owners_new(address, name);
	if (wearable->enrolled) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_EXISTS,
				    "this wearable is enrolled already");
		return FALSE;
	}
	wearable->enrolled = TRUE;
	if (!keep_wearable(people, wearable, error))
		return FALSE;
	g_steal_pointer(&wearable);
	return TRUE;
}

gboolean ht_people_forget(HtPeople *people, const char *address, gint64 utc_ns, GError **error)
{
	g_autoptr(HtWearableOwners) wearable = edit_wearable(people, address);

	if (!is_enrolled(wearable, error))
		return FALSE;
	wearable->enrolled = FALSE;
	ht_wearable_owners_assign(wearable, "", utc_ns);
	if (!keep_wearable(people, wearable, error))
		return FALSE;
	g_steal_pointer(&wearable);
	return TRUE;
}

gboolean ht_people_assign(HtPeople *people, const char *address, const char *person, gint64 utc_ns,
			  GError **error)
{
	g_autoptr(HtWearableOwners) wearable = edit_wearable(people, address);

	if (*person && !ht_people_has(people, person))
		return no_person(error);
	if (!is_enrolled(wearable, error))
		return FALSE;
	ht_wearable_owners_assign(wearable, person, utc_ns);
	if (!keep_wearable(people, wearable, error))
		return FALSE;
	g_steal_pointer(&wearable);
	return TRUE;
}

gboolean ht_people_choose_streams(HtPeople *people, const char *address, const GArray *choices,
				  GError **error)
{
	g_autoptr(HtWearableOwners) wearable = edit_wearable(people, address);

	if (!is_enrolled(wearable, error))
		return FALSE;
	g_array_set_size(wearable->choices, 0);
	g_array_append_vals(wearable->choices, choices->data, choices->len);
	if (!keep_wearable(people, wearable, error))
		return FALSE;
	g_steal_pointer(&wearable);
	return TRUE;
}

const GArray *ht_people_streams(HtPeople *people, const char *address)
{
	const HtWearableOwners *wearable = g_hash_table_lookup(people->wearables, address);

	return wearable && wearable->choices->len > 0 ? wearable->choices : NULL;
}

GPtrArray *ht_people_wearables(HtPeople *people)
{
	GPtrArray *addresses = g_ptr_array_new();
	GHashTableIter iter;
	gpointer address, value;

	g_hash_table_iter_init(&iter, people->wearables);
	while (g_hash_table_iter_next(&iter, &address, &value)) {
		const HtWearableOwners *wearable = value;

		if (wearable->enrolled)
			g_ptr_array_add(addresses, address);
	}
	return addresses;
}

const char *ht_people_owner(HtPeople *people, const char *address)
{
	const HtWearableOwners *wearable = g_hash_table_lookup(people->wearables, address);

	return wearable ? ht_wearable_owners_now(wearable) : "";
}
