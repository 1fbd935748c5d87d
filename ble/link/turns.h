/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One connection attempt at a time, in the order of asking, with scanning paused meanwhile; and no
 * more links than a controller holds: whoever comes later waits until a link ends.
 */
#pragma once

#include "ble/link/discovery.h"

G_BEGIN_DECLS

typedef struct _HtTurns HtTurns;

HtTurns *ht_turns_new(HtDiscovery *discovery, guint links_max);
void ht_turns_free(HtTurns *turns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtTurns, ht_turns_free)

/* Scanning begins. */
void ht_turns_start(HtTurns *turns);
/* granted(who) is called when it is who's turn, perhaps before this returns. Asking twice is asking
 * once. */
void ht_turns_ask(HtTurns *turns, gpointer who, GSourceOnceFunc granted);
/* who has a link, by its turn or because bluetoothd made one by itself: the next may connect. */
void ht_turns_settle(HtTurns *turns, gpointer who);
/* Ends who's turn and link, or takes it out of the queue. */
void ht_turns_release(HtTurns *turns, gpointer who);
/* No turns and no scanning any more. */
void ht_turns_stop(HtTurns *turns);

G_END_DECLS
