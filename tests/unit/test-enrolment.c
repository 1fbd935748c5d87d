/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a locked hub goes by: the way there and back, and nothing that this hub did not sign. */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "daemon/locked/enrolment-file.h"

#include <string.h>

#define STRAP "A0:9E:1A:00:00:01"
#define CUFF  "A0:9E:1A:00:00:02"

static void add_choice(HtEnrolled *enrolled, const char *name, gboolean on, guint rate_hz)
{
	HtStreamChoice choice = {.on = on, .rate_hz = rate_hz};

	g_strlcpy(choice.name, name, sizeof choice.name);
	g_array_append_val(enrolled->choices, choice);
}

static HtEnrolment *make(gboolean backwards)
{
	HtEnrolment *enrolment = ht_enrolment_new();
	HtAlertLimits limits[] = {{"person-1", 45, 150}, {"person-2", 40, 140}};

	enrolment->inbox_after = 7;
	for (int i = 0; i < 2; i++) {
		gboolean is_strap = (i == 0) != backwards;
		HtEnrolled *enrolled = ht_enrolment_add(enrolment, is_strap ? STRAP : CUFF,
							is_strap ? "person-1" : "");

		g_array_append_val(enrolment->persons, limits[backwards ? 1 - i : i]);
		if (!is_strap)
			continue;
		enrolled->is_pinned = TRUE;
		enrolled->identity =
		    (HtIdentity){.model = " H10\n", .serial = "\u00c4=[1]", .bonded = TRUE};
		add_choice(enrolled, "ecg", TRUE, 130);
		add_choice(enrolled, "acceleration", FALSE, 0);
	}
	return enrolment;
}

static void test_round_trip(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtEnrolment) enrolment = make(FALSE);
	g_autoptr(HtEnrolment) found = NULL;
	g_autoptr(GError) error = NULL;
	HtHubPublic hub_public;
	const HtEnrolled *strap;
	const HtStreamChoice *choice;

	(void)unused;
	ht_keyring_hub_public(fixture->keyring, &hub_public);
	g_assert_null(ht_enrolment_load(fixture->dir, &hub_public, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	g_clear_error(&error);
	g_assert_true(ht_enrolment_store(enrolment, fixture->dir, fixture->keyring, NULL));
	found = ht_enrolment_load(fixture->dir, &hub_public, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(found->inbox_after, ==, 7);
	g_assert_cmpuint(found->persons->len, ==, 2);
	g_assert_cmpuint(g_array_index(found->persons, HtAlertLimits, 0).tachy_above_bpm, ==, 150);
	g_assert_cmpuint(found->wearables->len, ==, 2);
	strap = found->wearables->pdata[0];
	g_assert_cmpstr(strap->address, ==, STRAP);
	g_assert_cmpstr(strap->person, ==, "person-1");
	g_assert_cmpstr(strap->identity.model, ==, " H10\n");
	g_assert_cmpstr(strap->identity.serial, ==, "\u00c4=[1]");
	g_assert_true(strap->is_pinned && strap->identity.bonded);
	choice = &g_array_index(strap->choices, HtStreamChoice, 0);
	g_assert_cmpstr(choice->name, ==, "ecg");
	g_assert_true(choice->on && choice->rate_hz == 130);
	g_assert_false(g_array_index(strap->choices, HtStreamChoice, 1).on);
	g_assert_false(((const HtEnrolled *)found->wearables->pdata[1])->is_pinned);
}

static void test_same_in_any_order(void)
{
	g_autoptr(HtEnrolment) one = make(FALSE), two = make(TRUE);
	g_autoptr(GBytes) one_bytes = ht_enrolment_encode(one);
	g_autoptr(GBytes) two_bytes = ht_enrolment_encode(two);

	g_assert_true(g_bytes_equal(one_bytes, two_bytes));
}

/* Not one bit of it can be another, and no other hub's is taken. */
static void test_forged(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtEnrolment) enrolment = make(FALSE);
	g_autofree char *data = NULL;
	HtHubPublic hub_public, other;
	gsize size;

	(void)unused;
	ht_keyring_hub_public(fixture->keyring, &hub_public);
	other = hub_public;
	other.sign[5] ^= 1;
	g_assert_true(ht_enrolment_store(enrolment, fixture->dir, fixture->keyring, NULL));
	g_assert_null(ht_enrolment_load(fixture->dir, &other, NULL));
	fixture_read(fixture, HT_ENROLMENT_FILE, &data, &size);
	for (gsize at = 0; at <= size; at++) {
		g_autoptr(GError) error = NULL;

		if (at < size)
			data[at] ^= 0x20;
		fixture_write(fixture, HT_ENROLMENT_FILE, data, at < size ? size : size - 1);
		g_assert_null(ht_enrolment_load(fixture->dir, &hub_public, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
		g_assert_nonnull(strstr(error->message, HT_ENROLMENT_FILE));
		if (at < size)
			data[at] ^= 0x20;
	}
}

static void test_refused(void)
{
	static const char *const wrong[] = {
	    "",
	    "[enrolment]\nversion=2\ninbox-after=0\n",
	    "[enrolment]\nversion=1\n",
	    "[enrolment]\nversion=1\ninbox-after=4294967296\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[else]\na=b\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[person x]\nbrady-below=-1\ntachy-above=1\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[person a b]\nbrady-below=1\ntachy-above=1\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[wearable A0]\nperson=\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[wearable " STRAP "]\nperson="
	    "0123456789012345678901234567890123456789\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[wearable " STRAP "]\nperson=\nbonded=true\n",
	    "[enrolment]\nversion=1\ninbox-after=0\n[wearable " STRAP "]\nperson=\nstream-x=5000\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GBytes) content = g_bytes_new_static(wrong[i], strlen(wrong[i]));
		g_autoptr(GError) error = NULL;

		g_assert_null(ht_enrolment_decode(content, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	g_test_add("/enrolment/round-trip", struct fixture, NULL, fixture_set_up, test_round_trip,
		   fixture_tear_down);
	g_test_add_func("/enrolment/same-in-any-order", test_same_in_any_order);
	g_test_add("/enrolment/forged", struct fixture, NULL, fixture_set_up, test_forged,
		   fixture_tear_down);
	g_test_add_func("/enrolment/refused", test_refused);
	return g_test_run();
}
