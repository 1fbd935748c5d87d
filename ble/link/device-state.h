/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state machine of a device: it connects, starts, loses and finds again.
 *
 * ht_device_state_enter() alone changes the state. The device's parts know nothing of it.
 */
#pragma once

#include "ble/link/device-facts.h"
#include "ble/link/device-host.h"
#include "ble/link/device-pairing.h"
#include "ble/link/device-streams.h"
#include "ble/link/device-trust.h"

G_BEGIN_DECLS

struct _HtDevice {
	HtDeviceHost host;
	HtDeviceFacts facts;
	HtDeviceTrust trust;
	HtDeviceStreams streams;
	HtDevicePairing pairing;
	HtChecks *checks;
	guint timer;
	guint wait_ms;               /* the next wait after a failure */
	gboolean lost;               /* the link, before the streams were started */
	gboolean seen;               /* by radio, while waiting */
	GCancellable *disconnecting; /* NULL = no Disconnect() under way */
	gboolean remove_bond;        /* as soon as it is at rest */
};

void ht_device_state_enter(HtDevice *device, HtWearableState state);
/* Ends whatever is under way, and goes where a device without a link belongs. */
void ht_device_state_rest(HtDevice *device);
/* Something that kept it from connecting may be over. */
void ht_device_state_reconsider(HtDevice *device);
/* Nothing is under way. */
gboolean ht_device_state_is_at_rest(const HtDevice *device);
/* Characteristics came, or BlueZ says that it knows them all. */
void ht_device_state_look_again(HtDevice *device);
/* It is heard by radio. */
void ht_device_state_heard(HtDevice *device);
/* By bluetoothd itself. */
void ht_device_state_link_made(HtDevice *device);
void ht_device_state_link_lost(HtDevice *device);
/* A pairing was asked for: over its link, or as soon as it is its turn. */
void ht_device_state_pair(HtDevice *device);
/* A pairing has ended, well or not. */
void ht_device_state_paired(HtDevice *device);
/* Ends the link by ourselves. */
void ht_device_state_close(HtDevice *device);

G_END_DECLS
