/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub waits for the time of day, and dates what it recorded without it
 * (daemon/upkeep/undated.h). */
#include "daemon/hub.h"

#include "daemon/upkeep/undated.h"

enum { LOOK_S = 5 };

/* Streams that go on begin anew, dated right from here. */
static void renew_streams(HtHub *hub)
{
	g_autoptr(GPtrArray) addresses = ht_people_wearables(hub->people);

	for (guint i = 0; i < addresses->len; i++)
		ht_pipeline_reassign(hub->pipeline, addresses->pdata[i]);
}

/* Every record of a stream that has ended is in the store's queue: then they may be moved. */
static gboolean is_handed_on(HtHub *hub)
{
	return !hub->outlets.writer || ht_writer_ready(hub->outlets.writer);
}

static gboolean look(gpointer data)
{
	HtHub *hub = data;

	if (!ht_clock_is_set(hub->clock))
		return G_SOURCE_CONTINUE;
	if (!hub->clock_renewed && hub->pipeline)
		renew_streams(hub);
	hub->clock_renewed = TRUE;
	if (!is_handed_on(hub))
		return G_SOURCE_CONTINUE;
	g_message("the time of day is known now");
	hub->clock_watch = 0;
	g_atomic_int_set(&hub->clock_settled, TRUE);
	if (hub->outlets.compactor)
		ht_compactor_start(hub->outlets.compactor, hub->cancellable);
	return G_SOURCE_REMOVE;
}

void ht_hub_watch_clock(HtHub *hub)
{
	hub->clock_settled = ht_clock_is_set(hub->clock);
	if (!hub->clock_settled && !ht_clock_is_virtual(hub->clock))
		hub->clock_watch = g_timeout_add_seconds(LOOK_S, look, hub);
}

gboolean ht_hub_date_streams(gpointer context, GError **error)
{
	HtHub *hub = context;
	HtTimeTie tie;
	guint settled = 0;

	if (!g_atomic_int_get(&hub->clock_settled) || !ht_time_tie(&tie, hub->clock))
		return TRUE;
	if (!ht_store_flush(hub->store, error) ||
	    !ht_undated_settle(hub->store, &tie, &settled, error))
		return FALSE;
	if (settled)
		g_message("%u streams from before the time was known are dated", settled);
	return TRUE;
}
