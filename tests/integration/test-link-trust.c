/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which samples the link calls authentic: none of a clone, and all of the wearable it was enrolled
 * with. */
#include "ble/codec/pmd.h"
#include "tests/integration/link-fixture.h"

#include <string.h>

static const FakeTraits STRAP_TRAITS = FAKE_HEART_RATE | FAKE_BATTERY;

static void set_up_trust(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {
	    .retry_ms = 1,
	    .retry_max_ms = 20,
	    /* When a frame of a test arrives means nothing. */
	    .wait_when_full = TRUE,
	    .is_encrypted = is_encrypted,
	    .is_encrypted_context = f,
	};

	(void)data;
	f->tells_trust = TRUE;
	f->keeps_pins = TRUE;
	f->encrypted = TRUE;
	set_up_with(f, &settings);
}

static FakeDevice *new_strap(Fixture *f, gboolean bonded)
{
	return fake_device_new(f->bluez, "hci0", STRAP, STRAP_TRAITS | (bonded ? FAKE_BONDED : 0));
}

/* The link marks what is bonded as trusted, and does not wait for it; GLib's skeletons do not
 * survive going while a property is being set. */
static void wait_until_trusted(FakeDevice *strap)
{
	while (!bluez_device1_get_trusted(strap->device))
		g_main_context_iteration(NULL, TRUE);
}

/* Enrolls it, sees it authentic, and takes it away. */
static void enroll_bonded(Fixture *f)
{
	FakeDevice *strap = new_strap(f, TRUE);

	enroll(f, STRAP);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_cmpuint(f->identified, ==, 1);
	fake_device_free(strap);
	wait_for_log(f, "end " STRAP "\n");
	f->told = FALSE;
	g_string_truncate(f->log, 0);
}

/* What the first block after the next begin says; nothing authentic may come before or with it. */
static void expect_suspect(Fixture *f, guint reasons)
{
	g_autofree char *line = g_strdup_printf("suspect " STRAP " %x\n", reasons);

	while (!strstr(f->log->str, line)) {
		g_assert_null(strstr(f->log->str, "authenticated"));
		g_main_context_iteration(NULL, TRUE);
	}
	g_assert_null(strstr(f->log->str, "authenticated"));
}

/* The positive control of all the others. */
static void test_bonded(Fixture *f, gconstpointer data)
{
	FakeDevice *strap;

	(void)data;
	enroll_bonded(f);
	g_assert_true(f->pinned.bonded);
	g_assert_cmpstr(f->pinned.serial, ==, "0001");
	g_assert_cmpstr(f->pinned.manufacturer, ==, "Fakers");
	g_assert_cmpuint(strlen(f->pinned.gatt), ==, 64);
	g_assert_cmpuint(f->asked, >, 0);
	strap = new_strap(f, TRUE);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_cmpuint(f->identified, ==, 1);
	wait_until_trusted(strap);
	fake_device_free(strap);
}

static void test_pin_from_enrolment(Fixture *f, gconstpointer data)
{
	FakeDevice *strap;
	HtIdentity pin;

	(void)data;
	enroll_bonded(f);
	pin = f->pinned;
	ht_link_forget(f->link, STRAP);
	g_assert_true(ht_link_enroll(f->link, STRAP, &pin, NULL));
	strap = new_strap(f, TRUE);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_cmpuint(f->identified, ==, 1);
	fake_device_free(strap);
}

static void test_plain_link(Fixture *f, gconstpointer data)
{
	FakeDevice *strap;

	(void)data;
	enroll_bonded(f);
	f->encrypted = FALSE;
	strap = new_strap(f, TRUE);
	expect_suspect(f, TRUST_REASON_LINK_PLAIN);
	fake_device_free(strap);
}

/* Not even at its enrolment, and nothing of it is pinned. */
static void test_plain_from_the_start(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f, TRUE);

	(void)data;
	f->encrypted = FALSE;
	enroll(f, STRAP);
	expect_suspect(f, TRUST_REASON_LINK_PLAIN);
	g_assert_cmpuint(f->identified, ==, 0);
	fake_device_free(strap);
}

static void test_becomes_plain(Fixture *f, gconstpointer data)
{
	static const guint8 heart_rate[] = {0x06, 61};
	FakeDevice *strap = new_strap(f, TRUE);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	f->encrypted = FALSE;
	/* The kernel is asked once a second. */
	while (!strstr(f->log->str, "suspect " STRAP " 1\n")) {
		g_string_truncate(f->log, 0);
		fake_device_notify(strap->heart_rate_fd, heart_rate, sizeof heart_rate);
		while (!strstr(f->log->str, "heart-rate"))
			g_main_context_iteration(NULL, TRUE);
	}
	fake_device_free(strap);
}

