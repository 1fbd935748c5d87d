/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens between "services are known" and "streaming": subscribe, read, start. */
#pragma once

#include "ble/link/identity.h"
#include "ble/link/objects.h"
#include "ble/link/reader.h"
#include "ble/link/run.h"
#include "ble/link/settings.h"
#include "ble/link/starter.h"

G_BEGIN_DECLS

typedef struct {
	HtObjects *objects;
	HtReader *reader;
	const HtLinkSettings *settings;
	BluezDevice1 *device;
	HtRun *run; /* gets the channels; is held until the call ends, also when it is cancelled */
	/* What to stream; NULL = what is usual for the wearable. Copied. */
	const HtStreamWish *wishes;
} HtStartArgs;

typedef struct {
	GPtrArray *starters; /* (transfer full) of HtStarter, perhaps none */
	HtIdentity identity;
} HtStarted;

/* Whether every characteristic of every service that the device offers and a driver knows is
 * there, and there is one at all. */
gboolean ht_start_is_possible(HtObjects *objects, BluezDevice1 *device);

/* Steps run one after the other: BlueZ refuses a second operation on a characteristic. */
void ht_start_async(const HtStartArgs *args, GCancellable *cancellable,
		    GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_start_finish(GAsyncResult *result, HtStarted *started, GError **error);

G_END_DECLS
