/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who has called StartNotify on a characteristic. A session ends with StopNotify or with its
 * caller; it outlives the link, as bluetoothd's do. Main context only.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtNotifySessions HtNotifySessions;

/* emptied is called when the caller of the last session has left the bus. */
HtNotifySessions *ht_notify_sessions_new(void (*emptied)(gpointer user_data), gpointer user_data);
void ht_notify_sessions_free(HtNotifySessions *sessions);

/* caller is a unique name; one that has a session keeps it. */
void ht_notify_sessions_add(HtNotifySessions *sessions, GDBusConnection *bus, const char *caller);
/* FALSE when it has none. */
gboolean ht_notify_sessions_remove(HtNotifySessions *sessions, const char *caller);
void ht_notify_sessions_clear(HtNotifySessions *sessions);
gboolean ht_notify_sessions_is_empty(const HtNotifySessions *sessions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtNotifySessions, ht_notify_sessions_free)

G_END_DECLS
