/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub's end of the housekeeper. */
#include "daemon/upkeep/day-keeper.h"
#include "daemon/hub.h"

static void begin(gpointer context)
{
	ht_hub_job_begin(context);
}

static void end(gpointer context)
{
	ht_hub_job_end(context);
}

static GPtrArray *people(gpointer context)
{
	return ht_day_people(((HtHub *)context)->people);
}

void ht_hub_start_housekeeper(HtHub *hub)
{
	const HtHousekeeperEvents events = {
	    .context = hub, .begin = begin, .end = end, .people = people};
	g_autoptr(GError) stale = NULL;

	hub->housekeeper = ht_housekeeper_new(hub->store, &hub->settings->housekeeping, hub->clock,
					      &events, hub->cancellable);
	if (ht_store_lost(hub->store))
		g_message("the database was damaged once: twinctl store status says what is lost");
	if (!ht_store_is_fresh(hub->store, &stale))
		g_message("%s; twinctl store check says what is missing", stale->message);
}
