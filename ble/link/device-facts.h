/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a device by now, which every part of it looks at. */
#pragma once

#include "ble/link/objects.h"
#include "ble/link/run.h"
#include "ble/link/settings.h"
#include "ble/link/sink.h"

G_BEGIN_DECLS

typedef struct {
	HtObjects *objects;
	const HtLinkSettings *settings;
	const HtLinkSink *sink;
	HtWearable wearable;
	BluezDevice1 *proxy; /* owned; NULL = BlueZ does not show it */
	HtRun *run;          /* of its link, which owns it; NULL = none */
	/* Of every call under way but Disconnect() and Pair(); another one after each cancelling.
	 */
	GCancellable *cancellable;
	gboolean stopping; /* for good */
} HtDeviceFacts;

/* Tells the sink that something has changed. */
void ht_device_facts_tell(const HtDeviceFacts *facts);
/* It is connected, whether it streams yet or not. */
gboolean ht_device_facts_have_link(const HtDeviceFacts *facts);
/* Blocks are being handed out, or will be as soon as the next packet comes. */
gboolean ht_device_facts_have_begun_run(const HtDeviceFacts *facts);
const char *ht_device_facts_path(const HtDeviceFacts *facts);

G_END_DECLS
