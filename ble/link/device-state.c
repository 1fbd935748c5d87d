/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device-state.h"

#include "ble/link/pairing.h"
#include "ble/link/start.h"

#include <string.h>

enum {
	DISCONNECT_TIMEOUT_MS = 10000,
	/* A link that is lost while its streams are being started: the replies that have arrived
	 * are still worth having, since frames may have arrived as well. */
	LOST_GRACE_MS = 1000,
	/* A strap that does not answer a stop is disconnected all the same. */
	STOP_REPLY_MS = 2000,
};

/* Calls under way come back cancelled and touch nothing. */
static void cancel_calls(HtDevice *device)
{
	g_cancellable_cancel(device->facts.cancellable);
	g_object_unref(device->facts.cancellable);
	device->facts.cancellable = g_cancellable_new();
}

static gboolean wants_link(const HtDevice *device)
{
	const HtDeviceFacts *facts = &device->facts;

	return (facts->wearable.enrolled || ht_device_pairing_waits(&device->pairing)) &&
	       !facts->stopping && facts->proxy && !facts->run && !device->disconnecting;
}

gboolean ht_device_state_is_at_rest(const HtDevice *device)
{
	HtWearableState state = device->facts.wearable.state;

	return !device->facts.run && !device->disconnecting &&
	       !ht_device_pairing_is_asked_for(&device->pairing) &&
	       (state == HT_WEARABLE_ABSENT || state == HT_WEARABLE_FOUND ||
		state == HT_WEARABLE_WAITING);
}

static void on_granted(gpointer data)
{
	HtDevice *device = data;

	if (device->facts.wearable.state == HT_WEARABLE_FOUND && wants_link(device))
		ht_device_state_enter(device, HT_WEARABLE_CONNECTING);
	else
		ht_turns_release(device->host.turns, device);
}

void ht_device_state_reconsider(HtDevice *device)
{
	if (device->facts.wearable.state == HT_WEARABLE_FOUND && wants_link(device))
		ht_turns_ask(device->host.turns, device, on_granted);
	if (device->remove_bond && device->facts.proxy && ht_device_state_is_at_rest(device)) {
		device->remove_bond = FALSE;
		ht_pairing_remove_bond(device->facts.proxy);
	}
	if (ht_device_state_is_at_rest(device))
		device->host.rested(device->host.context, device);
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
	if (ht_device_facts_have_link(&device->facts))
		ht_device_state_rest(device);
	else
		ht_device_state_reconsider(device);
}

static void disconnect(HtDevice *device)
{
	if (!device->facts.proxy || device->disconnecting)
		return;
	device->disconnecting = g_cancellable_new();
	bluez_device1_call_disconnect(device->facts.proxy, G_DBUS_CALL_FLAGS_NONE,
				      DISCONNECT_TIMEOUT_MS, device->disconnecting, on_disconnected,
				      device);
}

/* Ends whatever is under way; packets that have arrived are still handed out, also those of a
 * wearable that went away before it said that its stream is on. */
static void abandon_link(HtDevice *device)
{
	HtDeviceFacts *facts = &device->facts;

	cancel_calls(device);
	if (facts->run && !ht_run_has_begun(facts->run) && ht_run_has_packets(facts->run))
		ht_run_begin(facts->run, facts->sink, &facts->wearable);
	ht_device_streams_close(&device->streams);
	if (facts->run) {
		ht_run_hang_up(facts->run);
		device->host.drain(device->host.context);
	}
	if (facts->proxy && bluez_device1_get_connected(facts->proxy))
		disconnect(device);
}

void ht_device_state_rest(HtDevice *device)
{
	HtWearableState state = HT_WEARABLE_WAITING;

	abandon_link(device);
	if (!device->facts.proxy)
		state = HT_WEARABLE_ABSENT;
	else if (device->facts.stopping || !device->facts.wearable.enrolled)
		state = HT_WEARABLE_FOUND;
	if (state == device->facts.wearable.state)
		ht_device_state_reconsider(device);
	else
		ht_device_state_enter(device, state);
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
	gboolean first = device->wait_ms == device->facts.settings->retry_ms;

	g_log(G_LOG_DOMAIN, first ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_DEBUG,
	      "%s: %s: %s%s; trying again", device->facts.wearable.address, what, error->message,
	      hint(error));
	ht_device_state_rest(device);
}

