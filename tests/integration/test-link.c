/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link against a bluetoothd that misbehaves as the real one, and real wearables, may. */
#include "ble/link/ht-link.h"
#include "common/glib/ht-error.h"
#include "tests/integration/link-fixture.h"

static const guint8 heart_rate[] = {0x06, 61};

static void test_ecg(Fixture *f, gconstpointer traits)
{
	FakeDevice *strap =
	    fake_device_new(f->bluez, "hci0", STRAP, (FakeTraits)GPOINTER_TO_INT(traits));

	enroll(f, "a0:9e:1a:00:00:01");
	wait_for_log(f, "begin " STRAP " Fake strap fake\n");
	wait_for_log(f, "battery " STRAP " 77\n");
	fake_device_send_ecg(strap, 0, 73);
	wait_for_log(f, "ecg " STRAP " 130000 73\n");
	fake_device_notify(strap->heart_rate_fd, heart_rate, sizeof heart_rate);
	wait_for_log(f, "heart-rate " STRAP " 61\n");
	/* The last frames and the loss of the link come at once. */
	fake_device_send_ecg(strap, 73, 73);
	fake_device_send_ecg(strap, 146, 10);
	fake_device_drop(strap);
	wait_for_log(f, "end " STRAP "\n");
	g_assert_cmpuint(f->samples, ==, 156);
	/* The fake's stream stays on when the link is lost, as an H10's does. */
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->stops, ==, 1);
	g_assert_cmpuint(strap->starts, ==, 3);
	g_assert_cmpuint(strap->control_start_notifies, ==,
			 strap->traits & FAKE_CONTROL_NOTIFIES ? 0 : 2);
	/* Nobody asks for what BlueZ does not offer. */
	g_assert_cmpuint(strap->refused_acquires, ==, 0);
	fake_device_send_ecg(strap, 156, 73);
	wait_for_log(f, "ecg " STRAP " 130000 73\n");
	fake_device_free(strap);
	wait_for_state(f, STRAP, HT_WEARABLE_ABSENT);
}

static void test_heart_rate_only(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_notify(strap->heart_rate_fd, heart_rate, sizeof heart_rate);
	wait_for_log(f, "heart-rate " STRAP " 61\n");
	/* Nothing, and too little: no end, but counted. */
	fake_device_notify(strap->heart_rate_fd, heart_rate, 0);
	wait_for_log(f, "lost " STRAP " 4 1\n");
	fake_device_notify(strap->heart_rate_fd, heart_rate, 1);
	wait_for_log(f, "lost " STRAP " 4 1\n");
	fake_device_notify(strap->heart_rate_fd, heart_rate, sizeof heart_rate);
	wait_for_log(f, "heart-rate " STRAP " 61\n");
	fake_device_free(strap);
	wait_for_log(f, "end " STRAP "\n");
}

/* What cannot be acquired is never asked for in another way; the fake checks that. */
static void test_no_acquire(Fixture *f, gconstpointer data)
{
	FakeDevice *strap =
	    fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE | FAKE_NO_ACQUIRE);

	(void)data;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 3);
	g_assert_cmpstr(f->log->str, ==, "");
	fake_device_free(strap);
}

static void test_late_characteristics(Fixture *f, gconstpointer data)
{
	FakeDevice *strap =
	    fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE | FAKE_NO_CHARACTERISTICS);

	(void)data;
	enroll(f, STRAP);
	/* They never come: it gives up and tries again. */
	wait_until(f, &strap->connects, 2);
	wait_for_state(f, STRAP, HT_WEARABLE_RESOLVING);
	fake_device_show_characteristics(strap);
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

static void test_no_answer(Fixture *f, gconstpointer rubbish)
{
	FakeDevice *strap =
	    fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD | FAKE_CONTROL_NOTIFIES);

	strap->silent = !GPOINTER_TO_INT(rubbish);
	strap->rubbish = !strap->silent;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 2);
	g_assert_cmpuint(strap->disconnects, ==, 1);
	strap->silent = strap->rubbish = FALSE;
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

/* Its start, which waits for a reply, ends later than what it was for. */
static void test_forgotten_while_starting(Fixture *f, gconstpointer traits)
{
	FakeDevice *strap =
	    fake_device_new(f->bluez, "hci0", STRAP, (FakeTraits)GPOINTER_TO_INT(traits));

	strap->silent = TRUE;
	enroll(f, STRAP);
	wait_for_state(f, STRAP, HT_WEARABLE_STARTING);
	ht_link_forget(f->link, STRAP);
	wait_until(f, &strap->disconnects, 1);
	fake_device_free(strap);
	wait_for_state(f, STRAP, HT_WEARABLE_ABSENT);
	g_assert_cmpstr(f->log->str, ==, "");
}

