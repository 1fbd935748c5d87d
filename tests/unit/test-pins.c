/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who wearables were when they were enrolled: kept, replaced, removed, and never guessed. */
#include "common/glib/ht-error.h"
#include "daemon/pins.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

#define STRAP "A0:9E:1A:00:00:01"
#define CUFF  "A0:9E:1A:00:00:02"

static const HtIdentity strap = {.manufacturer = "Maker \"of\" straps;",
				 .model = " H10\n",
				 .serial = "\u00c4 1",
				 .firmware = "",
				 .gatt = "00ff",
				 .bonded = TRUE};

struct pins_fixture {
	struct fixture base;
	HtStore *store;
	char *path; /* where earlier versions kept them */
};

static void set_up(struct pins_fixture *f, gconstpointer unused)
{
	fixture_set_up(&f->base, unused);
	f->store = fixture_open_store(&f->base, NULL);
	f->path = fixture_path(&f->base, HT_PINS_FILE);
}

static void tear_down(struct pins_fixture *f, gconstpointer unused)
{
	g_assert_true(ht_store_close(f->store, NULL));
	g_free(f->path);
	fixture_tear_down(&f->base, unused);
}

static HtPins *load(struct pins_fixture *f)
{
	g_autoptr(GError) error = NULL;
	HtPins *pins = ht_pins_load(f->store, f->base.dir, &error);

	g_assert_no_error(error);
	return pins;
}

static void test_kept(struct pins_fixture *f, gconstpointer unused)
{
	g_autoptr(HtPins) pins = load(f);
	g_autoptr(HtPins) again = NULL;
	const HtIdentity *known;

	(void)unused;
	g_assert_null(ht_pins_get(pins, STRAP));
	g_assert_true(ht_pins_put(pins, STRAP, &strap, NULL));
	g_assert_true(ht_pins_put(pins, CUFF, &(HtIdentity){.model = "M7"}, NULL));
	again = load(f);
	known = ht_pins_get(again, STRAP);
	g_assert_nonnull(known);
	g_assert_cmpstr(known->manufacturer, ==, strap.manufacturer);
	g_assert_cmpstr(known->model, ==, strap.model);
	g_assert_cmpstr(known->serial, ==, strap.serial);
	g_assert_cmpstr(known->firmware, ==, "");
	g_assert_cmpstr(known->gatt, ==, "00ff");
	g_assert_true(known->bonded);
	g_assert_false(ht_pins_get(again, CUFF)->bonded);
}

static void test_replaced_and_removed(struct pins_fixture *f, gconstpointer unused)
{
	g_autoptr(HtPins) pins = load(f);
	g_autoptr(HtPins) again = NULL;
	HtIdentity newer = strap;

	(void)unused;
	g_strlcpy(newer.firmware, "2.0", sizeof newer.firmware);
	g_assert_true(ht_pins_put(pins, STRAP, &strap, NULL));
	g_assert_true(ht_pins_put(pins, STRAP, &newer, NULL));
	g_assert_true(ht_pins_put(pins, CUFF, &strap, NULL));
	g_assert_true(ht_pins_remove(pins, CUFF, NULL));
	g_assert_true(ht_pins_remove(pins, CUFF, NULL));
	again = load(f);
	g_assert_cmpstr(ht_pins_get(again, STRAP)->firmware, ==, "2.0");
	g_assert_null(ht_pins_get(again, CUFF));
}

/* One clear error, and the file stays for who can mend it. */
static void test_damaged(struct pins_fixture *f, gconstpointer unused)
{
	static const char *const damaged[] = {
	    "",
	    "\1\2\3",
	    "[pins]\nversion=2\n",
	    "[pins]\n",
	    "[A0:9E:1A:00:00:01]\nmodel=x\n",
	    "[pins]\nversion=1\n[A0:9E:1A:00:00:01]\nmodel=x\n",
	    "[pins]\nversion=1\n[A0:9E:1A:00:00:01]\nmanufacturer=a\nmodel=b\nserial=c\nfirmware="
	    "d\n"
	    "gatt=e\nbonded=perhaps\n",
	    "[pins]\nversion=1\n[A0:9E:1A:00:00:01]\nmanufacturer=a\nmodel=b\nserial=c\nfirmware="
	    "d\n"
	    "gatt=0123456789012345678901234567890123456789012345678901234567890123456789\n"
	    "bonded=true\n",
	};

	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(damaged); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *content = NULL;

		g_assert_true(g_file_set_contents(f->path, damaged[i], -1, NULL));
		g_assert_null(ht_pins_load(f->store, f->base.dir, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
		g_assert_nonnull(strstr(error->message, HT_PINS_FILE));
		g_assert_true(g_file_get_contents(f->path, &content, NULL, NULL));
		g_assert_cmpstr(content, ==, damaged[i]);
	}
}

/* Of an earlier version: taken in once, and the file is gone. */
static void test_upgraded(struct pins_fixture *f, gconstpointer unused)
{
	static const char earlier[] =
	    "[pins]\nversion=1\n"
	    "[" STRAP "]\nmanufacturer=a\nmodel=b\nserial=c\nfirmware=d\ngatt=e\nbonded=true\n"
	    "[" CUFF "]\nmanufacturer=f\nmodel=M7\nserial=\nfirmware=\ngatt=\nbonded=false\n";
	g_autoptr(HtPins) pins = NULL;
	g_autoptr(HtPins) again = NULL;

	(void)unused;
	g_assert_true(g_file_set_contents(f->path, earlier, -1, NULL));
	pins = load(f);
	g_assert_cmpstr(ht_pins_get(pins, STRAP)->serial, ==, "c");
	g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
	again = load(f);
	g_assert_true(ht_pins_get(again, STRAP)->bonded);
	g_assert_cmpstr(ht_pins_get(again, CUFF)->model, ==, "M7");
}

/* What a locked hub knows; it can keep and remove none. */
static void test_locked(struct pins_fixture *f, gconstpointer unused)
{
	g_autoptr(HtEnrolment) enrolment = ht_enrolment_new();
	HtEnrolled *enrolled = ht_enrolment_add(enrolment, STRAP, "");
	g_autoptr(HtPins) pins = NULL;
	g_autoptr(GError) error = NULL;

	(void)f;
	(void)unused;
	enrolled->is_pinned = TRUE;
	enrolled->identity = strap;
	ht_enrolment_add(enrolment, CUFF, "");
	pins = ht_pins_new_locked(enrolment);
	g_assert_cmpstr(ht_pins_get(pins, STRAP)->model, ==, strap.model);
	g_assert_null(ht_pins_get(pins, CUFF));
	g_assert_false(ht_pins_put(pins, CUFF, &strap, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_LOCKED);
	g_assert_null(ht_pins_get(pins, CUFF));
	g_assert_false(ht_pins_remove(pins, STRAP, NULL));
	g_assert_nonnull(ht_pins_get(pins, STRAP));
}

#define ADD(path, function)                                                                        \
	g_test_add("/pins/" path, struct pins_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("kept", test_kept);
	ADD("replaced-and-removed", test_replaced_and_removed);
	ADD("damaged", test_damaged);
	ADD("upgraded", test_upgraded);
	ADD("locked", test_locked);
	return g_test_run();
}
