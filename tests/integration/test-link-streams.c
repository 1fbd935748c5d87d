/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which streams the link starts, changes and stops, and how it makes a wearable buzz. */
#include "ble/codec/movesense.h"
#include "ble/codec/pmd.h"
#include "common/glib/ht-error.h"
#include "tests/integration/link-fixture.h"

#include <string.h>

static void set_up_indications(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {.retry_ms = 1, .retry_max_ms = 20, .indications = TRUE};

	(void)data;
	set_up_with(f, &settings);
}

static FakeDevice *new_strap(Fixture *f)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, FAKE_PMD);

	strap->features = 1 << PMD_ECG | 1 << PMD_ACC;
	return strap;
}

static void send_acceleration(FakeDevice *strap)
{
	struct wave_block acc = {.quantity = QUANTITY_ACCELERATION,
				 .has_time = TRUE,
				 .device_ns = 1000000000,
				 .channels = 3,
				 .count = 36};
	guint8 frame[PMD_FRAME_MAX];
	long size = pmd_acc_frame_encode(&acc, frame, sizeof frame);

	fake_device_notify(strap->ecg_fd, frame, (gsize)size);
}

static void test_usual(Fixture *f, gconstpointer splits_replies)
{
	FakeDevice *strap = new_strap(f);

	strap->splits_replies = GPOINTER_TO_INT(splits_replies);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->rate_hz[PMD_ECG], ==, 130);
	g_assert_cmpuint(strap->rate_hz[PMD_ACC], ==, 25);
	/* The rate of the frames is known from what was sent and answered. */
	send_acceleration(strap);
	wait_for_log(f, "wave " STRAP " 1 25000 36\n");
	fake_device_send_ecg(strap, 0, 73);
	wait_for_log(f, "ecg " STRAP " 130000 73\n");
	/* A capture holds the commands and the answers before any frame. */
	g_assert_nonnull(strstr(f->raw->str, "PMD 2 "));
	g_assert_nonnull(strstr(f->raw->str, "PMD 3 "));
	g_assert_true(strstr(f->raw->str, "PMD 2 ") < strstr(f->raw->str, "PMD 1 "));
	g_assert_true(g_strrstr(f->raw->str, "PMD 3 ") < strstr(f->raw->str, "PMD 1 "));
	fake_device_free(strap);
}

static void wait_for_rate(FakeDevice *strap, enum pmd_type type, guint rate_hz)
{
	while (strap->rate_hz[type] != rate_hz)
		g_main_context_iteration(NULL, TRUE);
}

static void test_wishes(Fixture *f, gconstpointer data)
{
	HtStreamWish wishes[HT_STREAMS] = {[HT_STREAM_ACCELERATION] = {TRUE, 60}};
	FakeDevice *strap = new_strap(f);
	g_autoptr(GError) error = NULL;

	(void)data;
	enroll(f, STRAP);
	g_assert_true(ht_link_set_streams(f->link, STRAP, wishes, &error));
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->rate_hz[PMD_ECG], ==, 0);
	g_assert_cmpuint(strap->rate_hz[PMD_ACC], ==, 100);
	/* While it streams; above all that is offered. */
	wishes[HT_STREAM_ACCELERATION].rate_hz = 1000;
	wishes[HT_STREAM_ECG].on = TRUE;
	g_assert_true(ht_link_set_streams(f->link, STRAP, wishes, &error));
	wait_for_rate(strap, PMD_ACC, 200);
	wait_for_rate(strap, PMD_ECG, 130);
	/* Twice at once: the last one counts. */
	wishes[HT_STREAM_ACCELERATION].on = FALSE;
	g_assert_true(ht_link_set_streams(f->link, STRAP, wishes, &error));
	wishes[HT_STREAM_ECG].on = FALSE;
	g_assert_true(ht_link_set_streams(f->link, STRAP, wishes, &error));
	wait_for_rate(strap, PMD_ACC, 0);
	wait_for_rate(strap, PMD_ECG, 0);
	/* And after a reconnect. */
	fake_device_drop(strap);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->rate_hz[PMD_ECG], ==, 0);
	g_assert_true(ht_link_set_streams(f->link, STRAP, NULL, &error));
	wait_for_rate(strap, PMD_ECG, 130);
	wait_for_rate(strap, PMD_ACC, 25);
	g_assert_false(ht_link_set_streams(f->link, OTHER, NULL, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	fake_device_free(strap);
}

static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	(void)source;
	(void)result;
	*(gboolean *)data = TRUE;
}

