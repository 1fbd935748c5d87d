/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The GATT services of one connected device, as the objects that bluetoothd shows for them.
 * Main context only.
 */
#pragma once

#include "ble/virtual/gatt-table.h"
#include "ble/virtual/ht-notify-channel.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtGattServer HtGattServer;

/* What the wearable behind the services does. Characteristics are named by their UUID. */
typedef struct {
	gpointer context;
	/* (transfer full) or NULL when it cannot be read. */
	GBytes *(*read)(gpointer context, const char *uuid);
	/* Returns the indication that answers it, (transfer full), or NULL for none. */
	GBytes *(*write)(gpointer context, const char *uuid, const guint8 *data, gsize size);
	/* Called when whatever was asked for in a write has been answered. */
	void (*written)(gpointer context);
	/* Somebody is sent what this characteristic notifies or indicates from now on. */
	void (*acquired)(gpointer context, const char *uuid);
} HtGattHandlers;

/* The services must live as long as the server. */
HtGattServer *ht_gatt_server_new(GDBusObjectManagerServer *manager, const char *device_path,
				 const struct gatt_service *services, gsize services_count,
				 const HtGattHandlers *handlers);
void ht_gatt_server_free(HtGattServer *server);

/* Shows the objects; they stay when the link goes, as BlueZ's cache keeps them. Unexported, all
 * StartNotify sessions end. */
void ht_gatt_server_export(HtGattServer *server);
void ht_gatt_server_unexport(HtGattServer *server);
/* Unlinked, every call fails and all descriptors are closed; StartNotify sessions stay. */
void ht_gatt_server_set_linked(HtGattServer *server, gboolean linked);

/* Of the links to come. */
void ht_gatt_server_set_mtu(HtGattServer *server, guint16 mtu);
guint16 ht_gatt_server_mtu(const HtGattServer *server);

/* What notifies goes through its descriptor; what can only indicate is broadcast. */
HtSendResult ht_gatt_server_send(HtGattServer *server, const char *uuid, const guint8 *data,
				 gsize size);
/* After HT_SEND_FULL. */
void ht_gatt_server_wait(HtGattServer *server, const char *uuid, HtNotifyChannelFunc func,
			 gpointer user_data);
gboolean ht_gatt_server_is_drained(HtGattServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtGattServer, ht_gatt_server_free)

G_END_DECLS
