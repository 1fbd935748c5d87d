/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed texts, clinicians, and which of their statements hold, in a real store. */
#include "programme/limits/limits-keeper.h"

#include "common/glib/ht-error.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

#define PERSON "person-1"
#define NOW_S  ((gint64)1772323200) /* 2026-03-01 */

typedef struct {
	struct fixture base;
	HtStore *store;
	HtClinicians *clinicians;
	HtLimitsKeeper *keeper;
	HtSecret *seed;
	guint8 public[HT_SIGN_KEY_SIZE];
} Fixture;

static void reopen(Fixture *f)
{
	g_clear_pointer(&f->keeper, ht_limits_keeper_free);
	g_clear_pointer(&f->clinicians, ht_clinicians_free);
	f->clinicians = ht_clinicians_load(f->store);
	f->keeper = ht_limits_keeper_new(f->store, f->clinicians);
}

static void set_up(Fixture *f, gconstpointer data)
{
	fixture_set_up(&f->base, data);
	f->store = fixture_open_store(&f->base, NULL);
	f->seed = ht_sign_key_new(f->public);
	reopen(f);
}

static void tear_down(Fixture *f, gconstpointer data)
{
	ht_limits_keeper_free(f->keeper);
	ht_clinicians_free(f->clinicians);
	ht_secret_free(f->seed);
	g_assert_true(ht_store_close(f->store, NULL));
	fixture_tear_down(&f->base, data);
}

static void trust(Fixture *f)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_clinicians_trust(f->clinicians, PERSON, "Ada", f->public, sizeof f->public,
					  NOW_S, &error));
	g_assert_no_error(error);
}

/* (transfer full) */
static GBytes *sign_as(const Fixture *f, const char *purpose, guint serial)
{
	g_autofree char *text = g_strdup_printf(
	    "[limits]\nversion=1\nperson=" PERSON "\nclinician=Ada\nserial=%u\n"
	    "valid-from=2026-01-01\nvalid-until=2026-06-30\nbeta-blocker=false\nrpe-target=13\n"
	    "[exercise]\nmax-repetitions=12\n",
	    serial);
	GError *error = NULL;
	GBytes *made = ht_signed_text_make(purpose, text, strlen(text), f->seed, "text", &error);

	g_assert_no_error(error);
	return made;
}

static gboolean import(Fixture *f, GBytes *file, gint64 now_s, GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(file, &size);
	g_autoptr(HtStatement) statement =
	    ht_limits_keeper_check(f->keeper, PERSON, data, size, now_s, error);

	return statement && ht_limits_keeper_keep(f->keeper, statement, data, size, error);
}

static void assert_refused(Fixture *f, GBytes *file, gint64 now_s, HtError code)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(import(f, file, now_s, &error));
	g_assert_error(error, HT_ERROR, (int)code);
}

static guint repetitions_most(Fixture *f)
{
	struct dose_limits limits = ht_limits_keeper_limits(f->keeper, PERSON, "half-squat");

	return limits.signed_now ? limits.most.repetitions : 0;
}

static void test_holds_once_trusted(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) file = sign_as(f, HT_STATEMENT_PURPOSE, 3);

	(void)data;
	assert_refused(f, file, NOW_S, HT_ERROR_NOT_AUTHORIZED);
	trust(f);
	g_assert_true(import(f, file, NOW_S, NULL));
	g_assert_cmpuint(repetitions_most(f), ==, 12);
	assert_refused(f, file, NOW_S, HT_ERROR_STALE);
	reopen(f);
	g_assert_cmpuint(repetitions_most(f), ==, 12);
	assert_refused(f, file, NOW_S, HT_ERROR_STALE);
}

static void test_nothing_without_a_clock(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) file = sign_as(f, HT_STATEMENT_PURPOSE, 1);
	struct dose_limits limits;

	(void)data;
	trust(f);
	assert_refused(f, file, 0, HT_ERROR_NOT_AUTHORIZED);
	g_assert_cmpuint(repetitions_most(f), ==, 0);
	g_assert_true(import(f, file, NOW_S, NULL));
	limits = ht_limits_keeper_limits(f->keeper, PERSON, "half-squat");
	g_assert_cmpint(dose_limits_fault(&limits, 0), ==, DOSE_REASON_NO_TIME);
}

