/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/object.h"

gboolean ht_object_export(HtHub *hub, GError **error)
{
	ht_object_connect_activity(hub->object, hub);
	ht_object_connect_status(hub->object, hub);
	ht_object_connect_unlock(hub->object, hub);
	ht_object_connect_keys(hub->object, hub);
	ht_object_connect_consent(hub->object, hub);
	ht_object_connect_people(hub->object, hub);
	ht_object_connect_wearables(hub->object, hub);
	ht_object_connect_control(hub->object, hub);
	ht_object_connect_data(hub->object, hub);
	ht_object_connect_summary(hub->object, hub);
	ht_object_connect_capture(hub->object, hub);
	ht_object_connect_audit(hub->object, hub);
	ht_object_connect_backup(hub->object, hub);
	ht_object_connect_store(hub->object, hub);
	ht_object_connect_rehab(hub->object, hub);
	ht_object_connect_clinician(hub->object, hub);
	ht_object_connect_plan(hub->object, hub);
	return g_dbus_interface_skeleton_export(G_DBUS_INTERFACE_SKELETON(hub->object), hub->bus,
						"/org/healthtwin/Hub1", error);
}
