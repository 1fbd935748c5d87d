/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of a running hub, and what they ask of its wearables. */
#include "daemon/hub.h"

#include "daemon/streams/stream-wishes.h"

/* At this rate and above a packet of a strap is full after 0.2 s, and a repetition told in time. */
enum { MOTION_HZ = 104 };

static void buzzed(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;

	(void)source;
	/* Most wearables cannot: the screen says it as well. */
	if (hub->link)
		(void)ht_link_buzz_finish(hub->link, result, NULL);
}

static void buzz(gpointer context, const char *address, guint level)
{
	HtHub *hub = context;

	if (hub->link)
		ht_link_buzz_async(hub->link, address, level, hub->cancellable, buzzed, hub);
}

static void set_streams(gpointer context, const char *address, gboolean session)
{
	HtHub *hub = context;
	HtStreamWish wishes[HT_STREAMS];
	g_autoptr(GError) error = NULL;
	gboolean ok;

	/* While it stops, there is no link, or it is about to go. */
	if (!hub->link || hub->state == HT_HUB_STOPPING)
		return;
	ht_stream_choices_wishes(ht_people_streams(hub->people, address), wishes);
	wishes[HT_STREAM_ACCELERATION] = (HtStreamWish){TRUE, MOTION_HZ};
	wishes[HT_STREAM_ANGULAR_RATE] = (HtStreamWish){TRUE, MOTION_HZ};
	ok = session ? ht_link_set_streams(hub->link, address, wishes, &error)
		     : ht_hub_set_streams(hub, address, &error);
	if (ok && session)
		ht_pipeline_wished(hub->pipeline, address, wishes);
	else if (!ok)
		g_message("%s: streams as they were: %s", address, error->message);
}

void ht_hub_start_rehab(HtHub *hub)
{
	const HtRehabSurroundings around = {.store = hub->store,
					    .people = hub->people,
					    .clock = hub->clock,
					    .outlets = &hub->outlets,
					    .plan = hub->outlets.plan,
					    .context = hub,
					    .buzz = buzz,
					    .streams = set_streams};

	hub->rehab = ht_rehab_new(&around);
}
