/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device-parts.h"

#include "ble/codec/device_information.h"
#include "ble/link/start.h"

#include <string.h>

enum {
	/* bluetoothd gives up after some 41 s. */
	CONNECT_TIMEOUT_MS = 60000,
	DISCONNECT_TIMEOUT_MS = 10000,
	/* A link that is lost while its streams are being started: the replies that have arrived
	 * are still worth having, since frames may have arrived as well. */
	LOST_GRACE_MS = 1000,
	/* A strap that does not answer a stop is disconnected all the same. */
	STOP_REPLY_MS = 2000,
};

HtDevice *ht_device_new(const HtDeviceHost *host, const char *address)
{
	HtDevice *device = g_new0(HtDevice, 1);

	device->host = *host;
	g_strlcpy(device->wearable.address, address, sizeof device->wearable.address);
	device->cancellable = g_cancellable_new();
	device->checks = ht_checks_new(host->settings->wait_when_full);
	device->wait_ms = host->settings->retry_ms;
	return device;
}

/* Calls under way come back cancelled and touch nothing. */
static void cancel_calls(HtDevice *device)
{
	g_cancellable_cancel(device->cancellable);
	g_object_unref(device->cancellable);
	device->cancellable = g_cancellable_new();
}

void ht_device_free(HtDevice *device)
{
	ht_turns_release(device->host.turns, device);
	ht_device_call_off_pairing(device);
	g_cancellable_cancel(device->cancellable);
	g_object_unref(device->cancellable);
	g_cancellable_cancel(device->disconnecting);
	g_clear_object(&device->disconnecting);
	g_clear_handle_id(&device->timer, g_source_remove);
	ht_device_close_streams(device);
	g_clear_object(&device->proxy);
	ht_checks_free(device->checks);
	g_free(device);
}

const HtWearable *ht_device_wearable(const HtDevice *device)
{
	return &device->wearable;
}

BluezDevice1 *ht_device_proxy(const HtDevice *device)
{
	return device->proxy;
}

static gboolean wants_link(const HtDevice *device)
{
	return (device->wearable.enrolled || ht_device_wants_to_pair(device)) &&
	       !device->stopping && device->proxy && !device->run && !device->disconnecting;
}

gboolean ht_device_is_at_rest(const HtDevice *device)
{
	HtWearableState state = device->wearable.state;

	return !device->run && !device->disconnecting && !device->pairing &&
	       (state == HT_WEARABLE_ABSENT || state == HT_WEARABLE_FOUND ||
		state == HT_WEARABLE_WAITING);
}

void ht_device_tell(HtDevice *device)
{
	const HtLinkSink *sink = device->host.sink;

	sink->changed(sink->context, &device->wearable);
}

static void on_granted(gpointer data)
{
	HtDevice *device = data;

	if (device->wearable.state == HT_WEARABLE_FOUND && wants_link(device))
		ht_device_enter_state(device, HT_WEARABLE_CONNECTING);
	else
		ht_turns_release(device->host.turns, device);
}

