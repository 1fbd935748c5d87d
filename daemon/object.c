/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/object.h"

gboolean ht_object_export(HtHub *hub, GError **error)
{
	ht_object_connect_status(hub->object, hub);
	ht_object_connect_people(hub->object, hub);
	ht_object_connect_wearables(hub->object, hub);
	ht_object_connect_control(hub->object, hub);
	ht_object_connect_data(hub->object, hub);
	ht_object_connect_capture(hub->object, hub);
	return g_dbus_interface_skeleton_export(G_DBUS_INTERFACE_SKELETON(hub->object), hub->bus,
						"/org/healthtwin/Hub1", error);
}
