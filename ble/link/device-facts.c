/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device-facts.h"

void ht_device_facts_tell(const HtDeviceFacts *facts)
{
	facts->sink->changed(facts->sink->context, &facts->wearable);
}

gboolean ht_device_facts_have_link(const HtDeviceFacts *facts)
{
	HtWearableState state = facts->wearable.state;

	return state == HT_WEARABLE_RESOLVING || state == HT_WEARABLE_STARTING ||
	       state == HT_WEARABLE_STREAMING;
}

gboolean ht_device_facts_have_begun_run(const HtDeviceFacts *facts)
{
	return facts->run && ht_run_has_begun(facts->run);
}

const char *ht_device_facts_path(const HtDeviceFacts *facts)
{
	return g_dbus_proxy_get_object_path(G_DBUS_PROXY(facts->proxy));
}
