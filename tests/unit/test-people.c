/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "programme/ht-people.h"
#include "programme/wearable-owners.h"
#include "tests/unit/store-fixture.h"

#define STRAP "A0:9E:1A:00:00:01"

struct people_fixture {
	struct fixture base;
	HtStore *store;
	HtPeople *people;
};

static void load(struct people_fixture *f)
{
	g_autoptr(GError) error = NULL;

	f->store = fixture_open_store(&f->base, NULL);
	f->people = ht_people_load(f->store, &error);
	g_assert_no_error(error);
}

static void unload(struct people_fixture *f)
{
	g_autoptr(GError) error = NULL;

	ht_people_free(f->people);
	ht_store_close(f->store, &error);
	g_assert_no_error(error);
}

static void reload(struct people_fixture *f)
{
	unload(f);
	load(f);
}

static void set_up(struct people_fixture *f, gconstpointer unused)
{
	fixture_set_up(&f->base, unused);
	load(f);
}

static void tear_down(struct people_fixture *f, gconstpointer unused)
{
	unload(f);
	fixture_tear_down(&f->base, unused);
}

/* (transfer floating) aa{sv} */
static GVariant *list_persons(HtPeople *people)
{
	g_autoptr(GPtrArray) ids = ht_people_ids(people);
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < ids->len; i++)
		g_variant_builder_add_value(&builder, ht_people_describe(people, ids->pdata[i]));
	return g_variant_builder_end(&builder);
}

static GVariant *settings(const char *text)
{
	return g_variant_ref_sink(g_variant_new_parsed(text));
}

static char *add(struct people_fixture *f, const char *text)
{
	g_autoptr(GVariant) given = settings(text);
	g_autoptr(GError) error = NULL;
	char *id = ht_people_add(f->people, given, &error);

	g_assert_no_error(error);
	return id;
}

static void check_list(struct people_fixture *f, const char *wanted_text)
{
	g_autoptr(GVariant) list = g_variant_ref_sink(list_persons(f->people));
	g_autofree char *text = g_variant_print(list, FALSE);

	g_assert_cmpstr(text, ==, wanted_text);
}

static void test_persons(struct people_fixture *f, gconstpointer unused)
{
	g_autofree char *id =
	    add(f, "{'name': <'Zoë'>, 'birth_year': <uint32 1950>, 'zone': <'UTC'>}");
	g_autoptr(GVariant) change = settings("{'name': <'Zoe'>}");
	g_autoptr(GVariant) person = NULL;
	g_autoptr(GVariant) list = NULL;
	const char *name = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_true(ht_people_set(f->people, id, change, &error));
	g_assert_no_error(error);
	reload(f);
	g_assert_true(ht_people_has(f->people, id));
	g_assert_cmpuint(ht_people_count(f->people), ==, 1);
	list = g_variant_ref_sink(list_persons(f->people));
	person = g_variant_get_child_value(list, 0);
	g_assert_true(g_variant_lookup(person, "name", "&s", &name));
	g_assert_cmpstr(name, ==, "Zoe");
	g_assert_cmpuint(g_variant_n_children(person), ==, 4);
}

static void refuse(struct people_fixture *f, const char *text)
{
	g_autoptr(GVariant) given = settings(text);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = ht_people_add(f->people, given, &error);

	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_assert_null(id);
}

static void test_bad_settings(struct people_fixture *f, gconstpointer unused)
{
	(void)unused;
	refuse(f, "@a{sv} {}");
	refuse(f, "{'name': <''>}");
	refuse(f, "{'name': <'two\\nlines'>}");
	refuse(f, "{'name': <5>}");
	refuse(f, "{'name': <'x'>, 'colour': <'red'>}");
	refuse(f, "{'name': <'x'>, 'birth_year': <1950>}");
	refuse(f, "{'name': <'x'>, 'birth_year': <uint32 19500>}");
	refuse(f, "{'name': <'x'>, 'zone': <'Europe/Atlantis'>}");
	refuse(f, "{'name': <'x'>, 'capture_until': <'2026-12-31'>}");
	refuse(f, "{'name': <'x'>, 'brady_below': <45>}");
	refuse(f, "{'name': <'x'>, 'brady_below': <uint32 19>}");
	refuse(f, "{'name': <'x'>, 'tachy_above': <uint32 301>}");
	refuse(f, "{'name': <'x'>, 'brady_below': <uint32 120>, 'tachy_above': <uint32 110>}");
	refuse(f, "{'name': <'x'>, 'capture_until': <int64 -1>}");
	refuse(f, "{'name': <'x'>, 'capture_until': <int64 9000000000000000000>}");
	check_list(f, "[]");
}

