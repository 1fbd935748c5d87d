/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services of a fake device: its characteristics and what they answer. */
#pragma once

#include "tests/integration/fake-bluez.h"

G_BEGIN_DECLS

/* (transfer full) (element-type utf8) UUIDs of services that it advertises, with a NULL at the end.
 */
GPtrArray *fake_gatt_advertised(FakeTraits traits);
/* All services that it has: bluetoothd knows them once it has connected. */
void fake_gatt_show_services(FakeDevice *device);
/* Ends what was acquired, as a lost link does. */
void fake_gatt_close(FakeDevice *device);

/* fake-bluez.c */
void fake_export(FakeBluez *bluez, const char *path, gpointer skeleton);
void fake_fail(GDBusMethodInvocation *call, const char *error);

G_END_DECLS
