/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairing, the agent that answers for it, and links that come and go by themselves. */
#include "ble/codec/heart_rate.h"
#include "ble/link/agent.h"
#include "common/glib/ht-error.h"
#include "tests/integration/link-fixture.h"

#include <string.h>

enum { WINDOW_MS = 20000, SHORT_WINDOW_MS = 50, NEVER_MS = 600000 };

static const FakeTraits STRAP_TRAITS = FAKE_HEART_RATE | FAKE_BATTERY;

static void set_up_pairing(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {
	    .retry_ms = 1,
	    .retry_max_ms = 20,
	    .is_encrypted = is_encrypted,
	    .is_encrypted_context = f,
	};

	(void)data;
	f->tells_trust = TRUE;
	f->keeps_pins = TRUE;
	f->encrypted = TRUE;
	set_up_with(f, &settings);
}

static void set_up_user(Fixture *f, gconstpointer data)
{
	f->has_user = TRUE;
	set_up_pairing(f, data);
}

/* The hub itself would not try again within the time of a test. */
static void set_up_patient(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {.retry_ms = NEVER_MS, .retry_max_ms = NEVER_MS};

	(void)data;
	set_up_with(f, &settings);
}

static void set_up_one_link(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {.retry_ms = 1, .retry_max_ms = 20, .links_max = 1};

	(void)data;
	set_up_with(f, &settings);
}

typedef struct {
	Fixture *f;
	gboolean done;
	GError *error;
} Pairing;

static void on_paired(GObject *source, GAsyncResult *result, gpointer data)
{
	Pairing *pairing = data;

	(void)source;
	ht_link_pair_finish(pairing->f->link, result, &pairing->error);
	pairing->done = TRUE;
}

static GError *wait_for_end(Pairing *pairing)
{
	while (!pairing->done)
		g_main_context_iteration(NULL, TRUE);
	return pairing->error;
}

static GError *pair(Fixture *f, guint window_ms)
{
	Pairing pairing = {.f = f};

	ht_link_pair_async(f->link, STRAP, window_ms, NULL, on_paired, &pairing);
	return wait_for_end(&pairing);
}

static FakeDevice *new_strap(Fixture *f)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP, STRAP_TRAITS);

	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	return strap;
}

/* What came over D-Bus is there: UnregisterAgent is not waited for. */
static void expect_shut(Fixture *f)
{
	while (f->bluez->agent_path)
		g_main_context_iteration(NULL, TRUE);
}

static void test_before_enrolment(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	g_assert_no_error(pair(f, WINDOW_MS));
	g_assert_cmpstr(f->bluez->capability, ==, "NoInputNoOutput");
	expect_shut(f);
	g_assert_cmpuint(strap->pairs, ==, 1);
	while (!bluez_device1_get_trusted(strap->device))
		g_main_context_iteration(NULL, TRUE);
	enroll(f, STRAP);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_true(f->pinned.bonded);
	fake_device_free(strap);
}

/* Without a disconnection: the link that pairing made is the one that streams. */
static void test_enrolled(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	strap->connect_fails = TRUE;
	enroll(f, STRAP);
	wait_until(f, &strap->connects, 1);
	g_assert_no_error(pair(f, WINDOW_MS));
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_cmpuint(strap->disconnects, ==, 0);
	fake_device_free(strap);
}

/* What was allowed unauthenticated becomes authentic, on the same connection. */
static void test_while_streaming(Fixture *f, gconstpointer data)
{
	static const guint8 heart_rate[] = {0x06, 61};
	FakeDevice *strap = new_strap(f);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "unauthenticated " STRAP " 0\n");
	g_assert_no_error(pair(f, WINDOW_MS));
	while (f->identified < 2)
		g_main_context_iteration(NULL, TRUE);
	g_assert_true(f->pinned.bonded);
	fake_device_notify(strap->heart_rate_fd, heart_rate, sizeof heart_rate);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_cmpuint(strap->connects, ==, 1);
	/* And stays so. */
	f->told = FALSE;
	fake_device_drop(strap);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_cmpuint(f->identified, ==, 2);
	fake_device_free(strap);
}

