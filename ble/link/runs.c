/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/runs.h"

enum {
	/* Packets handed out in one go; then the main loop gets to do something else. */
	DRAIN_LIMIT = 64,
};

struct _HtRuns {
	HtRunsHost host;
	GPtrArray *runs; /* of HtRun, in the order of their start */
	guint source;
};

HtRuns *ht_runs_new(const HtRunsHost *host)
{
	HtRuns *runs = g_new0(HtRuns, 1);

	runs->host = *host;
	runs->runs = g_ptr_array_new_with_free_func((GDestroyNotify)ht_run_free);
	return runs;
}

void ht_runs_free(HtRuns *runs)
{
	g_clear_handle_id(&runs->source, g_source_remove);
	g_ptr_array_unref(runs->runs);
	g_free(runs);
}

void ht_runs_add(HtRuns *runs, HtRun *run)
{
	g_ptr_array_add(runs->runs, run);
}

/* The sink may call back and find the run still there. */
static void end_run(HtRuns *runs, HtRun *run)
{
	const HtRunsHost *host = &runs->host;

	if (ht_run_has_begun(run))
		host->sink->end(host->sink->context, ht_run_address(run));
	host->ended(host->context, ht_run_address(run));
	g_ptr_array_remove(runs->runs, run);
}

/* Returns whether there is more to do right now. */
static gboolean drain_run(HtRuns *runs, HtRun *run, gboolean *blocked)
{
	const HtRunsHost *host = &runs->host;
	HtRunStatus status;

	host->before(host->context, ht_run_address(run));
	status = ht_run_drain(run, host->sink, DRAIN_LIMIT);
	if (ht_run_has_lost_link(run))
		host->link_lost(host->context, ht_run_address(run));
	switch (status) {
	case HT_RUN_ENDED:
		end_run(runs, run);
		return TRUE;
	case HT_RUN_MORE:
		return TRUE;
	case HT_RUN_BLOCKED:
		*blocked = TRUE;
		return FALSE;
	case HT_RUN_EMPTY:
		return FALSE;
	}
	return FALSE;
}

static gboolean drain(gpointer data)
{
	HtRuns *runs = data;
	/* Not a copy: that would free the runs as well. */
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	gboolean more = FALSE;
	gboolean blocked = FALSE;

	g_ptr_array_extend(all, runs->runs, NULL, NULL);
	for (guint i = 0; i < all->len && !blocked; i++)
		more = drain_run(runs, all->pdata[i], &blocked) || more;
	if (more && !blocked)
		return G_SOURCE_CONTINUE;
	runs->source = 0;
	return G_SOURCE_REMOVE;
}

void ht_runs_drain_soon(gpointer data)
{
	HtRuns *runs = data;

	if (!runs->source)
		runs->source = g_idle_add_full(G_PRIORITY_DEFAULT, drain, runs, NULL);
}

void ht_runs_give_up(HtRuns *runs)
{
	while (runs->runs->len > 0)
		end_run(runs, runs->runs->pdata[0]);
}
