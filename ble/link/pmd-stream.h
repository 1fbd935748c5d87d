/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and stops the ECG stream of a wearable with Polar's PMD service. */
#pragma once

#include "ble/link/control-point.h"

G_BEGIN_DECLS

/* Asks for the settings and starts the stream with the first of each; one that the last connection
 * left running is stopped before. mtu: of the link. The data characteristic must be subscribed to
 * already. */
void ht_pmd_start_async(HtControlPoint *control, guint16 mtu, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data);
/* Returns the nominal rate in millihertz, or 0. */
guint32 ht_pmd_start_finish(GAsyncResult *result, GError **error);

/* Ended by ht_control_point_request_finish(). */
void ht_pmd_stop_async(HtControlPoint *control, GCancellable *cancellable,
		       GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
