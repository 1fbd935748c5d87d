/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/ht-people.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "programme/person.h"

#define PERSONS   "persons"
#define WEARABLES "wearables"

struct _HtPeople {
	HtStore *store;
	GHashTable *persons;   /* id -> HtPerson */
	GHashTable *wearables; /* address -> HtWearableOwners */
};

static gboolean load_persons(HtPeople *people, GError **error)
{
	g_autoptr(GHashTable) documents = ht_store_list_documents(people->store, PERSONS, error);
	GHashTableIter iter;
	gpointer id, content;

	if (!documents)
		return FALSE;
	g_hash_table_iter_init(&iter, documents);
	while (g_hash_table_iter_next(&iter, &id, &content)) {
		HtPerson *person = ht_person_decode(id, content, error);

		if (!person)
			return FALSE;
		g_hash_table_insert(people->persons, person->id, person);
	}
	return TRUE;
}

static gboolean load_wearables(HtPeople *people, GError **error)
{
	g_autoptr(GHashTable) documents = ht_store_list_documents(people->store, WEARABLES, error);
	GHashTableIter iter;
	gpointer address, content;

	if (!documents)
		return FALSE;
	g_hash_table_iter_init(&iter, documents);
	while (g_hash_table_iter_next(&iter, &address, &content)) {
		HtWearableOwners *wearable = ht_wearable_owners_decode(address, content, error);

		if (!wearable)
			return FALSE;
		g_hash_table_insert(people->wearables, wearable->address, wearable);
	}
	return TRUE;
}

HtPeople *ht_people_load(HtStore *store, GError **error)
{
	g_autoptr(HtPeople) people = g_new0(HtPeople, 1);

	people->store = store;
	people->persons =
	    g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)ht_person_free);
	people->wearables = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						  (GDestroyNotify)ht_wearable_owners_free);
	if (!load_persons(people, error) || !load_wearables(people, error))
		return NULL;
	return g_steal_pointer(&people);
}

void ht_people_free(HtPeople *people)
{
	if (!people)
		return;
	g_hash_table_unref(people->persons);
	g_hash_table_unref(people->wearables);
	g_free(people);
}

static gboolean keep_person(HtPeople *people, HtPerson *person, GError **error)
{
	g_autoptr(GBytes) document = ht_person_encode(person);

	if (!ht_store_put_document(people->store, PERSONS, person->id, document, error))
		return FALSE;
	g_hash_table_replace(people->persons, person->id, person);
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

GVariant *ht_people_list(HtPeople *people)
{
	GList *persons = g_list_sort(g_hash_table_get_values(people->persons), by_name);
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (GList *at = persons; at; at = at->next)
		g_variant_builder_add_value(&builder, ht_person_describe(at->data));
	g_list_free(persons);
	return g_variant_builder_end(&builder);
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

	if (!ht_store_put_document(people->store, WEARABLES, wearable->address, document, error))
		return FALSE;
	g_hash_table_replace(people->wearables, wearable->address, wearable);
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
