/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far the samples of a device are trusted.
 *
 * Writes identity, trust and reasons of the facts' wearable, and tells the sink.
 */
#pragma once

#include "ble/link/device-facts.h"
#include "ble/link/pin.h"

G_BEGIN_DECLS

typedef struct {
	HtDeviceFacts *facts; /* outlive it */
	HtPin pin;
	gboolean advertises; /* while it is connected to us */
	gboolean pairs_anew; /* paired by the user, and the bond is still to show */
	gint64 asked_us;     /* when the kernel was asked last */
} HtDeviceTrust;

/* A new connection, to whoever answers: what the last one was says nothing. */
void ht_device_trust_begin(HtDeviceTrust *trust);
/* BlueZ shows whether there is a bond; pairing: one that the user asked for is under way. */
void ht_device_trust_see_bond(HtDeviceTrust *trust, gboolean pairing);
/* An advertisement, or what BlueZ makes of one. Needs a scan under way. */
void ht_device_trust_see_properties(HtDeviceTrust *trust, GVariant *changed);
/* Before the first block of a run: who the wearable is on this connection. Whether it is bonded is
 * asked anew: it may have been paired since it was read. */
void ht_device_trust_take_identity(HtDeviceTrust *trust, const HtIdentity *identity);
/* Before blocks are handed out: asks the kernel about the link, now and then. */
void ht_device_trust_check_link(HtDeviceTrust *trust);
/* NULL = to be learned on the next connection, or now if there is one. */
void ht_device_trust_set_pin(HtDeviceTrust *trust, const HtIdentity *pinned);
/* The user has said who it is: what was pinned before no longer counts. */
void ht_device_trust_pin_anew(HtDeviceTrust *trust);
/* It is not enrolled any more. */
void ht_device_trust_drop_pin(HtDeviceTrust *trust);

G_END_DECLS
