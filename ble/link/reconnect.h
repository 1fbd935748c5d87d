/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lets bluetoothd connect known wearables by itself as soon as the controller hears them.
 *
 * It does that for devices that offer a service some registered GattProfile1 names; ours names
 * those by which the enrolled wearables are found, on every adapter.
 */
#pragma once

#include "ble/link/objects.h"

G_BEGIN_DECLS

typedef struct _HtReconnect HtReconnect;

HtReconnect *ht_reconnect_new(GDBusConnection *bus, HtObjects *objects);
void ht_reconnect_free(HtReconnect *reconnect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtReconnect, ht_reconnect_free)

/* (element-type utf8) UUIDs of services, in any order, perhaps twice; none = nothing is to be
 * connected any more. */
void ht_reconnect_set_services(HtReconnect *reconnect, GPtrArray *uuids);
/* Adapters came, went, or were switched on or off. */
void ht_reconnect_refresh(HtReconnect *reconnect);

G_END_DECLS
