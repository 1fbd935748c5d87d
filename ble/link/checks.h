/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of ble/trust over all streams of one wearable, kept over its reconnects. */
#pragma once

#include "common/sample.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtChecks HtChecks;

/* virtual_time: when a sample arrived means nothing. */
HtChecks *ht_checks_new(gboolean virtual_time);
void ht_checks_free(HtChecks *checks);
/* A new connection, to a wearable of that model ("" = not known). */
void ht_checks_begin(HtChecks *checks, const char *model);
/* Of enum trust_reason: what speaks against the block; 0 = nothing, or there is no check for its
 * kind. */
guint ht_checks_block(HtChecks *checks, const struct sample_block *block,
		      gint64 arrival_boottime_ns);

G_END_DECLS
