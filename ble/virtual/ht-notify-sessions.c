/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-notify-sessions.h"

struct _HtNotifySessions {
	GHashTable *watches; /* unique name of the caller: id of g_bus_watch_name() */
	void (*emptied)(gpointer user_data);
	gpointer emptied_data;
};

static void unwatch(gpointer id)
{
	g_bus_unwatch_name(GPOINTER_TO_UINT(id));
}

HtNotifySessions *ht_notify_sessions_new(void (*emptied)(gpointer user_data), gpointer user_data)
{
	HtNotifySessions *sessions = g_new0(HtNotifySessions, 1);

	sessions->watches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unwatch);
	sessions->emptied = emptied;
	sessions->emptied_data = user_data;
	return sessions;
}

void ht_notify_sessions_free(HtNotifySessions *sessions)
{
	g_hash_table_unref(sessions->watches);
	g_free(sessions);
}

static void on_caller_gone(G_GNUC_UNUSED GDBusConnection *bus, const gchar *caller,
			   gpointer user_data)
{
	HtNotifySessions *sessions = user_data;

	if (ht_notify_sessions_remove(sessions, caller) && ht_notify_sessions_is_empty(sessions))
		sessions->emptied(sessions->emptied_data);
}

void ht_notify_sessions_add(HtNotifySessions *sessions, GDBusConnection *bus, const char *caller)
{
	guint id;

	if (g_hash_table_contains(sessions->watches, caller))
		return;
	id = g_bus_watch_name_on_connection(bus, caller, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
					    on_caller_gone, sessions, NULL);
	g_hash_table_insert(sessions->watches, g_strdup(caller), GUINT_TO_POINTER(id));
}

gboolean ht_notify_sessions_remove(HtNotifySessions *sessions, const char *caller)
{
	return g_hash_table_remove(sessions->watches, caller);
}

void ht_notify_sessions_clear(HtNotifySessions *sessions)
{
	g_hash_table_remove_all(sessions->watches);
}

gboolean ht_notify_sessions_is_empty(const HtNotifySessions *sessions)
{
	return g_hash_table_size(sessions->watches) == 0;
}