/* The kernel's own time passed, or ours. */
static gboolean took_all_the_time(const GError *error)
{
	return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
	       strstr(error->message, "le-connection-abort-by-local") != NULL;
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	HtDevice *device = data;

	bluez_device1_call_connect_finish(BLUEZ_DEVICE1(source), result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (!error) {
		ht_revival_connected(device->host.revival, BLUEZ_DEVICE1(source));
		ht_device_state_enter(device, HT_WEARABLE_RESOLVING);
		return;
	}
	if (device->seen && took_all_the_time(error))
		ht_revival_in_vain(device->host.revival, BLUEZ_DEVICE1(source));
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
		ht_device_streams_take(&device->streams, started.starters);
		ht_device_trust_take_identity(&device->trust, &started.identity);
		ht_device_state_enter(device, HT_WEARABLE_STREAMING);
		if (device->lost)
			ht_device_state_link_lost(device);
	} else if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		fail(device, "no stream", error);
	}
}

static void start(HtDevice *device)
{
	const HtDeviceHost *host = &device->host;
	HtDeviceFacts *facts = &device->facts;
	HtRun *run = ht_run_new(facts->wearable.address, host->drain, host->context);
	const HtStartArgs args = {
	    .objects = facts->objects,
	    .reader = host->reader,
	    .settings = facts->settings,
	    .device = facts->proxy,
	    .run = run,
	    .wishes = ht_device_streams_wishes(&device->streams),
	};

	facts->run = run;
	device->lost = FALSE;
	ht_run_set_checks(run, device->checks);
	host->run_added(host->context, run);
	ht_start_async(&args, facts->cancellable, on_started, device);
}

static void fail_late(HtDevice *device, const char *why)
{
	g_autoptr(GError) error = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_TIMED_OUT, why);

	fail(device, "no stream", error);
}

static void on_waited(HtDevice *device)
{
	g_autoptr(BluezDevice1) proxy =
	    ht_objects_device(device->facts.objects, device->facts.wearable.address);

	/* Another adapter may see it by now. */
	g_set_object(&device->facts.proxy, proxy);
	ht_device_state_enter(device, device->facts.proxy ? HT_WEARABLE_FOUND : HT_WEARABLE_ABSENT);
}

static gboolean on_timer(gpointer data)
{
	HtDevice *device = data;
	HtWearableState state = device->facts.wearable.state;

	device->timer = 0;
	if (state == HT_WEARABLE_WAITING)
		on_waited(device);
	else if (state == HT_WEARABLE_RESOLVING)
		fail_late(device, "its services did not become known");
	else if (state == HT_WEARABLE_STARTING)
		fail_late(device, "the link was lost");
	else if (state == HT_WEARABLE_STREAMING)
		disconnect(device);
	return G_SOURCE_REMOVE;
}

static void wait_a_while(HtDevice *device)
{
	device->seen = FALSE;
	device->timer = g_timeout_add(device->wait_ms, on_timer, device);
	device->wait_ms =
	    (guint)MIN((guint64)device->wait_ms * 2, device->facts.settings->retry_max_ms);
}

static void connect_or_pair(HtDevice *device)
{
	if (ht_device_pairing_waits(&device->pairing))
		ht_device_pairing_begin(&device->pairing);
	else
		bluez_device1_call_connect(device->facts.proxy, G_DBUS_CALL_FLAGS_NONE,
					   (gint)device->facts.settings->connect_ms,
					   device->facts.cancellable, on_connected, device);
}

/* What the device does in a state; leaving the last one was done before. */
static void act(HtDevice *device)
{
	switch (device->facts.wearable.state) {
	case HT_WEARABLE_ABSENT:
	case HT_WEARABLE_FOUND:
		ht_device_state_reconsider(device);
		break;
	case HT_WEARABLE_CONNECTING:
		ht_device_trust_begin(&device->trust);
		connect_or_pair(device);
		break;
	case HT_WEARABLE_RESOLVING:
		ht_device_trust_begin(&device->trust);
		device->timer = g_timeout_add(device->facts.settings->resolve_ms, on_timer, device);
		ht_device_state_look_again(device);
		break;
	case HT_WEARABLE_STARTING:
		start(device);
		break;
	case HT_WEARABLE_STREAMING:
		ht_run_begin(device->facts.run, device->facts.sink, &device->facts.wearable);
		device->host.drain(device->host.context);
		break;
	case HT_WEARABLE_WAITING:
		wait_a_while(device);
		ht_device_state_reconsider(device);
		break;
	}
}

