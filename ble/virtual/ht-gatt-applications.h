/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * org.bluez.GattManager1 of one adapter: clients that registered a GattProfile1, for whose services
 * bluetoothd connects trusted devices by itself. Main context only.
 */
#pragma once

#include "dbus/bluez.h"

G_BEGIN_DECLS

typedef struct _HtGattApplications HtGattApplications;

/* changed is called when a service is wanted that was not before. */
HtGattApplications *ht_gatt_applications_new(BluezGattManager1 *skeleton,
					     void (*changed)(gpointer user_data),
					     gpointer user_data);
void ht_gatt_applications_free(HtGattApplications *applications);

void ht_gatt_applications_forget(HtGattApplications *applications);
gboolean ht_gatt_applications_want(HtGattApplications *applications, const char *service_uuid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtGattApplications, ht_gatt_applications_free)

G_END_DECLS