static void check_limits(HtPeople *people, const char *id, float below, float above)
{
	/* 2026-07-01 */
	struct rate_limits limits = ht_people_rate_limits(people, id, 1782864000 * NS_PER_S);

	g_assert_cmpfloat(limits.brady_below_bpm, ==, below);
	g_assert_cmpfloat(limits.tachy_above_bpm, ==, above);
}

static void change(HtPeople *people, const char *id, const char *text)
{
	g_autoptr(GVariant) given = settings(text);

	g_assert_true(ht_people_set(people, id, given, NULL));
}

/* Usual for the age until they are set; what was set is kept. */
static void test_rate_limits(struct people_fixture *f, gconstpointer unused)
{
	g_autofree char *id = add(f, "{'name': <'Zoe'>}");
	g_autoptr(GVariant) bad = settings("{'tachy_above': <uint32 44>}");
	g_autoptr(HtPeople) again = NULL;

	(void)unused;
	check_limits(f->people, "nobody", 40, 140);
	check_limits(f->people, id, 40, 140);
	change(f->people, id, "{'birth_year': <uint32 2020>}");
	check_limits(f->people, id, 50, 180);
	change(f->people, id, "{'brady_below': <uint32 45>, 'tachy_above': <uint32 120>}");
	g_assert_false(ht_people_set(f->people, id, bad, NULL));
	again = ht_people_load(f->store, NULL);
	check_limits(again, id, 45, 120);
	change(again, id, "{'brady_below': <uint32 0>}");
	check_limits(again, id, 50, 120);
	change(again, id, "{'tachy_above': <uint32 0>, 'brady_below': <uint32 149>}");
	check_limits(again, id, 149, 180);
	change(again, id, "{'birth_year': <uint32 1960>}");
	check_limits(again, id, 149, 298);
}

/* Nobody agrees to captures who has not said so; what was said is kept. */
static void test_capture_consent(struct people_fixture *f, gconstpointer unused)
{
	g_autofree char *id = add(f, "{'name': <'Zoe'>}");
	g_autoptr(GVariant) until = settings("{'capture_until': <int64 1798761600000000>}");
	g_autoptr(GVariant) none = settings("{'capture_until': <int64 0>}");
	g_autoptr(HtPeople) again = NULL;

	(void)unused;
	g_assert_cmpint(ht_people_capture_until_utc_us(f->people, id), ==, 0);
	g_assert_cmpint(ht_people_capture_until_utc_us(f->people, "nobody"), ==, 0);
	g_assert_true(ht_people_set(f->people, id, until, NULL));
	again = ht_people_load(f->store, NULL);
	g_assert_cmpint(ht_people_capture_until_utc_us(again, id), ==, 1798761600000000);
	g_assert_true(ht_people_set(again, id, none, NULL));
	g_assert_cmpint(ht_people_capture_until_utc_us(again, id), ==, 0);
}

