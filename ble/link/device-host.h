/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device is given by whoever keeps it. */
#pragma once

#include "ble/link/agent.h"
#include "ble/link/objects.h"
#include "ble/link/reader.h"
#include "ble/link/revival.h"
#include "ble/link/run.h"
#include "ble/link/settings.h"
#include "ble/link/sink.h"
#include "ble/link/turns.h"

G_BEGIN_DECLS

typedef struct _HtDevice HtDevice;

/* What all devices of a link share. */
typedef struct {
	HtObjects *objects;
	HtReader *reader;
	HtTurns *turns;
	HtAgent *agent;
	HtRevival *revival;
	const HtLinkSettings *settings;
	const HtLinkSink *sink;
	gpointer context;
	/* A run to be drained from now on. It is the link's; ht_device_run_ended() tells its end.
	 */
	void (*run_added)(gpointer context, HtRun *run);
	/* A run has something to hand out, or was hung up. */
	GSourceOnceFunc drain;
	/* The device has come to rest after ht_device_stop() or lost its last reason to exist. */
	void (*rested)(gpointer context, HtDevice *device);
} HtDeviceHost;

G_END_DECLS