static void test_all_are_stopped(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	gboolean stopped = FALSE;

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	ht_link_stop_async(f->link, on_stopped, &stopped);
	while (!stopped)
		g_main_context_iteration(NULL, TRUE);
	g_assert_cmpuint(strap->rate_hz[PMD_ECG], ==, 0);
	g_assert_cmpuint(strap->rate_hz[PMD_ACC], ==, 0);
	g_assert_cmpuint(strap->stops, ==, 2);
	fake_device_free(strap);
}

/* Both streams run on over a lost link: each is stopped and started anew. */
static void test_already_running(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_drop(strap);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->stops, ==, 2);
	g_assert_cmpuint(strap->rate_hz[PMD_ECG], ==, 130);
	g_assert_cmpuint(strap->rate_hz[PMD_ACC], ==, 25);
	fake_device_free(strap);
}

static void test_refused(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	strap->refused_types = 1 << PMD_ACC;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(strap->rate_hz[PMD_ECG], ==, 130);
	fake_device_free(strap);
	wait_for_log(f, "end " STRAP "\n");
	/* Without its ECG a strap is tried again. */
	strap = new_strap(f);
	strap->refused_types = 1 << PMD_ECG;
	wait_until(f, &strap->connects, 2);
	g_assert_null(strstr(f->log->str, "begin"));
	fake_device_free(strap);
}

/* 16 samples that count up in microvolts; a count is 0.381 of one. */
static void send_movesense_ecg(FakeDevice *sensor, guint32 first)
{
	guint8 packet[6 + 16 * 4] = {2, 1};
	guint32 time_ms = GUINT32_TO_LE(1000 + first * 8);

	memcpy(packet + 2, &time_ms, sizeof time_ms);
	for (guint i = 0; i < 16; i++) {
		guint32 counts = GUINT32_TO_LE((guint32)((first + i) * 2.62144 + 0.5));

		memcpy(packet + 6 + i * 4, &counts, sizeof counts);
	}
	fake_device_notify(sensor->gsp_fd, packet, sizeof packet);
}

static void test_movesense(Fixture *f, gconstpointer data)
{
	FakeDevice *sensor = fake_device_new(f->bluez, "hci0", STRAP, FAKE_GSP);
	HtStreamWish none[HT_STREAMS] = {0};

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpstr(sensor->gsp->str, ==,
			"0 7 \n1 1 /Meas/ECG/125\n1 2 /Meas/Acc/26\n1 6 /Meas/HR\n");
	/* The first may go on in the second. */
	send_movesense_ecg(sensor, 0);
	send_movesense_ecg(sensor, 16);
	wait_for_log(f, "ecg " STRAP " 125000 16\n");
	g_string_truncate(sensor->gsp, 0);
	g_assert_true(ht_link_set_streams(f->link, STRAP, none, NULL));
	while (!g_str_equal(sensor->gsp->str, "2 1 \n2 2 \n2 6 \n"))
		g_main_context_iteration(NULL, TRUE);
	fake_device_free(sensor);
}

typedef struct {
	Fixture *f;
	gboolean done;
	GError *error;
} Buzz;

static void on_buzzed(GObject *source, GAsyncResult *result, gpointer data)
{
	Buzz *buzz = data;

	(void)source;
	ht_link_buzz_finish(buzz->f->link, result, &buzz->error);
	buzz->done = TRUE;
}

