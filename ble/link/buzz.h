/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a connected wearable buzz: Immediate Alert. */
#pragma once

#include "ble/link/device-facts.h"

G_BEGIN_DECLS

/* See ht_link_buzz_async(). */
void ht_buzz_async(const HtDeviceFacts *facts, guint level, GCancellable *cancellable,
		   GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
