/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Switches an adapter off and on that hears a wearable and makes no connection any more.
 *
 * Linux (6.12, with BlueZ 5.66) can be left with half a connection when making one fails at once
 * (HCI status 0x3e): from then on it asks the controller for none, and each Connect() ends by its
 * own time. Nothing but switching it off and on was found to help. An adapter with a link is
 * left alone, as is one that was switched ten minutes ago. Main thread only.
 */
#pragma once

#include "ble/link/objects.h"
#include "ble/link/settings.h"

G_BEGIN_DECLS

typedef struct _HtRevival HtRevival;

/* (transfer full) Both must outlive it. */
HtRevival *ht_revival_new(HtObjects *objects, const HtLinkSettings *settings);
void ht_revival_free(HtRevival *revival);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRevival, ht_revival_free)

/* The wearable was heard, and connecting to it took all the time that there is for that. */
void ht_revival_in_vain(HtRevival *revival, BluezDevice1 *device);
/* A connection was made. */
void ht_revival_connected(HtRevival *revival, BluezDevice1 *device);

G_END_DECLS
