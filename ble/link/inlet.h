/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one characteristic sends while a connection lasts: packets in the order of their arrival,
 * from a channel of the reader, from signals, or one value that was read.
 */
#pragma once

#include "ble/codec/driver.h"
#include "ble/link/reader.h"
#include "dbus/bluez.h"

G_BEGIN_DECLS

typedef struct _HtInlet HtInlet;

/* CLOCK_BOOTTIME, by which packets arrive. */
gint64 ht_boottime_ns(void);

/* Takes the channel. */
HtInlet *ht_inlet_of_channel(const struct driver *driver, HtChannel *channel);
/* From now on; the caller subscribes. told(context) is called when one has come. */
HtInlet *ht_inlet_of_signals(const struct driver *driver, BluezGattCharacteristic1 *characteristic,
			     GSourceOnceFunc told, gpointer context);
HtInlet *ht_inlet_of_value(const struct driver *driver, const guint8 *data, gsize size);
void ht_inlet_free(HtInlet *inlet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtInlet, ht_inlet_free)

const struct driver *ht_inlet_driver(const HtInlet *inlet);
/* One more of a channel's packets than was seen before, or NULL; it keeps its place. */
const HtPacket *ht_inlet_look_ahead(HtInlet *inlet);
/* The next packet, or NULL = none now. heard: it was seen by a call before. */
const HtPacket *ht_inlet_peek(HtInlet *inlet, gboolean *heard);
/* Takes out the packet that ht_inlet_peek() gave; valid until the next peek. */
const HtPacket *ht_inlet_take(HtInlet *inlet);
gboolean ht_inlet_has_packets(HtInlet *inlet);
/* No more packets come; what was given by ht_inlet_peek() was taken. */
gboolean ht_inlet_ended(const HtInlet *inlet);
/* Packets lost behind the last one; valid once ended. */
guint32 ht_inlet_dropped_at_end(const HtInlet *inlet);
/* Its channel has come to its end. */
gboolean ht_inlet_lost_link(const HtInlet *inlet);
/* No more packets but those that have arrived. */
void ht_inlet_hang_up(HtInlet *inlet);

G_END_DECLS