/* A change that is wrong in its last word changes nothing. */
static void test_all_or_nothing(struct people_fixture *f, gconstpointer unused)
{
	g_autofree char *id = add(f, "{'name': <'Zoe'>}");
	g_autoptr(GVariant) before = g_variant_ref_sink(list_persons(f->people));
	g_autoptr(GVariant) change = settings("{'name': <'Eve'>, 'zone': <'Nowhere/At_All'>}");
	g_autoptr(GVariant) after = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_false(ht_people_set(f->people, id, change, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	after = g_variant_ref_sink(list_persons(f->people));
	g_assert_true(g_variant_equal(before, after));
}

static void test_wearables(struct people_fixture *f, gconstpointer unused)
{
	g_autofree char *id = add(f, "{'name': <'Zoe'>}");
	g_autoptr(GPtrArray) enrolled = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_false(ht_people_assign(f->people, STRAP, id, 1, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	g_clear_error(&error);
	g_assert_true(ht_people_enroll(f->people, STRAP, "Polar", 2, &error));
	g_assert_cmpstr(ht_people_owner(f->people, STRAP), ==, "");
	g_assert_true(ht_people_assign(f->people, STRAP, id, 3, &error));
	g_assert_false(ht_people_assign(f->people, STRAP, "nobody known", 4, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	g_clear_error(&error);
	g_assert_false(ht_people_enroll(f->people, STRAP, "Polar", 5, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_EXISTS);
	g_clear_error(&error);
	reload(f);
	g_assert_cmpstr(ht_people_owner(f->people, STRAP), ==, id);
	enrolled = ht_people_wearables(f->people);
	g_assert_cmpuint(enrolled->len, ==, 1);
	g_assert_cmpstr(enrolled->pdata[0], ==, STRAP);
}

static void test_forget(struct people_fixture *f, gconstpointer unused)
{
	g_autofree char *id = add(f, "{'name': <'Zoe'>}");
	g_autoptr(GPtrArray) enrolled = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_true(ht_people_enroll(f->people, STRAP, "", 1, &error));
	g_assert_true(ht_people_assign(f->people, STRAP, id, 2, &error));
	g_assert_true(ht_people_forget(f->people, STRAP, 3, &error));
	g_assert_no_error(error);
	reload(f);
	enrolled = ht_people_wearables(f->people);
	g_assert_cmpuint(enrolled->len, ==, 0);
	g_assert_cmpstr(ht_people_owner(f->people, STRAP), ==, "");
	g_assert_false(ht_people_forget(f->people, STRAP, 4, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
}

static void check_ownership(const HtWearableOwners *wearable, guint index, const char *person,
			    gint64 start_utc_ns, gint64 end_utc_ns)
{
	const HtOwnership *o = &g_array_index(wearable->ownerships, HtOwnership, index);

	g_assert_cmpstr(o->person, ==, person);
	g_assert_cmpint(o->start_utc_ns, ==, start_utc_ns);
	g_assert_cmpint(o->end_utc_ns, ==, end_utc_ns);
}

/* Closed intervals stay as they are, through documents too; a clock set back makes none that ends
 * before it starts. */
static void test_history(void)
{
	g_autoptr(HtWearableOwners) wearable = ht_wearable_owners_new(STRAP, "Polar");
	g_autoptr(HtWearableOwners) again = NULL;
	g_autoptr(GBytes) document = NULL;
	g_autoptr(GError) error = NULL;

	ht_wearable_owners_assign(wearable, "a", 100);
	ht_wearable_owners_assign(wearable, "b", 200);
	ht_wearable_owners_assign(wearable, "", 150);
	ht_wearable_owners_assign(wearable, "c", 300);
	document = ht_wearable_owners_encode(wearable);
	again = ht_wearable_owners_decode(STRAP, document, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(again->ownerships->len, ==, 3);
	check_ownership(again, 0, "a", 100, 200);
	check_ownership(again, 1, "b", 200, 200);
	check_ownership(again, 2, "c", 300, G_MAXINT64);
	g_assert_cmpstr(ht_wearable_owners_now(again), ==, "c");
}

static void test_damaged_documents(struct people_fixture *f, gconstpointer unused)
{
	const char *const texts[] = {"", "[]", "{\"version\":1", "\xff\xfe"};

	(void)f;
	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static(texts[i], strlen(texts[i]));
		g_autoptr(GError) error = NULL;

		g_assert_null(ht_wearable_owners_decode(STRAP, bytes, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
	}
}

#define ADD(path, function)                                                                        \
	g_test_add(path, struct people_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("/people/persons", test_persons);
	ADD("/people/bad-settings", test_bad_settings);
	ADD("/people/all-or-nothing", test_all_or_nothing);
	ADD("/people/rate-limits", test_rate_limits);
	ADD("/people/capture-consent", test_capture_consent);
	ADD("/people/wearables", test_wearables);
	ADD("/people/forget", test_forget);
	ADD("/people/damaged-documents", test_damaged_documents);
	g_test_add_func("/people/history", test_history);
	return g_test_run();
}
