/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The PMD control point of a connected wearable: commands written, replies indicated.
 *
 * Replies come through AcquireNotify where BlueZ offers that. It does not for a characteristic that
 * only indicates (an H10's is one); then they come as StartNotify's signals, which other local
 * accounts can see: a reply holds a status and settings, never a health value.
 */
#pragma once

#include "ble/codec/pmd.h"
#include "ble/link/ht-link.h"
#include "dbus/bluez.h"

G_BEGIN_DECLS

typedef struct _HtControlPoint HtControlPoint;

HtControlPoint *ht_control_point_new(BluezGattCharacteristic1 *characteristic, guint reply_ms);
/* Hears every command written and every answer indicated. */
typedef void (*HtControlRaw)(gpointer context, HtRawKind kind, const guint8 *data, gsize size);
void ht_control_point_watch(HtControlPoint *control, HtControlRaw raw, gpointer context);
/* Ends a request under way with G_IO_ERROR_CLOSED. */
void ht_control_point_free(HtControlPoint *control);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtControlPoint, ht_control_point_free)

/* Subscribes to the replies; before the first request. */
void ht_control_point_open_async(HtControlPoint *control, GCancellable *cancellable,
				 GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_control_point_open_finish(GAsyncResult *result, GError **error);

/* One request at a time (HT_ERROR_BUSY). Fails with G_IO_ERROR_TIMED_OUT when no reply to it came
 * in reply_ms. Of a reply in several parts the first is taken. */
void ht_control_point_request_async(HtControlPoint *control, const struct pmd_command *command,
				    GCancellable *cancellable, GAsyncReadyCallback callback,
				    gpointer user_data);
gboolean ht_control_point_request_finish(GAsyncResult *result, struct pmd_response *response,
					 GError **error);

G_END_DECLS