static void test_small_mtu(Fixture *f, gconstpointer data)
{
	FakeDevice *strap =
	    fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD | FAKE_CONTROL_NOTIFIES);

	(void)data;
	strap->mtu = 185;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 2);
	g_assert_cmpuint(strap->starts, ==, 0);
	strap->mtu = 232;
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

static void test_connect_fails(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);

	(void)data;
	strap->connect_fails = TRUE;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 4);
	strap->connect_fails = FALSE;
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

enum { ADVERTISED_MS = 5 };

/* As a strap does that nobody is connected to. */
static gboolean advertise(gpointer data)
{
	BluezDevice1 *device = ((FakeDevice *)data)->device;

	if (!bluez_device1_get_connected(device))
		bluez_device1_set_rssi(device, bluez_device1_get_rssi(device) == -50 ? -51 : -50);
	return G_SOURCE_CONTINUE;
}

/* Heard, and so many connections take all their time. Returns the source of what is heard. */
static guint connect_in_vain(Fixture *f, FakeDevice *strap, guint times)
{
	guint advertising = g_timeout_add(ADVERTISED_MS, advertise, strap);

	strap->connect_aborts = TRUE;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, times);
	return advertising;
}

/* The kernel makes no connection any more until its adapter is switched off and on. */
static void test_revival(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);
	BluezAdapter1 *adapter = f->bluez->adapters->pdata[0];
	guint advertising;

	(void)data;
	advertising = connect_in_vain(f, strap, 2);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(f->bluez->switched_off, ==, 1);
	g_assert_true(bluez_adapter1_get_powered(adapter));
	/* Not again so soon. */
	strap->connect_aborts = TRUE;
	strap->connects = 0;
	fake_device_drop(strap);
	wait_until(f, &strap->connects, 5);
	g_assert_cmpuint(f->bluez->switched_off, ==, 1);
	g_source_remove(advertising);
	fake_device_free(strap);
}

/* Somebody's keyboard is connected by it: it stays on. */
static void test_no_revival(Fixture *f, gconstpointer data)
{
	FakeDevice *other = fake_device_new(f->bluez, "hci0", "B0:9E:1A:00:00:09", FAKE_STRANGE);
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);
	guint advertising;

	(void)data;
	fake_device_link_up(other);
	advertising = connect_in_vain(f, strap, 5);
	g_assert_cmpuint(f->bluez->switched_off, ==, 0);
	strap->connect_aborts = FALSE;
	wait_for_log(f, "begin " STRAP);
	g_source_remove(advertising);
	fake_device_free(strap);
	fake_device_free(other);
}

/* bluetoothd would go on trying, and refuse the next one, until it is told to stop. */
static void test_connect_hangs(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);

	(void)data;
	strap->connect_hangs = TRUE;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 2);
	g_assert_cmpuint(strap->disconnects, ==, 1);
	strap->connect_hangs = FALSE;
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

static void test_settings(void)
{
	HtLinkSettings settings = {.retry_ms = 5};

	/* bluetoothd itself takes up to 41 s to connect. */
	g_assert_cmpuint(ht_link_settings_default.connect_ms, >, 45000);
	g_assert_cmpuint(ht_link_settings_default.links_max, ==, 5);
	g_assert_false(ht_link_settings_default.indications);
	ht_link_settings_complete(&settings);
	g_assert_cmpuint(settings.connect_ms, ==, ht_link_settings_default.connect_ms);
	g_assert_cmpuint(settings.links_max, ==, 5);
	g_assert_cmpuint(settings.retry_ms, ==, 5);
	g_assert_cmpuint(settings.retry_max_ms, ==, 5);
}

static void test_two_wearables(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);
	FakeDevice *other = fake_device_new(f->bluez, "hci0", OTHER, FAKE_HEART_RATE);

	(void)data;
	enroll(f, STRAP);
	enroll(f, OTHER);
	wait_for_state(f, STRAP, HT_WEARABLE_STREAMING);
	wait_for_state(f, OTHER, HT_WEARABLE_STREAMING);
	g_string_truncate(f->log, 0);
	fake_device_notify(other->heart_rate_fd, heart_rate, sizeof heart_rate);
	wait_for_log(f, "heart-rate " OTHER " 61\n");
	fake_device_free(other);
	wait_for_log(f, "end " OTHER "\n");
	g_assert_cmpint(state_of(f, STRAP), ==, HT_WEARABLE_STREAMING);
	fake_device_free(strap);
}

