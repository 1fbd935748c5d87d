/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device.h"

#include "ble/codec/device_information.h"
#include "ble/link/buzz.h"
#include "ble/link/device-state.h"
#include "ble/link/identity.h"

#include <string.h>

static void on_paired(gpointer data)
{
	HtDevice *device = data;

	device->wait_ms = device->facts.settings->retry_ms;
	ht_device_trust_pin_anew(&device->trust);
}

static void on_pairing_ended(gpointer data)
{
	ht_device_state_paired(data);
}

HtDevice *ht_device_new(const HtDeviceHost *host, const char *address)
{
	HtDevice *device = g_new0(HtDevice, 1);

	device->host = *host;
	device->facts.objects = host->objects;
	device->facts.settings = host->settings;
	device->facts.sink = host->sink;
	device->facts.cancellable = g_cancellable_new();
	g_strlcpy(device->facts.wearable.address, address, sizeof device->facts.wearable.address);
	device->trust.facts = &device->facts;
	device->streams.facts = &device->facts;
	device->pairing.facts = &device->facts;
	device->pairing.agent = host->agent;
	device->pairing.context = device;
	device->pairing.paired = on_paired;
	device->pairing.ended = on_pairing_ended;
	device->checks = ht_checks_new(host->settings->wait_when_full);
	device->wait_ms = host->settings->retry_ms;
	return device;
}

void ht_device_free(HtDevice *device)
{
	ht_turns_release(device->host.turns, device);
	ht_device_pairing_call_off(&device->pairing);
	g_cancellable_cancel(device->facts.cancellable);
	g_object_unref(device->facts.cancellable);
	g_cancellable_cancel(device->disconnecting);
	g_clear_object(&device->disconnecting);
	g_clear_handle_id(&device->timer, g_source_remove);
	ht_device_streams_close(&device->streams);
	g_clear_object(&device->facts.proxy);
	ht_checks_free(device->checks);
	g_free(device);
}

const HtWearable *ht_device_wearable(const HtDevice *device)
{
	return &device->facts.wearable;
}

BluezDevice1 *ht_device_proxy(const HtDevice *device)
{
	return device->facts.proxy;
}

static void take_name(HtDevice *device)
{
	const char *name = bluez_device1_get_alias(device->facts.proxy);

	if (!name)
		name = bluez_device1_get_name(device->facts.proxy);
	if (name)
		device_string_decode((const guint8 *)name, strlen(name),
				     device->facts.wearable.name);
}

static void see_bond(HtDevice *device)
{
	ht_device_trust_see_bond(&device->trust, ht_device_pairing_is_under_way(&device->pairing));
}

void ht_device_set_proxy(HtDevice *device, BluezDevice1 *proxy)
{
	g_set_object(&device->facts.proxy, proxy);
	if (proxy) {
		take_name(device);
		see_bond(device);
	}
	if (proxy && device->facts.wearable.state == HT_WEARABLE_ABSENT)
		ht_device_state_enter(device, HT_WEARABLE_FOUND);
	else if (!proxy && ht_device_facts_have_link(&device->facts))
		ht_device_state_link_lost(device);
	else if (!proxy)
		ht_device_state_rest(device);
}

void ht_device_properties_changed(HtDevice *device, GVariant *changed)
{
	gboolean connected = TRUE;
	gint16 rssi;
	g_autoptr(GVariant) alias = g_variant_lookup_value(changed, "Alias", NULL);

	if (alias) {
		take_name(device);
		ht_device_facts_tell(&device->facts);
	}
	see_bond(device);
	ht_device_trust_see_properties(&device->trust, changed);
	if (g_variant_lookup(changed, "RSSI", "n", &rssi))
		ht_device_state_heard(device);
	/* Only the change counts: the property may still tell of the last link. */
	if (g_variant_lookup(changed, "Connected", "b", &connected)) {
		if (connected)
			ht_device_state_link_made(device);
		else
			ht_device_state_link_lost(device);
	}
	ht_device_state_look_again(device);
}

void ht_device_run_ended(HtDevice *device)
{
	device->facts.run = NULL;
	ht_device_state_reconsider(device);
}

void ht_device_stop(HtDevice *device)
{
	device->facts.stopping = TRUE;
	ht_device_pairing_call_off(&device->pairing);
	ht_device_state_close(device);
}

void ht_device_set_enrolled(HtDevice *device, gboolean enrolled)
{
	if (device->facts.wearable.enrolled == enrolled)
		return;
	device->facts.wearable.enrolled = enrolled;
	device->remove_bond =
	    !enrolled && device->facts.proxy && ht_identity_is_bonded(device->facts.proxy);
	ht_device_facts_tell(&device->facts);
	if (enrolled) {
		ht_device_state_reconsider(device);
		return;
	}
	ht_device_pairing_call_off(&device->pairing);
	ht_device_trust_drop_pin(&device->trust);
	ht_device_state_close(device);
}

void ht_device_set_pin(HtDevice *device, const HtIdentity *pinned)
{
	ht_device_trust_set_pin(&device->trust, pinned);
}

void ht_device_check_link(HtDevice *device)
{
	ht_device_trust_check_link(&device->trust);
}

void ht_device_set_streams(HtDevice *device, const HtStreamWish *wishes)
{
	ht_device_streams_wish(&device->streams, wishes);
}

void ht_device_pair_async(HtDevice *device, guint window_ms, GCancellable *cancellable,
			  GAsyncReadyCallback callback, gpointer user_data)
{
	if (ht_device_pairing_ask(&device->pairing, window_ms, cancellable, callback, user_data))
		ht_device_state_pair(device);
}

gboolean ht_device_is_pairing(const HtDevice *device)
{
	return ht_device_pairing_is_asked_for(&device->pairing);
}

void ht_device_buzz_async(HtDevice *device, guint level, GCancellable *cancellable,
			  GAsyncReadyCallback callback, gpointer user_data)
{
	ht_buzz_async(&device->facts, level, cancellable, callback, user_data);
}

void ht_device_look_again(HtDevice *device)
{
	ht_device_state_look_again(device);
}

void ht_device_link_lost(HtDevice *device)
{
	ht_device_state_link_lost(device);
}

gboolean ht_device_is_at_rest(const HtDevice *device)
{
	return ht_device_state_is_at_rest(device);
}
