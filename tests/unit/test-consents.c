/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consents: what they let, when they end, and clocks that lie. */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/clock.h"
#include "privacy/consent/ht-consents.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

enum { UID = 1001, OTHER_UID = 1002 };

#define NOW_US (G_GINT64_CONSTANT(1770000000) * G_USEC_PER_SEC)
#define DAY_US (G_GINT64_CONSTANT(86400) * G_USEC_PER_SEC)

struct consents_fixture {
	struct fixture base;
	HtStore *store;
	HtConsents *consents;
};

static void load(struct consents_fixture *f)
{
	g_autoptr(GError) error = NULL;

	f->store = fixture_open_store(&f->base, NULL);
	f->consents = ht_consents_load(f->store, &error);
	g_assert_no_error(error);
}

static void unload(struct consents_fixture *f)
{
	g_autoptr(GError) error = NULL;

	ht_consents_free(f->consents);
	ht_store_close(f->store, &error);
	g_assert_no_error(error);
}

static void set_up(struct consents_fixture *f, gconstpointer unused)
{
	fixture_set_up(&f->base, unused);
	load(f);
}

static void tear_down(struct consents_fixture *f, gconstpointer unused)
{
	unload(f);
	fixture_tear_down(&f->base, unused);
}

static void grant(struct consents_fixture *f, const char *person, guint32 uid, guint rights,
		  gint64 until_us)
{
	const HtConsent consent = {.uid = uid, .rights = rights, .until_utc_us = until_us};
	g_autoptr(GError) error = NULL;

	ht_consents_grant(f->consents, person, &consent, NOW_US, &error);
	g_assert_no_error(error);
}

static gboolean allowed(struct consents_fixture *f, const char *person, guint32 uid, HtRight right,
			gint64 now_us)
{
	g_autoptr(GError) error = NULL;
	gboolean allow = ht_consents_allow(f->consents, person, uid, right, now_us, &error);

	if (!allow)
		g_assert_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED);
	return allow;
}

static void test_default_deny(struct consents_fixture *f, gconstpointer unused)
{
	(void)unused;
	for (guint right = 1; right <= HT_RIGHTS_ALL; right <<= 1)
		g_assert_false(allowed(f, "p", UID, (HtRight)right, NOW_US));
}

static void test_one_right_one_account(struct consents_fixture *f, gconstpointer unused)
{
	(void)unused;
	grant(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US);
	g_assert_true(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_EXPORT, NOW_US));
	g_assert_false(allowed(f, "p", OTHER_UID, HT_RIGHT_LIVE, NOW_US));
	g_assert_false(allowed(f, "q", UID, HT_RIGHT_LIVE, NOW_US));
	/* An id that begins like another's is another. */
	grant(f, "pp", OTHER_UID, HT_RIGHT_LIVE, NOW_US + DAY_US);
	g_assert_false(allowed(f, "p", OTHER_UID, HT_RIGHT_LIVE, NOW_US));
	/* The later one stands in the earlier one's place. */
	grant(f, "p", UID, HT_RIGHT_EXPORT | HT_RIGHT_ANONYMISED, NOW_US + DAY_US);
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
	g_assert_cmpuint(ht_consents_rights(f->consents, "p", UID, NOW_US), ==,
			 HT_RIGHT_EXPORT | HT_RIGHT_ANONYMISED);
}

static void test_end(struct consents_fixture *f, gconstpointer unused)
{
	(void)unused;
	grant(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US);
	g_assert_true(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US - 1));
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US));
	g_assert_cmpuint(ht_consents_rights(f->consents, "p", UID, NOW_US + DAY_US), ==, 0);
}

static void test_unset_clock(struct consents_fixture *f, gconstpointer unused)
{
	(void)unused;
	grant(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US);
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, HT_TIME_UNKNOWN));
	g_assert_cmpuint(ht_consents_rights(f->consents, "p", UID, HT_TIME_UNKNOWN), ==, 0);
	g_assert_true(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
}

/* A consent that was over stays over, whatever the clock says later; over a restart, too. */
static void test_clock_put_back(struct consents_fixture *f, gconstpointer unused)
{
	(void)unused;
	grant(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US);
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US + 2 * DAY_US));
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
	unload(f);
	load(f);
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
}