static void wait_for_scan(BluezAdapter1 *adapter)
{
	while (!bluez_adapter1_get_discovering(adapter))
		g_main_context_iteration(NULL, TRUE);
}

static void test_adapters(Fixture *f, gconstpointer data)
{
	BluezAdapter1 *second = fake_adapter_add(f->bluez, "hci1", FALSE);
	FakeDevice *strap;

	(void)data;
	wait_for_scan(f->bluez->adapters->pdata[0]);
	g_assert_false(bluez_adapter1_get_discovering(second));
	bluez_adapter1_set_powered(second, TRUE);
	wait_for_scan(second);
	strap = fake_device_new(f->bluez, "hci1", STRAP, FAKE_HEART_RATE);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	/* Scanning goes on on both once the connection is made. */
	wait_for_scan(f->bluez->adapters->pdata[0]);
	wait_for_scan(second);
	fake_device_free(strap);
}

/* Both adapters see it; the one that holds its link is unplugged. */
static void test_other_adapter(Fixture *f, gconstpointer data)
{
	BluezAdapter1 *adapters[] = {f->bluez->adapters->pdata[0],
				     fake_adapter_add(f->bluez, "hci1", TRUE)};
	FakeDevice *straps[] = {fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE),
				fake_device_new(f->bluez, "hci1", STRAP, FAKE_HEART_RATE)};
	guint holder;

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(straps[0]->connects + straps[1]->connects, ==, 1);
	holder = straps[1]->connects;
	fake_device_free(straps[holder]);
	fake_adapter_remove(f->bluez, adapters[holder]);
	wait_for_log(f, "end " STRAP "\n");
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(straps[!holder]->connects, ==, 1);
	fake_device_notify(straps[!holder]->heart_rate_fd, heart_rate, sizeof heart_rate);
	wait_for_log(f, "heart-rate " STRAP " 61\n");
	fake_device_free(straps[!holder]);
}

static void test_not_enrolled(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);
	FakeDevice *keyboard = fake_device_new(f->bluez, "hci0", OTHER, FAKE_BATTERY);
	g_autoptr(GPtrArray) list = NULL;

	(void)data;
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	list = ht_link_list(f->link);
	g_assert_cmpuint(list->len, ==, 1);
	fake_device_free(strap);
	while (g_ptr_array_unref(list), list = ht_link_list(f->link), list->len > 0)
		g_main_context_iteration(NULL, TRUE);
	fake_device_free(keyboard);
}

static void test_bad_address(Fixture *f, gconstpointer data)
{
	static const char *const bad[] = {"",
					  "A0",
					  "A0:9E:1A:00:00:0G",
					  "A0-9E-1A-00-00-01",
					  "A0:9E:1A:00:00:011",
					  "A0:9E:1A:00:00:1"};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(ht_link_enroll(f->link, bad[i], NULL, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	}
}

static void test_forget(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	ht_link_forget(f->link, STRAP);
	wait_for_log(f, "end " STRAP "\n");
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	g_assert_cmpuint(strap->stops, ==, 1);
	wait_until(f, &strap->disconnects, 1);
	g_assert_cmpuint(strap->stops_before_disconnect, ==, 1);
	g_assert_cmpuint(strap->connects, ==, 1);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->connects, ==, 2);
	fake_device_free(strap);
}

static void test_bluetoothd_restarts(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_send_ecg(strap, 0, 20);
	fake_device_free(strap);
	fake_bluez_free(f->bluez);
	wait_for_log(f, "ecg " STRAP " 130000 20\nend " STRAP "\n");
	wait_for_state(f, STRAP, HT_WEARABLE_ABSENT);
	f->bluez = fake_bluez_new(bus_address());
	fake_adapter_add(f->bluez, "hci0", TRUE);
	strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD);
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

static void test_sink_not_ready(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	f->held = TRUE;
	for (gint32 i = 0; i < 50; i++)
		fake_device_send_ecg(strap, i * 73, 73);
	fake_device_drop(strap);
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	g_assert_cmpuint(f->samples, ==, 0);
	/* It waits for the old run to be handed out before it connects again. */
	g_assert_cmpuint(strap->connects, ==, 1);
	f->held = FALSE;
	ht_link_resume(f->link);
	wait_for_log(f, "end " STRAP "\nbegin " STRAP);
	g_assert_cmpuint(f->samples, ==, 50 * 73);
	fake_device_free(strap);
}

typedef struct {
	gboolean done;
	GError *error;
	HtLink *link;
} Stop;

