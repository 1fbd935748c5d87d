/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub's end of the compactor. */
#include "daemon/hub.h"

static HtStream *find_stream(HtHub *hub, const char *id)
{
	GPtrArray *list = ht_streams_list(ht_pipeline_streams(hub->pipeline));

	for (guint i = 0; i < list->len; i++)
		if (g_str_equal(ht_stream_id(list->pdata[i]), id))
			return list->pdata[i];
	return NULL;
}

static gboolean is_settled(gpointer context, const char *id)
{
	const HtStream *stream = find_stream(context, id);

	return !stream || ht_stream_settled(stream);
}

static void begin(gpointer context)
{
	ht_hub_job_begin(context);
}

static void end(gpointer context)
{
	ht_hub_job_end(context);
}

void ht_hub_start_compactor(HtHub *hub)
{
	const HtCompactorEvents events = {.context = hub,
					  .is_settled = is_settled,
					  .prepare = ht_hub_date_streams,
					  .begin = begin,
					  .end = end};
	GPtrArray *streams = ht_streams_list(ht_pipeline_streams(hub->pipeline));

	hub->outlets.compactor =
	    ht_compactor_new(hub->store, ht_clock_is_virtual(hub->clock), &events);
	for (guint i = 0; i < streams->len; i++)
		ht_compactor_opened(hub->outlets.compactor, ht_stream_id(streams->pdata[i]));
	ht_compactor_start(hub->outlets.compactor, hub->cancellable);
}

void ht_hub_compact_rest(HtHub *hub)
{
	g_autoptr(GError) error = NULL;

	/* It stays readable as it is. */
	if (!ht_compactor_finish(hub->outlets.compactor, &error))
		g_message("stored waveforms could not be packed: %s", error->message);
}
