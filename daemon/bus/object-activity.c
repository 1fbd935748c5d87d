/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person says about what was seen of their motion. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

static gboolean cancel_fall(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    gpointer data)
{
	HtHub *hub = data;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "CancelFall"))
		return TRUE;
	ht_hub1_complete_cancel_fall(object, invocation,
				     hub->activity &&
					 ht_activity_watch_cancel_fall(hub->activity, person));
	return TRUE;
}

void ht_object_connect_activity(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-cancel-fall", G_CALLBACK(cancel_fall), hub);
}