/* Who it is was read already, and its streams are being switched on. */
static void test_while_starting(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = fake_device_new(f->bluez, "hci0", STRAP,
					    STRAP_TRAITS | FAKE_PMD | FAKE_CONTROL_NOTIFIES);

	(void)data;
	strap->holds_replies = TRUE;
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	enroll(f, STRAP);
	while (!strap->held)
		g_main_context_iteration(NULL, TRUE);
	g_assert_no_error(pair(f, WINDOW_MS));
	while (!bluez_device1_get_trusted(strap->device))
		g_main_context_iteration(NULL, TRUE);
	g_assert_cmpint(state_of(f, STRAP), ==, HT_WEARABLE_STARTING);
	fake_device_answer(strap);
	wait_for_log(f, "authenticated " STRAP " 0\n");
	g_assert_true(f->pinned.bonded);
	g_assert_cmpuint(strap->disconnects, ==, 0);
	fake_device_free(strap);
}

static void test_refused(Fixture *f, gconstpointer name)
{
	FakeDevice *strap = new_strap(f);
	g_autoptr(GError) error = NULL;

	strap->pair_error = name;
	error = pair(f, WINDOW_MS);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_nonnull(strstr(error->message, STRAP));
	if (g_str_equal(name, "AuthenticationFailed"))
		g_assert_nonnull(strstr(error->message, "twinctl wearable forget"));
	expect_shut(f);
	/* The next one may be another day's. */
	strap->pair_error = NULL;
	g_assert_no_error(pair(f, WINDOW_MS));
	fake_device_free(strap);
}

/* BlueZ still has a key; whether the wearable has is not known. */
static void test_paired_already(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	g_autoptr(GError) error = NULL;

	(void)data;
	fake_device_set_bonded(strap, TRUE);
	error = pair(f, WINDOW_MS);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_nonnull(strstr(error->message, "twinctl wearable forget"));
	expect_shut(f);
	fake_device_free(strap);
}

static void test_window_over(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	g_autoptr(GError) error = NULL;

	(void)data;
	strap->pair_hangs = TRUE;
	error = pair(f, SHORT_WINDOW_MS);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_nonnull(strstr(error->message, "in the time given"));
	expect_shut(f);
	/* On a busy machine the window may be over before it is its turn. */
	if (!strstr(error->message, "no link became free"))
		wait_until(f, &strap->cancelled_pairings, 1);
	fake_device_free(strap);
}

typedef struct {
	gboolean done;
	gboolean rejected;
} Answer;

static void on_answer(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) reply =
	    g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
	g_autofree char *name = error ? g_dbus_error_get_remote_error(error) : NULL;
	Answer *answer = data;

	answer->done = TRUE;
	answer->rejected = g_strcmp0(name, "org.bluez.Error.Rejected") == 0;
	g_assert_true(reply || answer->rejected);
}

static gboolean agent_rejects(Fixture *f, FakeDevice *device)
{
	Answer answer = {0};

	fake_device_ask_agent(device, g_dbus_connection_get_unique_name(f->bus), HT_AGENT_PATH,
			      on_answer, &answer);
	while (!answer.done)
		g_main_context_iteration(NULL, TRUE);
	return answer.rejected;
}

static gboolean agent_rejects_stranger(Fixture *f, FakeDevice *device)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusConnection) stranger = g_dbus_connection_new_for_address_sync(
	    bus_address(),
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);
	Answer answer = {0};

	g_assert_no_error(error);
	g_dbus_connection_call(stranger, g_dbus_connection_get_unique_name(f->bus), HT_AGENT_PATH,
			       "org.bluez.Agent1", "RequestAuthorization",
			       g_variant_new("(o)", device->path), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
			       NULL, on_answer, &answer);
	while (!answer.done)
		g_main_context_iteration(NULL, TRUE);
	g_dbus_connection_close_sync(stranger, NULL, NULL);
	return answer.rejected;
}

