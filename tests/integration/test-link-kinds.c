/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds of wearables that differ in how they are found, started or read. */
#include "ble/codec/thingy.h"
#include "tests/integration/link-fixture.h"

/* Made from the layouts. */
static const guint8 oxygen[] = {0x00, 0x61, 0x00, 0x48, 0x00};
static const guint8 motion[18] = {0x00, 0x04};
static const guint8 odd_heart_rate[] = {0x10, 61, 0x00, 0x04, 0x7f};

static void test_oximeter(Fixture *f, gconstpointer data)
{
	FakeDevice *oximeter = fake_device_new(f->bluez, "hci0", STRAP, FAKE_OXIMETER);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_notify(oximeter->motion_fd, oxygen, sizeof oxygen);
	wait_for_log(f, "reading " STRAP " 2\n");
	fake_device_drop(oximeter);
	wait_for_log(f, "end " STRAP "\n");
	wait_for_log(f, "begin " STRAP);
	fake_device_notify(oximeter->motion_fd, oxygen, sizeof oxygen);
	wait_for_log(f, "reading " STRAP " 2\n");
	fake_device_free(oximeter);
}

/* It is found by a service that is not the one that streams, and that nobody reads. */
static void test_thingy(Fixture *f, gconstpointer data)
{
	FakeDevice *thingy = fake_device_new(f->bluez, "hci0", STRAP, FAKE_THINGY);
	const gchar *const *shown = bluez_device1_get_uuids(thingy->device);

	(void)data;
	g_assert_cmpuint(g_strv_length((gchar **)shown), ==, 1);
	g_assert_cmpstr(shown[0], ==, THINGY_CONFIGURATION_SERVICE_UUID);
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_notify(thingy->motion_fd, motion, sizeof motion);
	wait_for_log(f, "wave " STRAP " 1 0 1\n");
	wait_for_log(f, "wave " STRAP " 2 0 1\n");
	/* bluetoothd is asked to reconnect it by what it has. */
	while (!f->bluez->profile)
		g_main_context_iteration(NULL, TRUE);
	g_assert_true(
	    g_strv_contains((const gchar *const *)f->bluez->profile, THINGY_MOTION_SERVICE_UUID));
	fake_device_free(thingy);
}

/* Unlock, then the rate: the next one above what is wished. */
static void test_witmotion(Fixture *f, gconstpointer data)
{
	HtStreamWish wishes[HT_STREAMS] = {[HT_STREAM_ACCELERATION] = {TRUE, 60}};
	FakeDevice *sensor = fake_device_new(f->bluez, "hci0", STRAP, FAKE_WITMOTION);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpstr(sensor->witmotion->str, ==, "ffaa6988b5\nffaa030800\n");
	g_string_truncate(sensor->witmotion, 0);
	g_assert_true(ht_link_set_streams(f->link, STRAP, wishes, NULL));
	while (!g_str_equal(sensor->witmotion->str, "ffaa6988b5\nffaa030900\n"))
		g_main_context_iteration(NULL, TRUE);
	fake_device_free(sensor);
}

/* What can be read is used; that something was left out is counted. */
static void test_odd_byte(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_notify(strap->heart_rate_fd, odd_heart_rate, sizeof odd_heart_rate);
	wait_for_log(f, "heart-rate " STRAP " 61\n");
	wait_for_log(f, "lost " STRAP " 4 1\n");
	/* Without it nothing is counted. */
	fake_device_notify(strap->heart_rate_fd, odd_heart_rate, sizeof odd_heart_rate - 1);
	fake_device_drop(strap);
	wait_for_log(f, "heart-rate " STRAP " 61\nend " STRAP "\n");
	fake_device_free(strap);
}

/* The same service, read as its maker means it. */
static void test_intervals_in_ms(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);

	(void)data;
	bluez_device1_set_name(strap->device, "WHOOP 5A0123456");
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_notify(strap->heart_rate_fd, odd_heart_rate, sizeof odd_heart_rate - 1);
	wait_for_log(f, "heart-rate " STRAP " 61\n");
	g_assert_cmpstr(f->raw->str, ==, "heart rate in ms 1 4\n");
	fake_device_free(strap);
}

static void add(const char *path, void (*test)(Fixture *, gconstpointer))
{
	g_test_add(path, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_autoptr(GTestDBus) bus = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	/* One bus for all tests: starting one changes the environment, which threads read. */
	bus = g_test_dbus_new(G_TEST_DBUS_NONE);
	g_test_dbus_up(bus);
	add("/kinds/oximeter/continuous-only", test_oximeter);
	add("/kinds/thingy/found-by-its-vendor-service", test_thingy);
	add("/kinds/witmotion/rate", test_witmotion);
	add("/kinds/heart-rate/odd-byte", test_odd_byte);
	add("/kinds/heart-rate/intervals-in-ms", test_intervals_in_ms);
	result = g_test_run();
	g_test_dbus_down(bus);
	return result;
}