static GError *buzz(Fixture *f, guint level)
{
	Buzz buzz = {.f = f};

	ht_link_buzz_async(f->link, STRAP, level, NULL, on_buzzed, &buzz);
	while (!buzz.done)
		g_main_context_iteration(NULL, TRUE);
	return buzz.error;
}

static void expect_no_buzz(Fixture *f, guint level, HtError code)
{
	g_autoptr(GError) error = buzz(f, level);

	g_assert_error(error, HT_ERROR, (gint)code);
}

static void test_buzz(Fixture *f, gconstpointer data)
{
	FakeDevice *watch;

	(void)data;
	expect_no_buzz(f, 2, HT_ERROR_NOT_FOUND);
	watch = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE | FAKE_ALERT);
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	expect_no_buzz(f, 2, HT_ERROR_NOT_FOUND);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_no_error(buzz(f, 2));
	/* It is not answered, so the fake may hear of it later. */
	wait_until(f, &watch->alerts, 1);
	g_assert_cmpuint(watch->alert, ==, 2);
	expect_no_buzz(f, 3, HT_ERROR_INVALID);
	fake_device_free(watch);
	wait_for_log(f, "end " STRAP);
	watch = fake_device_new(f->bluez, "hci0", STRAP, FAKE_HEART_RATE);
	wait_for_log(f, "begin " STRAP);
	expect_no_buzz(f, 1, HT_ERROR_UNSUPPORTED);
	fake_device_free(watch);
}

/* 36.8 degrees, made from the layout. */
static const guint8 temperature[] = {0x00, 0x70, 0x01, 0x00, 0xff};

static void test_indications(Fixture *f, gconstpointer data)
{
	FakeDevice *thermometer = fake_device_new(f->bluez, "hci0", STRAP, FAKE_THERMOMETER);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpuint(thermometer->indication_subscriptions, ==, 1);
	fake_device_indicate(thermometer, temperature, sizeof temperature);
	wait_for_log(f, "reading " STRAP " 1\n");
	fake_device_drop(thermometer);
	wait_for_log(f, "end " STRAP "\n");
	wait_for_log(f, "begin " STRAP);
	fake_device_free(thermometer);
}

static void test_no_indications(Fixture *f, gconstpointer data)
{
	FakeDevice *thermometer = fake_device_new(f->bluez, "hci0", STRAP, FAKE_THERMOMETER);

	(void)data;
	enroll(f, STRAP);
	wait_until(f, &thermometer->connects, 2);
	g_assert_cmpuint(thermometer->indication_subscriptions, ==, 0);
	g_assert_cmpstr(f->log->str, ==, "");
	fake_device_free(thermometer);
}

static void add(const char *path, void (*test)(Fixture *, gconstpointer), gint data)
{
	g_test_add(path, Fixture, GINT_TO_POINTER(data), set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_autoptr(GTestDBus) bus = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	/* One bus for all tests: starting one changes the environment, which threads read. */
	bus = g_test_dbus_new(G_TEST_DBUS_NONE);
	g_test_dbus_up(bus);
	add("/streams/usual", test_usual, FALSE);
	add("/streams/usual/replies-in-parts", test_usual, TRUE);
	add("/streams/wishes", test_wishes, 0);
	add("/streams/all-are-stopped", test_all_are_stopped, 0);
	add("/streams/already-running", test_already_running, 0);
	add("/streams/refused", test_refused, 0);
	add("/streams/movesense", test_movesense, 0);
	add("/streams/buzz", test_buzz, 0);
	g_test_add("/streams/indications", Fixture, NULL, set_up_indications, test_indications,
		   tear_down);
	add("/streams/no-indications", test_no_indications, 0);
	result = g_test_run();
	g_test_dbus_down(bus);
	return result;
}
