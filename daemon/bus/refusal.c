/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/refusal.h"

#include "common/glib/ht-error.h"

gboolean ht_refuse_unless_running(HtHub *hub, GDBusMethodInvocation *invocation)
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
