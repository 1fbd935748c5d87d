/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-private-bus.h"

#include "common/glib/ht-error.h"

#include <stdlib.h>
#include <string.h>

static const char *const system_sockets[] = {"/run/dbus/system_bus_socket",
					     "/var/run/dbus/system_bus_socket"};

/* The same socket, whatever links lead to it. */
static gboolean is_same_file(const char *a, const char *b)
{
	g_autofree char *real_a = realpath(a, NULL);
	g_autofree char *real_b = realpath(b, NULL);

	return g_strcmp0(real_a ? real_a : a, real_b ? real_b : b) == 0;
}

static gboolean entry_is_system_bus(const char *entry)
{
	const char *key = strstr(entry, "path=");
	g_autofree char *escaped = NULL;
	g_autofree char *path = NULL;

	if (!key)
		return FALSE;
	key += strlen("path=");
	escaped = g_strndup(key, strcspn(key, ","));
	path = g_uri_unescape_string(escaped, NULL);
	for (gsize i = 0; path && i < G_N_ELEMENTS(system_sockets); i++) {
		if (is_same_file(path, system_sockets[i]))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_system_bus(const char *address)
{
	g_auto(GStrv) entries = g_strsplit(address, ";", -1);

	for (gsize i = 0; entries[i]; i++) {
		if (entry_is_system_bus(entries[i]))
			return TRUE;
	}
	return FALSE;
}

GDBusConnection *ht_private_bus_connect(const char *address, GError **error)
{
	if (is_system_bus(address)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s is the system bus: start a private one for the virtual wearable",
			    address);
		return NULL;
	}
	return g_dbus_connection_new_for_address_sync(
	    address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, error);
}
