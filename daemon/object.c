/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/object.h"

#include "common/glib/ht-error.h"

gboolean ht_object_refuse_unless_running(HtHub *hub, GDBusMethodInvocation *invocation)
{
	if (hub->state == HT_HUB_RUNNING)
		return TRUE;
	if (hub->state == HT_HUB_STOPPING || hub->state == HT_HUB_STOPPED)
		g_dbus_method_invocation_return_error_literal(invocation, HT_ERROR, HT_ERROR_BUSY,
							      "the hub is stopping");
	else
		g_dbus_method_invocation_return_error_literal(
		    invocation, HT_ERROR, HT_ERROR_LOCKED,
		    "the hub is locked; unlock it with its passphrase");
	return FALSE;
}

HtHub1 *ht_object_new(HtHub *hub)
{
	HtHub1 *object = ht_hub1_skeleton_new();

	ht_object_connect_status(object, hub);
	ht_object_connect_people(object, hub);
	ht_object_connect_data(object, hub);
	return object;
}