/* Everything is copied but the key: the same name, address, strings and services. */
static void test_clone_without_bond(Fixture *f, gconstpointer data)
{
	FakeDevice *clone;

	(void)data;
	enroll_bonded(f);
	f->encrypted = FALSE;
	clone = new_strap(f, FALSE);
	expect_suspect(f, TRUST_REASON_BOND_CHANGED | TRUST_REASON_LINK_PLAIN);
	g_assert_cmpuint(f->identified, ==, 1);
	fake_device_free(clone);
}

/* A clone that got itself bonded while nobody looked. */
static void test_bonded_anew(Fixture *f, gconstpointer data)
{
	FakeDevice *clone;

	(void)data;
	enroll_bonded(f);
	clone = new_strap(f, FALSE);
	expect_suspect(f, TRUST_REASON_BOND_CHANGED);
	fake_device_set_bonded(clone, TRUE);
	fake_device_drop(clone);
	wait_for_log(f, "end " STRAP "\n");
	f->told = FALSE;
	g_string_truncate(f->log, 0);
	expect_suspect(f, TRUST_REASON_BOND_CHANGED);
	fake_device_free(clone);
}

typedef struct {
	const char *serial, *firmware, *model, *maker;
	FakeTraits more;
	guint reasons;
} Other;

static const Other other_serial = {"0002", "1.0", "fake", "Fakers", 0, TRUST_REASON_IDENTITY};
static const Other other_firmware = {"0001", "1.1", "fake", "Fakers", 0, TRUST_REASON_IDENTITY};
static const Other other_model = {"0001", "1.0", "mock", "Fakers", 0, TRUST_REASON_IDENTITY};
static const Other other_maker = {"0001", "1.0", "fake", "Forgers", 0, TRUST_REASON_IDENTITY};
static const Other other_services = {"0001",   "1.0",        "fake",
				     "Fakers", FAKE_STRANGE, TRUST_REASON_GATT};

static void test_other_identity(Fixture *f, gconstpointer data)
{
	const Other *other = data;
	FakeDevice *strap;

	enroll_bonded(f);
	strap = fake_device_new(f->bluez, "hci0", STRAP, STRAP_TRAITS | FAKE_BONDED | other->more);
	strap->serial = other->serial;
	strap->firmware = other->firmware;
	strap->model = other->model;
	strap->maker = other->maker;
	expect_suspect(f, other->reasons);
	/* Enrolled again it is the one. */
	f->told = FALSE;
	g_string_truncate(f->log, 0);
	enroll(f, STRAP);
	g_assert_cmpuint(f->identified, ==, 2);
	fake_device_drop(strap);
	wait_for_log(f, "end " STRAP "\n");
	f->told = FALSE;
	wait_for_log(f, "authenticated " STRAP " 0\n");
	fake_device_free(strap);
}

static void test_unbonded(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f, FALSE);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "unauthenticated " STRAP " 0\n");
	g_assert_false(f->pinned.bonded);
	f->told = FALSE;
	fake_device_drop(strap);
	wait_for_log(f, "unauthenticated " STRAP " 0\n");
	g_assert_cmpuint(f->identified, ==, 1);
	fake_device_free(strap);
}

/* A pin that nobody keeps would be another one after the next start. */
static void test_nobody_keeps_pins(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f, TRUE);

	(void)data;
	f->keeps_pins = FALSE;
	enroll(f, STRAP);
	wait_for_log(f, "unauthenticated " STRAP " 0\n");
	f->told = FALSE;
	fake_device_drop(strap);
	wait_for_log(f, "unauthenticated " STRAP " 0\n");
	g_assert_cmpuint(f->identified, ==, 2);
	fake_device_free(strap);
}

static void advertise(Fixture *f, FakeDevice *strap)
{
	static const guint8 heart_rate[] = {0x06, 61};

	wait_for_state(f, STRAP, HT_WEARABLE_STREAMING);
	bluez_device1_set_rssi(strap->device, -60);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(strap->device));
	while (bluez_device1_get_rssi(strap->device) != -60)
		g_main_context_iteration(NULL, TRUE);
	fake_device_notify(strap->heart_rate_fd, heart_rate, sizeof heart_rate);
}

