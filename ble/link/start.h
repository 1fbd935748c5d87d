/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens between "services are known" and "streaming": subscribe, read, start. */
#pragma once

#include "ble/link/control-point.h"
#include "ble/link/objects.h"
#include "ble/link/reader.h"
#include "ble/link/run.h"

G_BEGIN_DECLS

typedef struct {
	HtObjects *objects;
	HtReader *reader;
	const char *device_path;
	HtRun *run; /* gets the channels; must live until the call ends or is cancelled */
	guint reply_ms;
} HtStartArgs;

/* Whether every characteristic of every service that the device offers and a driver knows is
 * there, and there is one at all. */
gboolean ht_start_is_possible(HtObjects *objects, BluezDevice1 *device);

/* Steps run one after the other: BlueZ refuses a second operation on a characteristic. */
void ht_start_async(const HtStartArgs *args, GCancellable *cancellable,
		    GAsyncReadyCallback callback, gpointer user_data);
/* *control: (transfer full) or NULL for a wearable without PMD. model is "" if not readable. */
gboolean ht_start_finish(GAsyncResult *result, HtControlPoint **control, char model[64],
			 GError **error);

G_END_DECLS