static void remove_bond(HtDevice *device)
{
	GDBusProxy *proxy = G_DBUS_PROXY(device->proxy);

	device->remove_bond = FALSE;
	g_dbus_connection_call(g_dbus_proxy_get_connection(proxy), g_dbus_proxy_get_name(proxy),
			       bluez_device1_get_adapter(device->proxy), "org.bluez.Adapter1",
			       "RemoveDevice",
			       g_variant_new("(o)", g_dbus_proxy_get_object_path(proxy)), NULL,
			       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

void ht_device_reconsider(HtDevice *device)
{
	if (device->wearable.state == HT_WEARABLE_FOUND && wants_link(device))
		ht_turns_ask(device->host.turns, device, on_granted);
	if (device->remove_bond && device->proxy && ht_device_is_at_rest(device))
		remove_bond(device);
	if (ht_device_is_at_rest(device))
		device->host.rested(device->host.context, device);
}

gboolean ht_device_has_link(const HtDevice *device)
{
	HtWearableState state = device->wearable.state;

	return state == HT_WEARABLE_RESOLVING || state == HT_WEARABLE_STARTING ||
	       state == HT_WEARABLE_STREAMING;
}

static void on_disconnected(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	HtDevice *device = data;

	/* An error means that there was no link any more. */
	bluez_device1_call_disconnect_finish(BLUEZ_DEVICE1(source), result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	g_clear_object(&device->disconnecting);
	if (ht_device_has_link(device))
		ht_device_come_to_rest(device);
	else
		ht_device_reconsider(device);
}

static void disconnect(HtDevice *device)
{
	if (!device->proxy || device->disconnecting)
		return;
	device->disconnecting = g_cancellable_new();
	bluez_device1_call_disconnect(device->proxy, G_DBUS_CALL_FLAGS_NONE, DISCONNECT_TIMEOUT_MS,
				      device->disconnecting, on_disconnected, device);
}

/* Ends whatever is under way; packets that have arrived are still handed out, also those of a
 * wearable that went away before it said that its stream is on. */
static void abandon_link(HtDevice *device)
{
	cancel_calls(device);
	if (device->run && !ht_run_has_begun(device->run) && ht_run_has_packets(device->run))
		ht_run_begin(device->run, device->host.sink, &device->wearable);
	ht_device_close_streams(device);
	if (device->run) {
		ht_run_hang_up(device->run);
		device->host.drain(device->host.context);
	}
	if (device->proxy && bluez_device1_get_connected(device->proxy))
		disconnect(device);
}

void ht_device_come_to_rest(HtDevice *device)
{
	HtWearableState state = HT_WEARABLE_WAITING;

	abandon_link(device);
	if (!device->proxy)
		state = HT_WEARABLE_ABSENT;
	else if (device->stopping || !device->wearable.enrolled)
		state = HT_WEARABLE_FOUND;
	if (state == device->wearable.state)
		ht_device_reconsider(device);
	else
		ht_device_enter_state(device, state);
}

/* BlueZ pairs by itself where somebody has registered an agent. */
static const char *hint(const GError *error)
{
	g_autofree char *name = g_dbus_error_get_remote_error(error);

	if (g_strcmp0(name, "org.bluez.Error.NotPermitted") != 0 &&
	    g_strcmp0(name, "org.bluez.Error.NotAuthorized") != 0)
		return "";
	return " (it may want to be paired: twinctl wearable pair ADDRESS)";
}

/* Only the first failure in a row is worth a line in the log. */
static void fail(HtDevice *device, const char *what, const GError *error)
{
	gboolean first = device->wait_ms == device->host.settings->retry_ms;

	g_log(G_LOG_DOMAIN, first ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_DEBUG,
	      "%s: %s: %s%s; trying again", device->wearable.address, what, error->message,
	      hint(error));
	ht_device_come_to_rest(device);
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	HtDevice *device = data;

	bluez_device1_call_connect_finish(BLUEZ_DEVICE1(source), result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (!error) {
		ht_device_enter_state(device, HT_WEARABLE_RESOLVING);
		return;
	}
	/* bluetoothd would go on trying. */
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
		disconnect(device);
	fail(device, "no connection", error);
}

static void on_started(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	HtStarted started;
	HtDevice *device = data;

	(void)source;
	if (ht_start_finish(result, &started, &error)) {
		device->starters = started.starters;
		ht_device_take_identity(device, &started.identity);
		ht_device_enter_state(device, HT_WEARABLE_STREAMING);
		if (device->lost)
			ht_device_link_lost(device);
	} else if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		fail(device, "no stream", error);
	}
}

static void start(HtDevice *device)
{
	HtStartArgs args = {
	    .objects = device->host.objects,
	    .reader = device->host.reader,
	    .settings = device->host.settings,
	    .device = device->proxy,
	    .run = device->run =
		ht_run_new(device->wearable.address, device->host.drain, device->host.context),
	    .wishes = device->has_wishes ? device->wishes : NULL,
	};

	device->lost = FALSE;
	device->advertises = FALSE;
	ht_run_set_checks(device->run, device->checks);
	device->host.run_added(device->host.context, device->run);
	ht_start_async(&args, device->cancellable, on_started, device);
}

static void fail_late(HtDevice *device, const char *why)
{
	g_autoptr(GError) error = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_TIMED_OUT, why);

	fail(device, "no stream", error);
}

static void on_waited(HtDevice *device)
{
	g_autoptr(BluezDevice1) proxy =
	    ht_objects_device(device->host.objects, device->wearable.address);

	/* Another adapter may see it by now. */
	g_set_object(&device->proxy, proxy);
	ht_device_enter_state(device, device->proxy ? HT_WEARABLE_FOUND : HT_WEARABLE_ABSENT);
}

static gboolean on_timer(gpointer data)
{
	HtDevice *device = data;

	device->timer = 0;
	if (device->wearable.state == HT_WEARABLE_WAITING)
		on_waited(device);
	else if (device->wearable.state == HT_WEARABLE_RESOLVING)
		fail_late(device, "its services did not become known");
	else if (device->wearable.state == HT_WEARABLE_STARTING)
		fail_late(device, "the link was lost");
	else if (device->wearable.state == HT_WEARABLE_STREAMING)
		disconnect(device);
	return G_SOURCE_REMOVE;
}

static void wait_a_while(HtDevice *device)
{
	device->seen = FALSE;
	device->timer = g_timeout_add(device->wait_ms, on_timer, device);
	device->wait_ms =
	    (guint)MIN((guint64)device->wait_ms * 2, device->host.settings->retry_max_ms);
}

static void connect_or_pair(HtDevice *device)
{
	if (ht_device_wants_to_pair(device))
		ht_device_pair_now(device);
	else
		bluez_device1_call_connect(device->proxy, G_DBUS_CALL_FLAGS_NONE,
					   CONNECT_TIMEOUT_MS, device->cancellable, on_connected,
					   device);
}

/* What the device does in a state; leaving the last one was done before. */
static void act(HtDevice *device)
{
	switch (device->wearable.state) {
	case HT_WEARABLE_ABSENT:
	case HT_WEARABLE_FOUND:
		ht_device_reconsider(device);
		break;
	case HT_WEARABLE_CONNECTING:
		connect_or_pair(device);
		break;
	case HT_WEARABLE_RESOLVING:
		device->timer = g_timeout_add(device->host.settings->resolve_ms, on_timer, device);
		ht_device_look_again(device);
		break;
	case HT_WEARABLE_STARTING:
		start(device);
		break;
	case HT_WEARABLE_STREAMING:
		ht_run_begin(device->run, device->host.sink, &device->wearable);
		device->host.drain(device->host.context);
		break;
	case HT_WEARABLE_WAITING:
		wait_a_while(device);
		ht_device_reconsider(device);
		break;
	}
}

/* Others may connect as soon as this one no longer does, and as many links are there as may be. */
static void take_turn(HtDevice *device)
{
	switch (device->wearable.state) {
	case HT_WEARABLE_CONNECTING:
	case HT_WEARABLE_RESOLVING:
		break;
	case HT_WEARABLE_STARTING:
	case HT_WEARABLE_STREAMING:
		ht_turns_settle(device->host.turns, device);
		break;
	case HT_WEARABLE_ABSENT:
	case HT_WEARABLE_FOUND:
	case HT_WEARABLE_WAITING:
		ht_turns_release(device->host.turns, device);
		break;
	}
}

void ht_device_enter_state(HtDevice *device, HtWearableState state)
{
	g_clear_handle_id(&device->timer, g_source_remove);
	device->wearable.state = state;
	take_turn(device);
	ht_device_tell(device);
	act(device);
	ht_device_pair_if_wanted(device);
}

void ht_device_look_again(HtDevice *device)
{
	if (device->wearable.state == HT_WEARABLE_RESOLVING &&
	    bluez_device1_get_services_resolved(device->proxy) &&
	    ht_start_is_possible(device->host.objects, device->proxy))
		ht_device_enter_state(device, HT_WEARABLE_STARTING);
}

static void take_name(HtDevice *device)
{
	const char *name = bluez_device1_get_alias(device->proxy);

	if (!name)
		name = bluez_device1_get_name(device->proxy);
	if (name)
		device_string_decode((const guint8 *)name, strlen(name), device->wearable.name);
}

void ht_device_link_lost(HtDevice *device)
{
	if (!ht_device_has_link(device))
		return;
	if (device->wearable.state == HT_WEARABLE_STARTING) {
		device->lost = TRUE;
		if (!device->timer)
			device->timer = g_timeout_add(LOST_GRACE_MS, on_timer, device);
		return;
	}
	if (!device->disconnecting)
		g_message("%s: the link is lost", device->wearable.address);
	if (device->run && ht_run_has_delivered(device->run))
		device->wait_ms = device->host.settings->retry_ms;
	ht_device_come_to_rest(device);
}

void ht_device_set_proxy(HtDevice *device, BluezDevice1 *proxy)
{
	g_set_object(&device->proxy, proxy);
	if (proxy) {
		take_name(device);
		ht_device_see_bond(device);
	}
	if (proxy && device->wearable.state == HT_WEARABLE_ABSENT)
		ht_device_enter_state(device, HT_WEARABLE_FOUND);
	else if (!proxy && ht_device_has_link(device))
		ht_device_link_lost(device);
	else if (!proxy)
		ht_device_come_to_rest(device);
}

/* A wearable that is heard again need not wait for long. */
static void on_seen(HtDevice *device)
{
	if (device->wearable.state != HT_WEARABLE_WAITING || device->seen)
		return;
	device->seen = TRUE;
	g_clear_handle_id(&device->timer, g_source_remove);
	device->timer = g_timeout_add(device->host.settings->retry_ms, on_timer, device);
}

/* By bluetoothd itself, since we asked it to (reconnect.h): nobody waits for a turn then. */
static void on_link_made(HtDevice *device)
{
	HtWearableState state = device->wearable.state;

	if (!wants_link(device) || ht_device_wants_to_pair(device) ||
	    (state != HT_WEARABLE_FOUND && state != HT_WEARABLE_WAITING))
		return;
	ht_turns_settle(device->host.turns, device);
	ht_device_enter_state(device, HT_WEARABLE_RESOLVING);
}

void ht_device_properties_changed(HtDevice *device, GVariant *changed)
{
	gboolean connected = TRUE;
	gint16 rssi;
	g_autoptr(GVariant) alias = g_variant_lookup_value(changed, "Alias", NULL);

	if (alias) {
		take_name(device);
		ht_device_tell(device);
	}
	ht_device_see_bond(device);
	ht_device_see_properties(device, changed);
	if (g_variant_lookup(changed, "RSSI", "n", &rssi))
		on_seen(device);
	/* Only the change counts: the property may still tell of the last link. */
	if (g_variant_lookup(changed, "Connected", "b", &connected)) {
		if (connected)
			on_link_made(device);
		else
			ht_device_link_lost(device);
	}
	ht_device_look_again(device);
}

void ht_device_run_ended(HtDevice *device)
{
	device->run = NULL;
	ht_device_reconsider(device);
}

/* Where the link is ended by us. What the wearable sent before it heard of it still comes. */
static void close_link(HtDevice *device)
{
	if (device->wearable.state != HT_WEARABLE_STREAMING) {
		if (device->wearable.state == HT_WEARABLE_CONNECTING)
			disconnect(device);
		ht_device_come_to_rest(device);
	} else {
		g_clear_handle_id(&device->timer, g_source_remove);
		device->timer = g_timeout_add(STOP_REPLY_MS, on_timer, device);
		ht_device_stop_streams(device, disconnect);
	}
}

void ht_device_stop(HtDevice *device)
{
	device->stopping = TRUE;
	ht_device_call_off_pairing(device);
	close_link(device);
}

void ht_device_set_enrolled(HtDevice *device, gboolean enrolled)
{
	if (device->wearable.enrolled == enrolled)
		return;
	device->wearable.enrolled = enrolled;
	device->remove_bond = !enrolled && device->proxy && ht_identity_is_bonded(device->proxy);
	ht_device_tell(device);
	if (enrolled) {
		ht_device_reconsider(device);
		return;
	}
	ht_device_call_off_pairing(device);
	ht_pin_set(&device->pin, NULL);
	close_link(device);
}