static void test_agent_answers_for_one(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	FakeDevice *other = fake_device_new(f->bluez, "hci0", OTHER, STRAP_TRAITS);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	Pairing pairing = {.f = f};

	(void)data;
	g_assert_true(agent_rejects(f, strap));
	strap->pair_hangs = TRUE;
	ht_link_pair_async(f->link, STRAP, WINDOW_MS, cancellable, on_paired, &pairing);
	wait_until(f, &strap->pairs, 1);
	/* The positive control of the others. */
	g_assert_false(agent_rejects(f, strap));
	g_assert_true(agent_rejects(f, other));
	g_assert_true(agent_rejects_stranger(f, strap));
	/* Nobody can type a passkey. */
	strap->asks_passkey = TRUE;
	g_assert_true(agent_rejects(f, strap));
	strap->asks_passkey = FALSE;
	g_cancellable_cancel(cancellable);
	g_assert_error(wait_for_end(&pairing), G_IO_ERROR, G_IO_ERROR_CANCELLED);
	g_error_free(pairing.error);
	wait_until(f, &strap->cancelled_pairings, 1);
	g_assert_true(agent_rejects(f, strap));
	expect_shut(f);
	fake_device_free(other);
	fake_device_free(strap);
}

/* Its turn ends with it, else nobody could connect any more. */
static void test_called_off(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	FakeDevice *other = fake_device_new(f->bluez, "hci0", OTHER, STRAP_TRAITS);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	Pairing pairing = {.f = f};

	(void)data;
	strap->pair_hangs = TRUE;
	ht_link_pair_async(f->link, STRAP, WINDOW_MS, cancellable, on_paired, &pairing);
	wait_until(f, &strap->pairs, 1);
	g_cancellable_cancel(cancellable);
	g_assert_error(wait_for_end(&pairing), G_IO_ERROR, G_IO_ERROR_CANCELLED);
	g_error_free(pairing.error);
	wait_for_state(f, STRAP, HT_WEARABLE_FOUND);
	enroll(f, OTHER);
	wait_for_log(f, "begin " OTHER);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_device_free(other);
	fake_device_free(strap);
}

static void test_bluetoothd_vanishes(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	Pairing pairing = {.f = f};

	(void)data;
	strap->pair_hangs = TRUE;
	ht_link_pair_async(f->link, STRAP, WINDOW_MS, NULL, on_paired, &pairing);
	wait_until(f, &strap->pairs, 1);
	fake_device_free(strap);
	fake_bluez_free(f->bluez);
	g_assert_error(wait_for_end(&pairing), HT_ERROR, HT_ERROR_FAILED);
	g_error_free(pairing.error);
	f->bluez = fake_bluez_new(bus_address());
	fake_adapter_add(f->bluez, "hci0", TRUE);
	strap = new_strap(f);
	g_assert_no_error(pair(f, WINDOW_MS));
	fake_device_free(strap);
}

static void answer(Fixture *f, guint32 passkey, HtError code)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(ht_link_answer_passkey(f->link, STRAP, passkey, &error));
	g_assert_error(error, HT_ERROR, (gint)code);
}

static void test_passkey(Fixture *f, gconstpointer right)
{
	FakeDevice *strap = new_strap(f);
	Pairing pairing = {.f = f};
	g_autoptr(GError) error = NULL;
	guint32 passkey = GPOINTER_TO_INT(right) ? FAKE_PASSKEY : 1;

	strap->asks_passkey = TRUE;
	answer(f, FAKE_PASSKEY, HT_ERROR_NOT_FOUND);
	ht_link_pair_async(f->link, STRAP, WINDOW_MS, NULL, on_paired, &pairing);
	wait_for_log(f, "passkey " STRAP "\n");
	g_assert_cmpstr(f->bluez->capability, ==, "KeyboardOnly");
	answer(f, 1000000, HT_ERROR_INVALID);
	g_assert_true(ht_link_answer_passkey(f->link, STRAP, passkey, &error));
	answer(f, passkey, HT_ERROR_NOT_FOUND);
	error = wait_for_end(&pairing);
	g_assert_cmpuint(strap->passkey, ==, passkey);
	if (GPOINTER_TO_INT(right))
		g_assert_no_error(error);
	else
		g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	fake_device_free(strap);
}

