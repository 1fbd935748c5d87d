/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The characteristic of a connected wearable that commands are written to, and what it answers.
 *
 * Answers come through AcquireNotify where BlueZ offers that. It does not for a characteristic that
 * only indicates (an H10's is one); then they come as StartNotify's signals, which other local
 * accounts can see: an answer holds a status and settings, never a health value. Where answers come
 * among the values, whoever hears those hands them in.
 */
#pragma once

#include "ble/link/sink.h"
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

BluezGattCharacteristic1 *ht_control_point_characteristic(HtControlPoint *control);

/* Subscribes to the answers; before the first request. */
void ht_control_point_open_async(HtControlPoint *control, GCancellable *cancellable,
				 GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_control_point_open_finish(GAsyncResult *result, GError **error);
/* An answer that came another way. */
void ht_control_point_hear(HtControlPoint *control, const guint8 *data, gsize size);

/* Whether what was heard completes the answer to the request under way. Whatever else comes, a late
 * answer or rubbish, is to be left out. */
typedef gboolean (*HtControlAnswered)(gpointer context, const guint8 *data, gsize size);

/* One request at a time (HT_ERROR_BUSY). answered NULL = no answer is to come; the request ends
 * when it is written. Fails with G_IO_ERROR_TIMED_OUT when no answer came in reply_ms. */
void ht_control_point_request_async(HtControlPoint *control, const guint8 *data, gsize size,
				    HtControlAnswered answered, gpointer context,
				    GCancellable *cancellable, GAsyncReadyCallback callback,
				    gpointer user_data);
gboolean ht_control_point_request_finish(GAsyncResult *result, GError **error);

G_END_DECLS
