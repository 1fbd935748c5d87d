/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the samples of a device are trusted. */
#include "ble/link/device-parts.h"
#include "ble/link/identity.h"
#include "ble/link/pairing.h"

#include <string.h>

enum { ASK_KERNEL_EVERY_US = G_USEC_PER_SEC };

/* Models that go on advertising while they are connected, for a second hub or a phone. */
static const char *const busy_advertisers[] = {"H10"};

static gboolean advertises_by_nature(const char *model)
{
	for (gsize i = 0; i < G_N_ELEMENTS(busy_advertisers); i++) {
		if (strcmp(model, busy_advertisers[i]) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean has_bond(const HtDevice *device)
{
	return device->wearable.identity.bonded ||
	       (device->pin.kept && device->pin.identity.bonded);
}

/* Where there is no bond there is nothing to ask for. */
static HtEncryption ask(HtDevice *device)
{
	device->asked_us = g_get_monotonic_time();
	if (!has_bond(device) || !device->proxy)
		return HT_ENCRYPTION_UNKNOWN;
	return ht_encryption_ask(device->host.settings, bluez_device1_get_adapter(device->proxy),
				 device->wearable.address);
}

static HtOrigin judge(const HtDevice *device, HtEncryption encryption)
{
	HtOrigin origin = ht_pin_judge(&device->pin, &device->wearable.identity, encryption);

	if (device->advertises) {
		origin.trust = TRUST_SUSPECT;
		origin.reasons |= TRUST_REASON_ADVERTISER;
	}
	return origin;
}

static void show(HtDevice *device, const HtOrigin *origin)
{
	HtWearable *wearable = &device->wearable;

	if (wearable->trust == origin->trust && wearable->trust_reasons == origin->reasons)
		return;
	wearable->trust = origin->trust;
	wearable->trust_reasons = origin->reasons;
	ht_device_tell(device);
}

static void use(HtDevice *device, const HtOrigin *origin)
{
	if (device->run)
		ht_run_set_origin(device->run, origin);
	show(device, origin);
}

static void rejudge(HtDevice *device)
{
	HtOrigin origin;

	if (!device->run || !ht_run_has_begun(device->run))
		return;
	origin = judge(device, ask(device));
	use(device, &origin);
}

static void say_what_is_wrong(const HtDevice *device, guint reasons)
{
	const char *address = device->wearable.address;

	if (reasons & TRUST_REASON_LINK_PLAIN)
		g_message("%s: it is bonded, but its link is not encrypted", address);
	if (reasons & TRUST_REASON_BOND_CHANGED)
		g_message("%s: its bond is not the one it was enrolled with: pair it again",
			  address);
	if (reasons & TRUST_REASON_IDENTITY)
		g_message("%s: its model, serial number, maker or firmware is not the enrolled "
			  "one: if you updated or replaced it, enroll it again",
			  address);
	if (reasons & TRUST_REASON_GATT)
		g_message("%s: its services are not those it was enrolled with: if you updated "
			  "it, enroll it again",
			  address);
}

/* Nobody pins what is suspect already. */
static gboolean pin(HtDevice *device)
{
	const HtLinkSink *sink = device->host.sink;

	if (!device->wearable.enrolled || !sink->identified ||
	    !sink->identified(sink->context, &device->wearable))
		return FALSE;
	ht_pin_set(&device->pin, &device->wearable.identity);
	return TRUE;
}

void ht_device_take_identity(HtDevice *device, const HtIdentity *identity)
{
	HtEncryption encryption;
	HtOrigin origin;

	device->wearable.identity = *identity;
	encryption = ask(device);
	origin = judge(device, encryption);
	if (!device->pin.kept && origin.trust != TRUST_SUSPECT && pin(device))
		origin = judge(device, encryption);
	say_what_is_wrong(device, origin.reasons);
	use(device, &origin);
	if (identity->bonded && device->wearable.enrolled && device->proxy &&
	    !bluez_device1_get_trusted(device->proxy))
		ht_pairing_trust(device->proxy);
}

void ht_device_set_pin(HtDevice *device, const HtIdentity *pinned)
{
	ht_pin_set(&device->pin, pinned);
	if (device->run && ht_run_has_begun(device->run))
		ht_device_take_identity(device, &device->wearable.identity);
	else if (pinned)
		device->wearable.identity = *pinned;
}

/* A link that the kernel no longer knows is being lost: what came over it was judged before. */
void ht_device_check_link(HtDevice *device)
{
	HtEncryption encryption;
	HtOrigin origin;

	if (!device->run || !ht_run_has_begun(device->run))
		return;
	show(device, ht_run_newest_origin(device->run));
	if (!has_bond(device) || g_get_monotonic_time() - device->asked_us < ASK_KERNEL_EVERY_US)
		return;
	encryption = ask(device);
	if (encryption == HT_ENCRYPTION_NO_LINK)
		return;
	origin = judge(device, encryption);
	ht_run_set_origin(device->run, &origin);
}

void ht_device_see_bond(HtDevice *device)
{
	gboolean changed = device->pin.bond_changed;
	gboolean bonded = ht_identity_is_bonded(device->proxy);

	ht_pin_see_bond(&device->pin, bonded, device->pairing_under_way != NULL);
	if (bonded && !device->pin.kept && !device->wearable.identity.bonded &&
	    device->wearable.state == HT_WEARABLE_STREAMING) {
		/* Paired over its link just now. */
		HtIdentity identity = device->wearable.identity;

		identity.bonded = TRUE;
		ht_device_take_identity(device, &identity);
		return;
	}
	if (device->pin.bond_changed == changed)
		return;
	say_what_is_wrong(device, TRUST_REASON_BOND_CHANGED);
	rejudge(device);
}

/* Needs a scan under way, so an advertiser is found only while one is. */
void ht_device_see_properties(HtDevice *device, GVariant *changed)
{
	g_autoptr(GVariant) rssi = g_variant_lookup_value(changed, "RSSI", NULL);
	g_autoptr(GVariant) maker = g_variant_lookup_value(changed, "ManufacturerData", NULL);
	g_autoptr(GVariant) service = g_variant_lookup_value(changed, "ServiceData", NULL);

	if (!(rssi || maker || service) || device->wearable.state != HT_WEARABLE_STREAMING ||
	    device->advertises || advertises_by_nature(device->wearable.identity.model))
		return;
	device->advertises = TRUE;
	g_message("%s: something advertises under its address while it is connected",
		  device->wearable.address);
	rejudge(device);
}