static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	Stop *stop = data;

	(void)source;
	stop->done = TRUE;
	ht_link_stop_finish(stop->link, result, &stop->error);
}

static GError *stop_link(Fixture *f)
{
	Stop stop = {.link = f->link};

	ht_link_stop_async(f->link, on_stopped, &stop);
	while (!stop.done)
		g_main_context_iteration(NULL, TRUE);
	return stop.error;
}

static void test_stop(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD | FAKE_HEART_RATE);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_send_ecg(strap, 0, 73);
	g_assert_no_error(stop_link(f));
	/* Told to stop first, else it stays awake until its battery is empty. */
	g_assert_cmpuint(strap->stops_before_disconnect, ==, 1);
	g_assert_cmpuint(strap->disconnects, ==, 1);
	g_assert_cmpuint(f->samples, ==, 73);
	wait_for_log(f, "end " STRAP "\n");
	g_assert_false(bluez_adapter1_get_discovering(f->bluez->adapters->pdata[0]));
	fake_device_free(strap);
}

static void test_stop_while_connecting(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);

	(void)data;
	strap->connect_hangs = TRUE;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 1);
	g_assert_no_error(stop_link(f));
	g_assert_cmpuint(strap->disconnects, ==, 1);
	g_assert_cmpstr(f->log->str, ==, "");
	fake_device_free(strap);
}

static void test_stop_with_stuck_sink(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD);
	g_autoptr(GError) error = NULL;

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	f->held = TRUE;
	fake_device_send_ecg(strap, 0, 73);
	error = stop_link(f);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	wait_for_log(f, "end " STRAP "\n");
	fake_device_free(strap);
}

static void test_stop_with_nothing(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_no_error(stop_link(f));
}

static void add(const char *path, void (*test)(Fixture *, gconstpointer), gint data)
{
	g_test_add(path, Fixture, GINT_TO_POINTER(data), set_up, test, tear_down);
}

static void add_impatient(const char *path, void (*test)(Fixture *, gconstpointer), gint data)
{
	g_test_add(path, Fixture, GINT_TO_POINTER(data), set_up_impatient, test, tear_down);
}

int main(int argc, char **argv)
{
	const FakeTraits h10 = FAKE_PMD | FAKE_HEART_RATE | FAKE_BATTERY;
	g_autoptr(GTestDBus) bus = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	/* One bus for all tests: starting one changes the environment, which threads read. */
	bus = g_test_dbus_new(G_TEST_DBUS_NONE);
	g_test_dbus_up(bus);
	add("/link/ecg/control-indicates", test_ecg, (gint)h10);
	add("/link/ecg/control-notifies", test_ecg, (gint)(h10 | FAKE_CONTROL_NOTIFIES));
	add("/link/heart-rate-only", test_heart_rate_only, 0);
	add("/link/no-acquire", test_no_acquire, 0);
	add_impatient("/link/late-characteristics", test_late_characteristics, 0);
	add_impatient("/link/no-answer/silent", test_no_answer, FALSE);
	add_impatient("/link/no-answer/rubbish", test_no_answer, TRUE);
	add("/link/forgotten-while-starting/strap", test_forgotten_while_starting, FAKE_PMD);
	add("/link/forgotten-while-starting/movesense", test_forgotten_while_starting, FAKE_GSP);
	add("/link/small-mtu", test_small_mtu, 0);
	add("/link/connect-fails", test_connect_fails, 0);
	add_impatient("/link/connect-hangs", test_connect_hangs, 0);
	add("/link/in-vain/switched-off-and-on", test_revival, 0);
	add("/link/in-vain/not-with-a-link", test_no_revival, 0);
	g_test_add_func("/link/settings", test_settings);
	add("/link/two-wearables", test_two_wearables, 0);
	add("/link/adapters/both", test_adapters, 0);
	add("/link/adapters/other-one", test_other_adapter, 0);
	add("/link/not-enrolled", test_not_enrolled, 0);
	add("/link/bad-address", test_bad_address, 0);
	add("/link/forget", test_forget, 0);
	add("/link/bluetoothd-restarts", test_bluetoothd_restarts, 0);
	add("/link/sink-not-ready", test_sink_not_ready, 0);
	add("/link/stop/streaming", test_stop, 0);
	add("/link/stop/connecting", test_stop_while_connecting, 0);
	add_impatient("/link/stop/stuck-sink", test_stop_with_stuck_sink, 0);
	add("/link/stop/nothing", test_stop_with_nothing, 0);
	result = g_test_run();
	g_test_dbus_down(bus);
	return result;
}