static void test_ends(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) file = sign_as(f, HT_STATEMENT_PURPOSE, 1);
	struct dose_limits limits;

	(void)data;
	trust(f);
	assert_refused(f, file, 1782864000, HT_ERROR_INVALID); /* 2026-07-01 0:00 */
	g_assert_true(import(f, file, 1782864000 - 1, NULL));
	limits = ht_limits_keeper_limits(f->keeper, PERSON, "half-squat");
	g_assert_cmpint(dose_limits_fault(&limits, 1782864000 - 1), ==, DOSE_REASON_NONE);
	g_assert_cmpint(dose_limits_fault(&limits, 1782864000), ==, DOSE_REASON_EXPIRED);
}

static void test_distrust_ends_it_for_good(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) file = sign_as(f, HT_STATEMENT_PURPOSE, 1);

	(void)data;
	trust(f);
	g_assert_true(import(f, file, NOW_S, NULL));
	g_assert_true(ht_clinicians_distrust(f->clinicians, PERSON, f->public, NULL));
	g_assert_cmpuint(repetitions_most(f), ==, 0);
	g_assert_true(ht_limits_keeper_distrusted(f->keeper, PERSON, f->public, NULL));
	trust(f);
	g_assert_cmpuint(repetitions_most(f), ==, 0);
	reopen(f);
	assert_refused(f, file, NOW_S, HT_ERROR_STALE);
}

/* A signature is for one purpose; what else that key signs is nothing here. */
static void test_another_purpose_is_none(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) file = sign_as(f, "something else", 1);

	(void)data;
	trust(f);
	assert_refused(f, file, NOW_S, HT_ERROR_INVALID);
}

/* What stands in the store is checked again: a file put there by hand is worth nothing. */
static void test_kept_bytes_are_checked_again(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) file = sign_as(f, HT_STATEMENT_PURPOSE, 1), changed = NULL;
	g_autofree char *text = NULL;
	gsize size;

	(void)data;
	trust(f);
	g_assert_true(import(f, file, NOW_S, NULL));
	text = g_strndup(g_bytes_get_data(file, &size), g_bytes_get_size(file));
	strstr(text, "max-repetitions=12")[strlen("max-repetitions=")] = '9';
	changed = g_bytes_new(text, strlen(text));
	g_assert_true(ht_store_put_document(f->store, PERSON, "limits", PERSON, changed, NULL));
	g_assert_cmpuint(repetitions_most(f), ==, 0);
}

static void test_every_changed_byte_is_seen(void)
{
	static const char text[] = "one\ntwo\n";
	guint8 public[HT_SIGN_KEY_SIZE], found[HT_SIGN_KEY_SIZE];
	g_autoptr(HtSecret) seed = ht_sign_key_new(public);
	g_autoptr(GBytes) made =
	    ht_signed_text_make("test", text, strlen(text), seed, "text", NULL);
	gsize size;
	const char *data = g_bytes_get_data(made, &size);
	g_autofree char *opened = ht_signed_text_open("test", data, size, found, "text", NULL);

	g_assert_cmpstr(opened, ==, text);
	fixture_assert_same(found, sizeof found, public, sizeof public);
	for (gsize i = 0; i < size; i++) {
		g_autofree char *changed = g_memdup2(data, size);

		/* Small and large hexadecimal digits are the same number. */
		changed[i] = g_ascii_isalpha(changed[i]) ? 'q' : (char)(changed[i] ^ 1);
		if (changed[i] != data[i])
			g_assert_null(
			    ht_signed_text_open("test", changed, size, found, "text", NULL));
		g_assert_null(ht_signed_text_open("test", data, i, found, "text", NULL));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	g_test_add_func("/limits/every-changed-byte-is-seen", test_every_changed_byte_is_seen);
#define ADD(name, function) g_test_add("/limits/" name, Fixture, NULL, set_up, function, tear_down)
	ADD("holds-once-trusted", test_holds_once_trusted);
	ADD("nothing-without-a-clock", test_nothing_without_a_clock);
	ADD("ends", test_ends);
	ADD("distrust-ends-it-for-good", test_distrust_ends_it_for_good);
	ADD("another-purpose-is-none", test_another_purpose_is_none);
	ADD("kept-bytes-are-checked-again", test_kept_bytes_are_checked_again);
	return g_test_run();
}
