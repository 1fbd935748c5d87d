/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a connected wearable says it is: Device Information and the shape of its GATT table. */
#pragma once

#include "ble/link/wearable.h"
#include "ble/link/objects.h"

G_BEGIN_DECLS

/* Reads one string after the other; what the wearable does not have or does not tell stays "".
 * Fails when cancelled. */
void ht_identity_read_async(HtObjects *objects, BluezDevice1 *device, GCancellable *cancellable,
			    GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_identity_read_finish(GAsyncResult *result, HtIdentity *identity, GError **error);

/* Bonded is younger (BlueZ 5.65) than Paired. */
gboolean ht_identity_is_bonded(BluezDevice1 *device);

G_END_DECLS
