/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/property.h"

void ht_property_set(GDBusProxy *proxy, const char *name, GVariant *value,
		     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
	g_dbus_proxy_call(
	    proxy, "org.freedesktop.DBus.Properties.Set",
	    g_variant_new("(ssv)", g_dbus_proxy_get_interface_name(proxy), name, value),
	    G_DBUS_CALL_FLAGS_NONE, -1, cancellable, callback, user_data);
}

gboolean ht_property_set_finish(GObject *proxy, GAsyncResult *result, GError **error)
{
	g_autoptr(GVariant) reply = g_dbus_proxy_call_finish(G_DBUS_PROXY(proxy), result, error);

	return reply != NULL;
}
