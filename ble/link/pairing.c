/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/pairing.h"

#include "ble/link/property.h"
#include "common/glib/ht-error.h"

/* bluetoothd takes up to 41 s to connect and 30 s to pair. The window is the one that counts. */
enum { PAIR_TIMEOUT_MS = 120000 };

typedef struct {
	HtAgent *agent;
	BluezDevice1 *device;
	guint window;              /* the timer */
	GCancellable *cancellable; /* of the calls; ours */
	GCancellable *asked;       /* the caller's */
	gulong asked_signal;
	gboolean too_late;
} Pairing;

static void pairing_free(gpointer data)
{
	Pairing *pairing = data;

	g_clear_handle_id(&pairing->window, g_source_remove);
	g_cancellable_disconnect(pairing->asked, pairing->asked_signal);
	g_clear_object(&pairing->asked);
	g_object_unref(pairing->cancellable);
	g_object_unref(pairing->device);
	g_free(pairing);
}

/* Takes the task and the error; shuts the window before anybody hears of the end. */
static void finish(GTask *task, GError *error)
{
	Pairing *pairing = g_task_get_task_data(task);

	g_clear_handle_id(&pairing->window, g_source_remove);
	/* bluetoothd takes a late CancelPairing() as the wish to remove the bond that was just
	 * made. */
	g_cancellable_disconnect(pairing->asked, pairing->asked_signal);
	pairing->asked_signal = 0;
	ht_agent_close(pairing->agent);
	if (error)
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
	g_object_unref(task);
}

static void call_off(Pairing *pairing)
{
	bluez_device1_call_cancel_pairing(pairing->device, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL,
					  NULL);
	g_cancellable_cancel(pairing->cancellable);
}

static gboolean on_window_over(gpointer data)
{
	Pairing *pairing = data;

	pairing->window = 0;
	pairing->too_late = TRUE;
	call_off(pairing);
	return G_SOURCE_REMOVE;
}

static void on_asked_to_stop(GCancellable *cancellable, gpointer data)
{
	(void)cancellable;
	call_off(data);
}

static const struct {
	const char *name;
	const char *what_to_do;
} refusals[] = {
    {"org.bluez.Error.AuthenticationFailed",
     "the wearable refuses to pair, or one side has lost the keys of an earlier pairing: remove it "
     "(twinctl wearable forget) and pair again"},
    {"org.bluez.Error.AuthenticationRejected",
     "the wearable refuses to pair: put it into its pairing mode and try again"},
    {"org.bluez.Error.AuthenticationCanceled",
     "the wearable called the pairing off: keep it near and try again"},
    {"org.bluez.Error.AuthenticationTimeout",
     "the wearable does not answer the pairing: keep it near, worn and awake, and try again"},
    {"org.bluez.Error.ConnectionAttemptFailed",
     "the wearable cannot be reached: keep it near, worn and awake, and end its link to a phone"},
    {"org.bluez.Error.AlreadyExists",
     "it is paired already; if it does not connect, it has lost its key: remove it (twinctl wearable "
     "forget), then enroll and pair it again"},
    {"org.bluez.Error.InProgress", "another program pairs it just now: try again"},
};

static GError *explain(const Pairing *pairing, const GError *error)
{
	const char *address = bluez_device1_get_address(pairing->device);
	g_autofree char *name = g_dbus_error_get_remote_error(error);
	const char *why = error->message;

	if (pairing->asked && g_cancellable_is_cancelled(pairing->asked))
		return g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CANCELLED,
					   "the pairing was called off");
	if (pairing->too_late)
		why = "it was not paired in the time given: put it into its pairing mode and try "
		      "again";
	for (gsize i = 0; i < G_N_ELEMENTS(refusals) && !pairing->too_late; i++) {
		if (g_strcmp0(name, refusals[i].name) == 0)
			why = refusals[i].what_to_do;
	}
	return g_error_new(HT_ERROR, HT_ERROR_FAILED, "%s: %s", address, why);
}

/* That BlueZ holds a key says nothing of the wearable's; that they are connected does. */
static gboolean is_paired_already(const Pairing *pairing, const GError *error)
{
	g_autofree char *name = g_dbus_error_get_remote_error(error);

	return g_strcmp0(name, "org.bluez.Error.AlreadyExists") == 0 &&
	       bluez_device1_get_connected(pairing->device);
}

/* Nothing hangs on the answer; the device may be gone by now. */
void ht_pairing_trust(BluezDevice1 *device)
{
	ht_property_set(G_DBUS_PROXY(device), "Trusted", g_variant_new_boolean(TRUE), NULL, NULL,
			NULL);
}

void ht_pairing_remove_bond(BluezDevice1 *device)
{
	GDBusProxy *proxy = G_DBUS_PROXY(device);

	g_dbus_connection_call(g_dbus_proxy_get_connection(proxy), g_dbus_proxy_get_name(proxy),
			       bluez_device1_get_adapter(device), "org.bluez.Adapter1",
			       "RemoveDevice",
			       g_variant_new("(o)", g_dbus_proxy_get_object_path(proxy)), NULL,
			       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void on_paired(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Pairing *pairing = g_task_get_task_data(data);

	bluez_device1_call_pair_finish(BLUEZ_DEVICE1(source), result, &error);
	if (error && !is_paired_already(pairing, error)) {
		finish(data, explain(pairing, error));
		return;
	}
	ht_pairing_trust(pairing->device);
	finish(data, NULL);
}

static void on_open(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Pairing *pairing = g_task_get_task_data(data);

	(void)source;
	if (!ht_agent_open_finish(result, &error)) {
		finish(data, explain(pairing, error));
		return;
	}
	bluez_device1_call_pair(pairing->device, G_DBUS_CALL_FLAGS_NONE, PAIR_TIMEOUT_MS,
				pairing->cancellable, on_paired, data);
}

void ht_pairing_async(HtAgent *agent, BluezDevice1 *device, guint window_ms,
		      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
	GTask *task = g_task_new(NULL, NULL, callback, user_data);
	Pairing *pairing = g_new0(Pairing, 1);

	pairing->agent = agent;
	pairing->device = g_object_ref(device);
	pairing->cancellable = g_cancellable_new();
	pairing->window = g_timeout_add(window_ms, on_window_over, pairing);
	g_task_set_task_data(task, pairing, pairing_free);
	if (cancellable) {
		pairing->asked = g_object_ref(cancellable);
		pairing->asked_signal =
		    g_cancellable_connect(cancellable, G_CALLBACK(on_asked_to_stop), pairing, NULL);
	}
	ht_agent_open_async(agent, device, pairing->cancellable, on_open, task);
}

gboolean ht_pairing_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}
