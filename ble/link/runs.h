/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs of a link, and the handing out of their packets from the main loop. */
#pragma once

#include "ble/link/run.h"

G_BEGIN_DECLS

typedef struct _HtRuns HtRuns;

typedef struct {
	const HtLinkSink *sink;
	gpointer context;
	/* Before packets of a run are handed out. */
	void (*before)(gpointer context, const char *address);
	/* One of its channels came to its end by itself. */
	void (*link_lost)(gpointer context, const char *address);
	/* Its last packet was handed out and the sink was told; it goes after this. */
	void (*ended)(gpointer context, const char *address);
} HtRunsHost;

HtRuns *ht_runs_new(const HtRunsHost *host);
/* No end() for the runs that are left. */
void ht_runs_free(HtRuns *runs);
/* Takes the run. */
void ht_runs_add(HtRuns *runs, HtRun *run);
/* For a GSourceOnceFunc: runs is a HtRuns. Something may be there to hand out. */
void ht_runs_drain_soon(gpointer runs);
/* Ends all, with what is still in them given up. */
void ht_runs_give_up(HtRuns *runs);

G_END_DECLS
