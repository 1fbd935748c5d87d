/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An adapter that is switched on just while its objects are being listed is seen to be on: GLib
 * alone misses that about one time in six. */
#include "ble/link/objects.h"

enum { ROUNDS = 100, PATIENCE_S = 20 };

static GDBusConnection *connect_to(GTestDBus *bus)
{
	g_autoptr(GError) error = NULL;
	GDBusConnection *connection = g_dbus_connection_new_for_address_sync(
	    g_test_dbus_get_bus_address(bus),
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);

	g_assert_no_error(error);
	return connection;
}

static void send(GDBusConnection *connection, GDBusMessage *message, const char *body)
{
	g_autoptr(GDBusMessage) owned = message;

	g_dbus_message_set_body(message, g_variant_new_parsed(body));
	g_dbus_connection_send_message(connection, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL,
				       NULL);
}

/* bluetoothd's first answer says off, and right behind it comes that it is on; later ones say so.
 * In GDBus's thread. */
static GDBusMessage *answer(GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
			    gpointer asked)
{
	if (!incoming ||
	    g_dbus_message_get_message_type(message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL ||
	    g_strcmp0(g_dbus_message_get_member(message), "GetManagedObjects") != 0)
		return message;
	if (g_atomic_int_add((gint *)asked, 1) == 0) {
		send(connection, g_dbus_message_new_method_reply(message),
		     "({objectpath '/org/bluez/hci0': {'org.bluez.Adapter1': {'Powered': "
		     "<false>}}},)");
		send(connection,
		     g_dbus_message_new_signal("/org/bluez/hci0", "org.freedesktop.DBus.Properties",
					       "PropertiesChanged"),
		     "('org.bluez.Adapter1', {'Powered': <true>}, @as [])");
	} else {
		send(connection, g_dbus_message_new_method_reply(message),
		     "({objectpath '/org/bluez/hci0': {'org.bluez.Adapter1': {'Powered': "
		     "<true>}}},)");
	}
	g_object_unref(message);
	return NULL;
}

static void device_changed(gpointer context, BluezDevice1 *device, GVariant *changed)
{
	(void)context;
	(void)device;
	(void)changed;
}

static void device_removed(gpointer context, BluezDevice1 *device)
{
	(void)context;
	(void)device;
}

static void changed(gpointer context)
{
	(void)context;
}

static gboolean give_up(gpointer data)
{
	(void)data;
	g_error("the adapter was switched on, and is not seen to be");
	return G_SOURCE_REMOVE;
}

static void switch_on_once(GTestDBus *bus)
{
	const HtObjectsEvents events = {NULL,    device_changed, device_removed,
					changed, changed,        changed};
	g_autoptr(GDBusConnection) server = connect_to(bus);
	g_autoptr(GDBusConnection) client = connect_to(bus);
	g_autoptr(HtObjects) objects = ht_objects_new(client, &events);
	guint patience = g_timeout_add_seconds(PATIENCE_S, give_up, NULL);
	gint asked = 0;
	gboolean is_on = FALSE;

	g_dbus_connection_add_filter(server, answer, &asked, NULL);
	g_bus_own_name_on_connection(server, "org.bluez", G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL,
				     NULL, NULL);
	ht_objects_start(objects);
	while (!is_on) {
		g_autoptr(GPtrArray) adapters = NULL;

		g_main_context_iteration(NULL, TRUE);
		adapters = ht_objects_adapters(objects);
		is_on = adapters->len == 1;
	}
	g_source_remove(patience);
	g_dbus_connection_close_sync(server, NULL, NULL);
	g_dbus_connection_close_sync(client, NULL, NULL);
}

static void test_switched_on(void)
{
	GTestDBus *bus = g_test_dbus_new(G_TEST_DBUS_NONE);

	g_test_dbus_up(bus);
	for (int i = 0; i < ROUNDS; i++)
		switch_on_once(bus);
	g_test_dbus_stop(bus);
	g_object_unref(bus);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/objects/switched-on-while-listed", test_switched_on);
	return g_test_run();
}