/* Others may connect as soon as this one no longer does, and as many links are there as may be. */
static void take_turn(HtDevice *device)
{
	switch (device->facts.wearable.state) {
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

/* With a link: pairs over it if that is wanted. */
static void pair(HtDevice *device)
{
	if (ht_device_pairing_waits(&device->pairing) && device->facts.proxy &&
	    ht_device_facts_have_link(&device->facts))
		ht_device_pairing_begin(&device->pairing);
}

void ht_device_state_enter(HtDevice *device, HtWearableState state)
{
	g_clear_handle_id(&device->timer, g_source_remove);
	device->facts.wearable.state = state;
	take_turn(device);
	ht_device_facts_tell(&device->facts);
	act(device);
	pair(device);
}

void ht_device_state_look_again(HtDevice *device)
{
	if (device->facts.wearable.state == HT_WEARABLE_RESOLVING &&
	    bluez_device1_get_services_resolved(device->facts.proxy) &&
	    ht_start_is_possible(device->facts.objects, device->facts.proxy))
		ht_device_state_enter(device, HT_WEARABLE_STARTING);
}

void ht_device_state_link_lost(HtDevice *device)
{
	if (!ht_device_facts_have_link(&device->facts))
		return;
	if (device->facts.wearable.state == HT_WEARABLE_STARTING) {
		device->lost = TRUE;
		if (!device->timer)
			device->timer = g_timeout_add(LOST_GRACE_MS, on_timer, device);
		return;
	}
	if (!device->disconnecting)
		g_message("%s: the link is lost", device->facts.wearable.address);
	if (device->facts.run && ht_run_has_delivered(device->facts.run))
		device->wait_ms = device->facts.settings->retry_ms;
	ht_device_state_rest(device);
}

void ht_device_state_pair(HtDevice *device)
{
	if (device->facts.wearable.state == HT_WEARABLE_WAITING)
		ht_device_state_enter(device, HT_WEARABLE_FOUND);
	else if (device->facts.wearable.state == HT_WEARABLE_FOUND)
		ht_device_state_reconsider(device);
	else
		pair(device);
}

/* Its link is the one that pairing made, if there is one. */
void ht_device_state_paired(HtDevice *device)
{
	const HtDeviceFacts *facts = &device->facts;

	if (facts->wearable.state != HT_WEARABLE_CONNECTING)
		return;
	if (facts->wearable.enrolled && facts->proxy && !facts->stopping &&
	    bluez_device1_get_connected(facts->proxy))
		ht_device_state_enter(device, HT_WEARABLE_RESOLVING);
	else
		ht_device_state_rest(device);
}

/* A wearable that is heard again need not wait for long. */
void ht_device_state_heard(HtDevice *device)
{
	if (device->facts.wearable.state != HT_WEARABLE_WAITING || device->seen)
		return;
	device->seen = TRUE;
	g_clear_handle_id(&device->timer, g_source_remove);
	device->timer = g_timeout_add(device->facts.settings->retry_ms, on_timer, device);
}

/* By bluetoothd itself, since we asked it to (reconnect.h): nobody waits for a turn then. */
void ht_device_state_link_made(HtDevice *device)
{
	HtWearableState state = device->facts.wearable.state;

	if (!wants_link(device) || ht_device_pairing_waits(&device->pairing) ||
	    (state != HT_WEARABLE_FOUND && state != HT_WEARABLE_WAITING))
		return;
	ht_turns_settle(device->host.turns, device);
	ht_revival_connected(device->host.revival, device->facts.proxy);
	ht_device_state_enter(device, HT_WEARABLE_RESOLVING);
}

static void on_streams_stopped(gpointer data)
{
	disconnect(data);
}

/* Where the link is ended by us. What the wearable sent before it heard of it still comes. */
void ht_device_state_close(HtDevice *device)
{
	if (device->facts.wearable.state != HT_WEARABLE_STREAMING) {
		if (device->facts.wearable.state == HT_WEARABLE_CONNECTING)
			disconnect(device);
		ht_device_state_rest(device);
	} else {
		g_clear_handle_id(&device->timer, g_source_remove);
		device->timer = g_timeout_add(STOP_REPLY_MS, on_timer, device);
		ht_device_streams_stop(&device->streams, on_streams_stopped, device);
	}
}
