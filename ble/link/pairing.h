/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs one wearable: opens the window, pairs, marks it trusted, and shuts the window. */
#pragma once

#include "ble/link/agent.h"

G_BEGIN_DECLS

/* BlueZ connects by itself where there is no link; the caller sees to it that no adapter scans
 * then. After window_ms, or when cancelled, the pairing is called off. A wearable that is paired
 * already is a success. Errors say what to do. */
void ht_pairing_async(HtAgent *agent, BluezDevice1 *device, guint window_ms,
		      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_pairing_finish(GAsyncResult *result, GError **error);
/* Else bluetoothd would no longer connect it by itself once we have disconnected it. */
void ht_pairing_trust(BluezDevice1 *device);
/* Its bond goes, and all that BlueZ knows of it. */
void ht_pairing_remove_bond(BluezDevice1 *device);

G_END_DECLS
