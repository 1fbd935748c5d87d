/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The descriptor behind AcquireNotify: one packet per notification, closed when the link goes.
 * Main context only.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtNotifyChannel HtNotifyChannel;

typedef enum {
	HT_SEND_DONE,
	HT_SEND_FULL,   /* the reader has not taken what it was sent; nothing was written */
	HT_SEND_CLOSED, /* nobody holds the other end */
} HtSendResult;

typedef void (*HtNotifyChannelFunc)(gpointer user_data);

/* closed is called when the other end was closed, not by ht_notify_channel_close(). */
HtNotifyChannel *ht_notify_channel_new(HtNotifyChannelFunc closed, gpointer user_data);
void ht_notify_channel_free(HtNotifyChannel *channel);

/* Returns the reader's end (the caller's to close), or -1 with *error. Not while it is open. */
int ht_notify_channel_open(HtNotifyChannel *channel, GError **error);
gboolean ht_notify_channel_is_open(const HtNotifyChannel *channel);
/* What was sent stays readable; then the reader sees the end. */
void ht_notify_channel_close(HtNotifyChannel *channel);

HtSendResult ht_notify_channel_send(HtNotifyChannel *channel, const guint8 *data, gsize size);
/* Calls func once when something can be sent again, or the channel was closed. One at a time. */
void ht_notify_channel_wait(HtNotifyChannel *channel, HtNotifyChannelFunc func, gpointer user_data);
/* TRUE when everything sent was read, or nobody reads any more. */
gboolean ht_notify_channel_is_drained(const HtNotifyChannel *channel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtNotifyChannel, ht_notify_channel_free)

G_END_DECLS
