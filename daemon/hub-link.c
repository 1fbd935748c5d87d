/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub's link, with what is kept of each wearable: who it was when it was enrolled, and what it
 * is to stream. */
#include "daemon/hub.h"

#include "daemon/streams/stream-wishes.h"

gboolean ht_hub_set_streams(HtHub *hub, const char *address, GError **error)
{
	const GArray *choices = ht_people_streams(hub->people, address);
	HtStreamWish wishes[HT_STREAMS];

	ht_stream_choices_wishes(choices, wishes);
	if (!ht_link_set_streams(hub->link, address, choices ? wishes : NULL, error))
		return FALSE;
	ht_pipeline_wished(hub->pipeline, address, wishes);
	return TRUE;
}

gboolean ht_hub_enroll(HtHub *hub, const char *address, GError **error)
{
	const HtIdentity *pin = hub->pins ? ht_pins_get(hub->pins, address) : NULL;

	return ht_link_enroll(hub->link, address, pin, error);
}

void ht_hub_forget(HtHub *hub, const char *address)
{
	g_autoptr(GError) error = NULL;

	ht_link_forget(hub->link, address);
	ht_pipeline_reassign(hub->pipeline, address);
	if (hub->pins && !ht_pins_remove(hub->pins, address, &error))
		g_message("what is known of a forgotten wearable stays: %s", error->message);
}

gboolean ht_hub_identified(gpointer context, const HtWearable *wearable)
{
	HtHub *hub = context;
	g_autoptr(GError) error = NULL;

	/* While it is locked, none can be kept, and nothing is authentic anyway. */
	if (!hub->pins || !hub->keyring)
		return FALSE;
	if (ht_pins_put(hub->pins, wearable->address, &wearable->identity, &error)) {
		ht_hub_write_enrolment(hub);
		return TRUE;
	}
	g_message("who a wearable is could not be kept, so it is not authentic: %s",
		  error->message);
	return FALSE;
}

void ht_hub_enroll_kept(HtHub *hub, const char *address)
{
	g_autoptr(GError) error = NULL;

	if (!ht_hub_enroll(hub, address, &error))
		g_warning("an enrolled wearable is left out: %s", error->message);
	else if (ht_people_streams(hub->people, address) &&
		 !ht_hub_set_streams(hub, address, &error))
		g_message("%s: streams as usual: %s", address, error->message);
}

void ht_hub_start_link(HtHub *hub)
{
	HtLinkSettings settings = hub->settings->link;
	g_autoptr(GPtrArray) wearables = ht_people_wearables(hub->people);

	settings.wait_when_full = ht_clock_is_virtual(hub->clock);
	/* Nor is anything given up then because a machine is busy. */
	if (settings.wait_when_full)
		settings.stop_ms = 5 * 60 * 1000;
	hub->link = ht_link_new(hub->bus, &settings, ht_pipeline_sink(hub->pipeline));
	for (guint i = 0; i < wearables->len; i++)
		ht_hub_enroll_kept(hub, wearables->pdata[i]);
	ht_link_start(hub->link);
}