static void test_one_at_a_time(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) absent = pair(f, WINDOW_MS);
	FakeDevice *strap = new_strap(f);
	g_autoptr(GError) busy = NULL;
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	Pairing first = {.f = f};

	(void)data;
	g_assert_error(absent, HT_ERROR, HT_ERROR_NOT_FOUND);
	strap->pair_hangs = TRUE;
	ht_link_pair_async(f->link, STRAP, WINDOW_MS, cancellable, on_paired, &first);
	busy = pair(f, WINDOW_MS);
	g_assert_error(busy, HT_ERROR, HT_ERROR_BUSY);
	g_cancellable_cancel(cancellable);
	g_clear_error(&(GError *){wait_for_end(&first)});
	fake_device_free(strap);
}

static void test_forget_removes_bond(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_no_error(pair(f, WINDOW_MS));
	while (f->identified < 2)
		g_main_context_iteration(NULL, TRUE);
	ht_link_forget(f->link, STRAP);
	wait_for_log(f, "end " STRAP "\n");
	wait_until(f, &f->bluez->removed, 1);
	fake_device_free(strap);
}

static void wait_for_profile(Fixture *f, const char *uuid)
{
	while (!f->bluez->profile)
		g_main_context_iteration(NULL, TRUE);
	g_assert_true(g_strv_contains((const gchar *const *)f->bluez->profile, uuid));
}

static void test_reconnect(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	g_assert_null(f->bluez->profile);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	wait_for_profile(f, HEART_RATE_SERVICE_UUID);
	g_assert_cmpuint(g_strv_length(f->bluez->profile), ==, 1);
	fake_device_drop(strap);
	wait_for_log(f, "end " STRAP "\n");
	wait_for_state(f, STRAP, HT_WEARABLE_WAITING);
	/* The link's own Disconnect() of what it lost may still be on its way. */
	while (!strstr(f->log->str, "begin " STRAP)) {
		if (!bluez_device1_get_connected(strap->device))
			fake_device_link_up(strap);
		g_main_context_iteration(NULL, TRUE);
	}
	g_assert_cmpuint(strap->connects, ==, 1);
	/* Nothing of it is wanted any more. */
	ht_link_forget(f->link, STRAP);
	while (f->bluez->profile)
		g_main_context_iteration(NULL, TRUE);
	fake_device_free(strap);
}

/* bluetoothd may connect whatever offers such a service. */
static void test_not_ours(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	FakeDevice *other = fake_device_new(f->bluez, "hci0", OTHER, STRAP_TRAITS);

	(void)data;
	wait_for_state(f, OTHER, HT_WEARABLE_FOUND);
	fake_device_link_up(other);
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	g_assert_cmpint(state_of(f, OTHER), ==, HT_WEARABLE_FOUND);
	g_assert_cmpint(other->heart_rate_fd, <, 0);
	fake_device_free(other);
	fake_device_free(strap);
}

static void test_links_max(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);
	FakeDevice *other = fake_device_new(f->bluez, "hci0", OTHER, STRAP_TRAITS);

	(void)data;
	enroll(f, STRAP);
	enroll(f, OTHER);
	wait_for_state(f, STRAP, HT_WEARABLE_STREAMING);
	/* Scanning goes on, so its turn has come and gone. */
	while (!bluez_adapter1_get_discovering(f->bluez->adapters->pdata[0]))
		g_main_context_iteration(NULL, TRUE);
	g_assert_cmpint(state_of(f, OTHER), ==, HT_WEARABLE_FOUND);
	g_assert_cmpuint(other->connects, ==, 0);
	ht_link_forget(f->link, STRAP);
	wait_for_state(f, OTHER, HT_WEARABLE_STREAMING);
	fake_device_free(other);
	fake_device_free(strap);
}