static void test_kept(struct consents_fixture *f, gconstpointer unused)
{
	g_autoptr(GArray) list = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	grant(f, "p", OTHER_UID, HT_RIGHT_CAPTURE, NOW_US + DAY_US);
	grant(f, "p", UID, HT_RIGHT_LIVE, NOW_US + DAY_US);
	unload(f);
	load(f);
	g_assert_true(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
	list = ht_consents_list(f->consents, "p");
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpuint(g_array_index(list, HtConsent, 0).uid, ==, UID);
	g_assert_true(ht_consents_revoke(f->consents, "p", UID, &error));
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
	unload(f);
	load(f);
	g_assert_false(allowed(f, "p", UID, HT_RIGHT_LIVE, NOW_US));
	g_assert_true(allowed(f, "p", OTHER_UID, HT_RIGHT_CAPTURE, NOW_US));
	g_assert_false(ht_consents_revoke(f->consents, "p", UID, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
}

static void refuse(struct consents_fixture *f, guint rights, gint64 until_us, gint64 now_us,
		   HtError code)
{
	const HtConsent consent = {.uid = UID, .rights = rights, .until_utc_us = until_us};
	g_autoptr(GError) error = NULL;

	g_assert_false(ht_consents_grant(f->consents, "p", &consent, now_us, &error));
	g_assert_error(error, HT_ERROR, (gint)code);
	g_assert_null(strchr(error->message, '\n'));
}

static void test_bad(struct consents_fixture *f, gconstpointer unused)
{
	(void)unused;
	refuse(f, 0, NOW_US + DAY_US, NOW_US, HT_ERROR_INVALID);
	refuse(f, HT_RIGHTS_ALL + 1, NOW_US + DAY_US, NOW_US, HT_ERROR_INVALID);
	refuse(f, HT_RIGHT_LIVE, NOW_US, NOW_US, HT_ERROR_INVALID);
	refuse(f, HT_RIGHT_LIVE, NOW_US + 3654 * DAY_US, NOW_US, HT_ERROR_INVALID);
	refuse(f, HT_RIGHT_LIVE, NOW_US + DAY_US, HT_TIME_UNKNOWN, HT_ERROR_NOT_AUTHORIZED);
}

/* Every cut and every byte that is not what was written is refused or stays within the rights. */
static void test_decode(void)
{
	const HtConsent consent = {UID, HT_RIGHT_LIVE, NOW_US, NOW_US + DAY_US};
	guint8 bytes[HT_CONSENT_ENCODED_SIZE + 1] = {0};
	HtConsent read;

	ht_consent_encode(&consent, bytes);
	g_assert_true(ht_consent_decode(&read, bytes, HT_CONSENT_ENCODED_SIZE));
	g_assert_cmpint(read.until_utc_us, ==, consent.until_utc_us);
	for (gsize size = 0; size < HT_CONSENT_ENCODED_SIZE; size++)
		g_assert_false(ht_consent_decode(&read, bytes, size));
	g_assert_false(ht_consent_decode(&read, bytes, sizeof bytes));
	bytes[0] = 2;
	g_assert_false(ht_consent_decode(&read, bytes, HT_CONSENT_ENCODED_SIZE));
	bytes[0] = 1;
	bytes[5] |= 1 << 5; /* a right of a later version */
	g_assert_false(ht_consent_decode(&read, bytes, HT_CONSENT_ENCODED_SIZE));
}

static void test_believable(void)
{
	const gint64 in_2026_ns = NOW_US * 1000;
	g_autoptr(HtClock) trusted = ht_clock_new_system(TRUE);
	g_autoptr(HtClock) unset = ht_clock_new_virtual(0);

	g_assert_true(ht_clock_is_believable(in_2026_ns, TRUE));
	g_assert_false(ht_clock_is_believable(in_2026_ns, FALSE));
	g_assert_false(ht_clock_is_believable(NS_PER_S, TRUE));
	g_assert_true(ht_clock_is_set(trusted));
	g_assert_false(ht_clock_is_set(unset));
}

#define ADD(path, function)                                                                        \
	g_test_add(path, struct consents_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("/consents/default-deny", test_default_deny);
	ADD("/consents/one-right-one-account", test_one_right_one_account);
	ADD("/consents/end", test_end);
	ADD("/consents/unset-clock", test_unset_clock);
	ADD("/consents/clock-put-back", test_clock_put_back);
	ADD("/consents/kept", test_kept);
	ADD("/consents/bad", test_bad);
	g_test_add_func("/consents/decode", test_decode);
	g_test_add_func("/consents/believable-clock", test_believable);
	return g_test_run();
}
