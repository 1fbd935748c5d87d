/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub's side of the radio: a client of org.bluez.
 *
 * It looks for wearables that offer a service a driver knows (ble/codec/driver.h), connects to
 * the enrolled ones, starts their streams and keeps doing so. One reader thread drains the
 * notification descriptors into rings; everything else runs in the main context that ht_link_new()
 * was called in. It knows no models: decoded blocks go to a sink.
 */
#pragma once

#include "ble/link/settings.h"
#include "ble/link/sink.h"
#include "ble/link/wearable.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtLink HtLink;

/* (transfer full) bus must live on a connection whose unique name BlueZ answers; nothing is called
 * before ht_link_start(). Survives org.bluez going away and coming back. */
HtLink *ht_link_new(GDBusConnection *bus, const HtLinkSettings *settings, const HtLinkSink *sink);
void ht_link_start(HtLink *link);
/* Stops streams, disconnects, hands out everything still in the rings, calls end() for each run. */
void ht_link_stop_async(HtLink *link, GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_link_stop_finish(HtLink *link, GAsyncResult *result, GError **error);
/* Cuts off what is under way, with no end() for its runs: call ht_link_stop_async() before. Not
 * from a callback of the sink. */
void ht_link_free(HtLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtLink, ht_link_free)

/* The hub connects to enrolled wearables only. pin: who it was at enrolment; NULL = not known yet,
 * to be told by sink.identified. Enrolling again replaces the pin. HT_ERROR_INVALID for what is no
 * address. */
gboolean ht_link_enroll(HtLink *link, const char *address, const HtIdentity *pin, GError **error);
/* Its bond is removed as well. */
void ht_link_forget(HtLink *link, const char *address);
/* (transfer container) (element-type HtWearable) found or enrolled; valid until the main context
 * runs again. */
GPtrArray *ht_link_list(HtLink *link);
/* The sink is ready again. */
void ht_link_resume(HtLink *link);

/* Opens a pairing window for this wearable alone, pairs, marks it trusted, and closes the window.
 * HT_ERROR_NOT_FOUND if it is not seen, HT_ERROR_FAILED with what to do. One at a time
 * (HT_ERROR_BUSY). Its identity is pinned anew after a success. */
void ht_link_pair_async(HtLink *link, const char *address, guint window_ms,
			GCancellable *cancellable, GAsyncReadyCallback callback,
			gpointer user_data);
gboolean ht_link_pair_finish(HtLink *link, GAsyncResult *result, GError **error);
/* For the pairing under way; HT_ERROR_NOT_FOUND if none asks. */
gboolean ht_link_answer_passkey(HtLink *link, const char *address, guint32 passkey, GError **error);

/* What the wearable, seen or enrolled, is to stream, HT_STREAMS wishes; now and after every
 * reconnect. Streams that it does not have are left out. NULL = what is usual: ECG if it has one,
 * else light and intervals; acceleration at 25 Hz or the next rate above. HT_ERROR_NOT_FOUND. */
gboolean ht_link_set_streams(HtLink *link, const char *address, const HtStreamWish *wishes,
			     GError **error);
/* Immediate Alert: 0 = none, 1 = mild, 2 = high, else HT_ERROR_INVALID. HT_ERROR_NOT_FOUND if it is
 * not connected, HT_ERROR_UNSUPPORTED if it cannot buzz. */
void ht_link_buzz_async(HtLink *link, const char *address, guint level, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_link_buzz_finish(HtLink *link, GAsyncResult *result, GError **error);

G_END_DECLS