static void test_adapter_unplugged(Fixture *f, gconstpointer data)
{
	FakeDevice *strap = new_strap(f);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	fake_adapter_remove(f->bluez, f->bluez->adapters->pdata[0]);
	fake_device_free(strap);
	wait_for_log(f, "end " STRAP "\n");
	wait_for_state(f, STRAP, HT_WEARABLE_ABSENT);
	fake_adapter_add(f->bluez, "hci0", TRUE);
	strap = fake_device_new(f->bluez, "hci0", STRAP, STRAP_TRAITS);
	wait_for_log(f, "begin " STRAP);
	wait_for_profile(f, HEART_RATE_SERVICE_UUID);
	fake_device_free(strap);
}

static void test_adapter_switched_off(Fixture *f, gconstpointer data)
{
	BluezAdapter1 *adapter = f->bluez->adapters->pdata[0];
	FakeDevice *strap = new_strap(f);

	(void)data;
	enroll(f, STRAP);
	wait_for_log(f, "begin " STRAP);
	bluez_adapter1_set_powered(adapter, FALSE);
	bluez_adapter1_set_discovering(adapter, FALSE);
	fake_device_drop(strap);
	wait_for_log(f, "end " STRAP "\n");
	bluez_adapter1_set_powered(adapter, TRUE);
	wait_for_log(f, "begin " STRAP);
	fake_device_free(strap);
}

static void add(const char *path, void (*set_up_it)(Fixture *, gconstpointer),
		void (*test)(Fixture *, gconstpointer), gconstpointer data)
{
	g_test_add(path, Fixture, data, set_up_it, test, tear_down);
}

int main(int argc, char **argv)
{
	g_autoptr(GTestDBus) bus = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	/* One bus for all tests: starting one changes the environment, which threads read. */
	bus = g_test_dbus_new(G_TEST_DBUS_NONE);
	g_test_dbus_up(bus);
	add("/pairing/before-enrolment", set_up_pairing, test_before_enrolment, NULL);
	add("/pairing/enrolled", set_up_pairing, test_enrolled, NULL);
	add("/pairing/while-starting", set_up_pairing, test_while_starting, NULL);
	add("/pairing/while-streaming", set_up_pairing, test_while_streaming, NULL);
	add("/pairing/refused/failed", set_up_pairing, test_refused, "AuthenticationFailed");
	add("/pairing/refused/rejected", set_up_pairing, test_refused, "AuthenticationRejected");
	add("/pairing/refused/far-away", set_up_pairing, test_refused, "ConnectionAttemptFailed");
	add("/pairing/paired-already", set_up_pairing, test_paired_already, NULL);
	add("/pairing/window-over", set_up_pairing, test_window_over, NULL);
	add("/pairing/called-off", set_up_pairing, test_called_off, NULL);
	add("/pairing/bluetoothd-vanishes", set_up_pairing, test_bluetoothd_vanishes, NULL);
	add("/pairing/agent-answers-for-one", set_up_pairing, test_agent_answers_for_one, NULL);
	add("/pairing/passkey/right", set_up_user, test_passkey, GINT_TO_POINTER(TRUE));
	add("/pairing/passkey/wrong", set_up_user, test_passkey, NULL);
	add("/pairing/one-at-a-time", set_up_pairing, test_one_at_a_time, NULL);
	add("/pairing/forget-removes-bond", set_up_pairing, test_forget_removes_bond, NULL);
	add("/links/reconnect", set_up_patient, test_reconnect, NULL);
	add("/links/not-ours", set_up_pairing, test_not_ours, NULL);
	add("/links/maximum", set_up_one_link, test_links_max, NULL);
	add("/links/adapter-unplugged", set_up_pairing, test_adapter_unplugged, NULL);
	add("/links/adapter-switched-off", set_up_pairing, test_adapter_switched_off, NULL);
	result = g_test_run();
	g_test_dbus_down(bus);
	return result;
}