static void test_second_advertiser(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f, TRUE);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	while (!strstr(f->log->str, "suspect " STRAP " 100\n")) {
		bluez_device1_set_rssi(strap->device,
				       (gint16)(bluez_device1_get_rssi(strap->device) - 1));
		advertise(f, strap);
		wait_for_log(f, "heart-rate");
		if (f->origin.reasons == TRUST_REASON_ADVERTISER)
			break;
	}
	fake_device_free(strap);
}

/* An H10 serves two hubs, so it advertises while it is connected. */
static void test_busy_advertiser(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f, TRUE);
	g_autoptr(GPtrArray) list = NULL;

	(void)data;
	strap->model = "H10";
	enroll(f, STRAP);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	/* Twice: the second is surely seen after the first. */
	for (gint16 rssi = -70; rssi < -60; rssi++) {
		bluez_device1_set_rssi(strap->device, rssi);
		advertise(f, strap);
		wait_for_log(f, "heart-rate");
	}
	list = ht_link_list(f->link);
	g_assert_cmpuint(((HtWearable *)list->pdata[0])->trust_reasons, ==, 0);
	fake_device_free(strap);
}

/* Bonded, encrypted and itself, but what it sends was heard before. */
static void test_replay(Fixture *f, gconstpointer data)
{
	enum { FRAMES = 8, SAMPLES = 36, HZ = 25 };
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD | FAKE_BONDED);
	guint64 device_ns = G_GUINT64_CONSTANT(600000000000000000);

	(void)data;
	strap->features = 1 << PMD_ACC;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	for (guint i = 0; i < 2 * FRAMES; i++) {
		struct wave_block acc = {.quantity = QUANTITY_ACCELERATION,
					 .has_time = TRUE,
					 .channels = 3,
					 .count = SAMPLES};
		guint8 frame[PMD_FRAME_MAX];
		g_autoptr(GRand) noise = g_rand_new_with_seed(i % FRAMES);

		for (guint n = 0; n < SAMPLES * acc.channels; n++)
			acc.raw[n] = g_rand_int_range(noise, -500, 500);
		device_ns += SAMPLES * G_GUINT64_CONSTANT(1000000000) / HZ;
		acc.device_ns = device_ns;
		fake_device_notify(strap->ecg_fd, frame,
				   (gsize)pmd_acc_frame_encode(&acc, frame, sizeof frame));
		wait_for_log(f, "wave " STRAP " 1 25000 36\n");
		/* Each frame is told what it is. */
		if (i < FRAMES)
			g_assert_cmpint(f->origin.trust, ==, TRUST_AUTHENTICATED);
	}
	g_assert_cmpint(f->origin.trust, ==, TRUST_SUSPECT);
	g_assert_cmpuint(f->origin.reasons, ==, TRUST_REASON_REPLAY);
	fake_device_free(strap);
}

static void add(const char *path, void (*test)(Fixture *, gconstpointer), gconstpointer data)
{
	g_test_add(path, Fixture, data, set_up_trust, test, tear_down);
}

int main(int argc, char **argv)
{
	g_autoptr(GTestDBus) bus = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	/* One bus for all tests: starting one changes the environment, which threads read. */
	bus = g_test_dbus_new(G_TEST_DBUS_NONE);
	g_test_dbus_up(bus);
	add("/trust/bonded-and-encrypted", test_bonded, NULL);
	add("/trust/pin-from-enrolment", test_pin_from_enrolment, NULL);
	add("/trust/plain-link", test_plain_link, NULL);
	add("/trust/plain-from-the-start", test_plain_from_the_start, NULL);
	add("/trust/becomes-plain", test_becomes_plain, NULL);
	add("/trust/clone-without-bond", test_clone_without_bond, NULL);
	add("/trust/bonded-anew", test_bonded_anew, NULL);
	add("/trust/other/serial", test_other_identity, &other_serial);
	add("/trust/other/firmware", test_other_identity, &other_firmware);
	add("/trust/other/model", test_other_identity, &other_model);
	add("/trust/other/maker", test_other_identity, &other_maker);
	add("/trust/other/services", test_other_identity, &other_services);
	add("/trust/unbonded", test_unbonded, NULL);
	add("/trust/nobody-keeps-pins", test_nobody_keeps_pins, NULL);
	add("/trust/replay", test_replay, NULL);
	add("/trust/second-advertiser", test_second_advertiser, NULL);
	add("/trust/busy-advertiser", test_busy_advertiser, NULL);
	result = g_test_run();
	g_test_dbus_down(bus);
	return result;
}
