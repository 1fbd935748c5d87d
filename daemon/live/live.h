/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readers of live traces, each with a pipe of its own and the trace of one person.
 *
 * A reader that is too slow loses whole lines, never parts, and is told how many; the hub never
 * waits for it, but under virtual time, where nothing is lost. One that closed its end is
 * forgotten. Main thread only.
 */
#pragma once

#include "daemon/bus/permit.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtLive HtLive;

/* (transfer full) */
HtLive *ht_live_new(void);
void ht_live_free(HtLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtLive, ht_live_free)

/* From now on lines for which a reader has no room wait, and ht_live_ready() is FALSE until they
 * are gone; then room is called. */
void ht_live_wait_for_readers(HtLive *live, GSourceOnceFunc room, gpointer context);
/* Does no line wait? */
gboolean ht_live_ready(HtLive *live);
/* Returns the reading end, which the caller closes, with a hello line in it; -1 and HT_ERROR_BUSY
 * when too many read already. The permit is copied; when it holds no longer, the reader gets an
 * "end" line and nothing more. */
int ht_live_open(HtLive *live, const char *person, const HtPermit *permit, GError **error);
/* Does anybody read this person's trace? */
gboolean ht_live_wanted(HtLive *live, const char *person);
/* Sends the line to the person's readers and frees it. */
void ht_live_send(HtLive *live, const char *person, char *line);

G_END_DECLS
