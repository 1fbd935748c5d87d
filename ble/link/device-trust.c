/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device-trust.h"

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

static gboolean has_bond(const HtDeviceTrust *trust)
{
	return trust->facts->wearable.identity.bonded ||
	       (trust->pin.kept && trust->pin.identity.bonded);
}

/* Where there is no bond there is nothing to ask for. */
static HtEncryption ask(HtDeviceTrust *trust)
{
	trust->asked_us = g_get_monotonic_time();
	if (!has_bond(trust) || !trust->facts->proxy)
		return HT_ENCRYPTION_UNKNOWN;
	return ht_encryption_ask(trust->facts->settings,
				 bluez_device1_get_adapter(trust->facts->proxy),
				 trust->facts->wearable.address);
}

static HtOrigin judge(const HtDeviceTrust *trust, HtEncryption encryption)
{
	HtOrigin origin = ht_pin_judge(&trust->pin, &trust->facts->wearable.identity, encryption);

	if (trust->advertises) {
		origin.trust = TRUST_SUSPECT;
		origin.reasons |= TRUST_REASON_ADVERTISER;
	}
	return origin;
}

static void show(HtDeviceTrust *trust, const HtOrigin *origin)
{
	HtWearable *wearable = &trust->facts->wearable;

	if (wearable->trust == origin->trust && wearable->trust_reasons == origin->reasons)
		return;
	wearable->trust = origin->trust;
	wearable->trust_reasons = origin->reasons;
	ht_device_facts_tell(trust->facts);
}

static void use(HtDeviceTrust *trust, const HtOrigin *origin)
{
	if (trust->facts->run)
		ht_run_set_origin(trust->facts->run, origin);
	show(trust, origin);
}

static void rejudge(HtDeviceTrust *trust)
{
	HtOrigin origin;

	if (!ht_device_facts_have_begun_run(trust->facts))
		return;
	origin = judge(trust, ask(trust));
	use(trust, &origin);
}

static void say_what_is_wrong(const HtDeviceTrust *trust, guint reasons)
{
	const char *address = trust->facts->wearable.address;

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
static gboolean pin(HtDeviceTrust *trust)
{
	const HtLinkSink *sink = trust->facts->sink;

	if (!trust->facts->wearable.enrolled || !sink->identified ||
	    !sink->identified(sink->context, &trust->facts->wearable))
		return FALSE;
	ht_pin_set(&trust->pin, &trust->facts->wearable.identity);
	return TRUE;
}

static void take_identity(HtDeviceTrust *trust, const HtIdentity *identity)
{
	HtEncryption encryption;
	HtOrigin origin;

	trust->facts->wearable.identity = *identity;
	trust->pairs_anew = trust->pairs_anew && !identity->bonded;
	encryption = ask(trust);
	origin = judge(trust, encryption);
	if (!trust->pin.kept && origin.trust != TRUST_SUSPECT && pin(trust))
		origin = judge(trust, encryption);
	say_what_is_wrong(trust, origin.reasons);
	use(trust, &origin);
	if (identity->bonded && trust->facts->wearable.enrolled && trust->facts->proxy &&
	    !bluez_device1_get_trusted(trust->facts->proxy))
		ht_pairing_trust(trust->facts->proxy);
}

void ht_device_trust_take_identity(HtDeviceTrust *trust, const HtIdentity *identity)
{
	HtIdentity now = *identity;

	if (trust->facts->proxy)
		now.bonded = ht_identity_is_bonded(trust->facts->proxy);
	take_identity(trust, &now);
}

void ht_device_trust_set_pin(HtDeviceTrust *trust, const HtIdentity *pinned)
{
	ht_pin_set(&trust->pin, pinned);
	if (ht_device_facts_have_begun_run(trust->facts))
		take_identity(trust, &trust->facts->wearable.identity);
	else if (pinned)
		trust->facts->wearable.identity = *pinned;
}

/* A link that the kernel no longer knows is being lost: what came over it was judged before. */
void ht_device_trust_check_link(HtDeviceTrust *trust)
{
	HtEncryption encryption;
	HtOrigin origin;

	if (!ht_device_facts_have_begun_run(trust->facts))
		return;
	show(trust, ht_run_newest_origin(trust->facts->run));
	if (!has_bond(trust) || g_get_monotonic_time() - trust->asked_us < ASK_KERNEL_EVERY_US)
		return;
	encryption = ask(trust);
	if (encryption == HT_ENCRYPTION_NO_LINK)
		return;
	origin = judge(trust, encryption);
	ht_run_set_origin(trust->facts->run, &origin);
}

/* Paired over the link that streams. */
static void take_bond(HtDeviceTrust *trust)
{
	HtIdentity identity = trust->facts->wearable.identity;

	if (trust->pairs_anew)
		ht_pin_set(&trust->pin, NULL);
	identity.bonded = TRUE;
	take_identity(trust, &identity);
}

void ht_device_trust_see_bond(HtDeviceTrust *trust, gboolean pairing)
{
	gboolean changed = trust->pin.bond_changed;
	gboolean bonded = ht_identity_is_bonded(trust->facts->proxy);

	ht_pin_see_bond(&trust->pin, bonded, pairing || trust->pairs_anew);
	if (bonded && (!trust->pin.kept || trust->pairs_anew) &&
	    !trust->facts->wearable.identity.bonded &&
	    trust->facts->wearable.state == HT_WEARABLE_STREAMING) {
		take_bond(trust);
		return;
	}
	if (trust->pin.bond_changed == changed)
		return;
	say_what_is_wrong(trust, TRUST_REASON_BOND_CHANGED);
	rejudge(trust);
}

void ht_device_trust_see_properties(HtDeviceTrust *trust, GVariant *changed)
{
	g_autoptr(GVariant) rssi = g_variant_lookup_value(changed, "RSSI", NULL);
	g_autoptr(GVariant) maker = g_variant_lookup_value(changed, "ManufacturerData", NULL);
	g_autoptr(GVariant) service = g_variant_lookup_value(changed, "ServiceData", NULL);

	if (!(rssi || maker || service) || trust->facts->wearable.state != HT_WEARABLE_STREAMING ||
	    trust->advertises || advertises_by_nature(trust->facts->wearable.identity.model))
		return;
	trust->advertises = TRUE;
	g_message("%s: something advertises under its address while it is connected",
		  trust->facts->wearable.address);
	rejudge(trust);
}

void ht_device_trust_begin(HtDeviceTrust *trust)
{
	const HtOrigin nothing_known = {.trust = TRUST_UNAUTHENTICATED};

	trust->advertises = FALSE;
	show(trust, &nothing_known);
}

/* BlueZ may show the bond a little later than it says that there is one, and a link that is still
 * being started takes it up when it streams. */
void ht_device_trust_pin_anew(HtDeviceTrust *trust)
{
	trust->pin.bond_known = FALSE;
	trust->pairs_anew = TRUE;
	ht_pin_set(&trust->pin, NULL);
	if (ht_identity_is_bonded(trust->facts->proxy) &&
	    trust->facts->wearable.state == HT_WEARABLE_STREAMING)
		take_bond(trust);
}

void ht_device_trust_drop_pin(HtDeviceTrust *trust)
{
	trust->pairs_anew = FALSE;
	ht_pin_set(&trust->pin, NULL);
}
