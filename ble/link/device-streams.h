/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device streams: what is wished of it, and the starters that see to it. */
#pragma once

#include "ble/link/device-facts.h"

G_BEGIN_DECLS

typedef struct {
	HtDeviceFacts *facts; /* outlive it */
	GPtrArray *starters;  /* of HtStarter; NULL = not started */
	gboolean has_wishes;
	HtStreamWish wishes[HT_STREAMS];
	gboolean applying;
	gboolean apply_again;
} HtDeviceStreams;

/* HT_STREAMS wishes, or NULL = what is usual for it. */
const HtStreamWish *ht_device_streams_wishes(const HtDeviceStreams *streams);
void ht_device_streams_wish(HtDeviceStreams *streams, const HtStreamWish *wishes);
/* (transfer full) what was started on this connection. */
void ht_device_streams_take(HtDeviceStreams *streams, GPtrArray *starters);
/* Ends with done(context), perhaps before this returns; not called when it was cancelled. */
void ht_device_streams_stop(HtDeviceStreams *streams, GSourceOnceFunc done, gpointer context);
/* The link has ended. */
void ht_device_streams_close(HtDeviceStreams *streams);

G_END_DECLS
