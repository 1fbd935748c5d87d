/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scanning, on every adapter that is switched on.
 *
 * Many controllers fail to connect while they scan, so scanning pauses while somebody connects.
 */
#pragma once

#include "ble/link/objects.h"

G_BEGIN_DECLS

typedef struct _HtDiscovery HtDiscovery;

HtDiscovery *ht_discovery_new(HtObjects *objects);
void ht_discovery_free(HtDiscovery *discovery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtDiscovery, ht_discovery_free)

/* Adapters came, went, or were switched on or off. */
void ht_discovery_refresh(HtDiscovery *discovery);
void ht_discovery_resume(HtDiscovery *discovery);
/* Calls paused(context) once no adapter scans for us; at once if none does. A resume or another
 * pause before that takes its place. */
void ht_discovery_pause(HtDiscovery *discovery, GSourceOnceFunc paused, gpointer context);

G_END_DECLS
