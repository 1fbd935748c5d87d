/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and stops the ECG stream of a wearable with Polar's PMD service. */
#pragma once

#include "ble/link/control-point.h"

G_BEGIN_DECLS

/* Subscribes to the control point's replies and asks for the settings of the stream. */
void ht_pmd_describe_async(HtControlPoint *control, GCancellable *cancellable,
			   GAsyncReadyCallback callback, gpointer user_data);
/* *settings: the first of each that the wearable offers; its rate is never 0. */
gboolean ht_pmd_describe_finish(GAsyncResult *result, struct pmd_settings *settings,
				GError **error);

/* Starts the stream; one that the last connection left running is stopped before. */
void ht_pmd_start_async(HtControlPoint *control, const struct pmd_settings *settings,
			GCancellable *cancellable, GAsyncReadyCallback callback,
			gpointer user_data);
gboolean ht_pmd_start_finish(GAsyncResult *result, GError **error);

/* Ended by ht_control_point_request_finish(). */
void ht_pmd_stop_async(HtControlPoint *control, GCancellable *cancellable,
		       GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
