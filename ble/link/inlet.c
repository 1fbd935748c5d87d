/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/inlet.h"

#include "common/timebase.h"

#include <string.h>
#include <time.h>

/* Packets that came as signals, or were seen ahead of their turn. */
enum { WAITING_MAX = 256 };

struct _HtInlet {
	const struct driver *driver;
	HtChannel *channel;                /* NULL = a value that was read, or signals */
	BluezGattCharacteristic1 *signals; /* NULL = none, or no more */
	gulong signal;
	GSourceOnceFunc told;
	gpointer context;
	GQueue waiting; /* of HtPacket */
	HtPacket head;  /* the next one */
	gboolean has_head;
	gboolean ended;
	guint32 dropped; /* signals, since the last one that was kept */
};

gint64 ht_boottime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (gint64)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Too long for a notification: no decoder takes it, and empty neither. */
static void fill(HtPacket *packet, const guint8 *data, gsize size)
{
	packet->arrival_boottime_ns = ht_boottime_ns();
	packet->size = size <= HT_PACKET_MAX ? size : 0;
	memcpy(packet->data, data, packet->size);
}

static HtInlet *new_inlet(const struct driver *driver)
{
	HtInlet *inlet = g_new0(HtInlet, 1);

	inlet->driver = driver;
	g_queue_init(&inlet->waiting);
	return inlet;
}

HtInlet *ht_inlet_of_channel(const struct driver *driver, HtChannel *channel)
{
	HtInlet *inlet = new_inlet(driver);

	inlet->channel = channel;
	return inlet;
}

static void on_properties(GDBusProxy *proxy, GVariant *changed, const gchar *const *invalidated,
			  gpointer data)
{
	g_autoptr(GVariant) value =
	    g_variant_lookup_value(changed, "Value", G_VARIANT_TYPE_BYTESTRING);
	HtInlet *inlet = data;
	HtPacket *packet;
	gsize size;
	const guint8 *bytes;

	(void)proxy;
	(void)invalidated;
	if (!value)
		return;
	if (inlet->waiting.length >= WAITING_MAX) {
		inlet->dropped++;
		return;
	}
	bytes = g_variant_get_fixed_array(value, &size, 1);
	packet = g_new0(HtPacket, 1);
	fill(packet, bytes, size);
	packet->dropped_before = inlet->dropped;
	inlet->dropped = 0;
	g_queue_push_tail(&inlet->waiting, packet);
	inlet->told(inlet->context);
}

HtInlet *ht_inlet_of_signals(const struct driver *driver, BluezGattCharacteristic1 *characteristic,
			     GSourceOnceFunc told, gpointer context)
{
	HtInlet *inlet = new_inlet(driver);

	inlet->told = told;
	inlet->context = context;
	inlet->signals = g_object_ref(characteristic);
	inlet->signal = g_signal_connect(characteristic, "g-properties-changed",
					 G_CALLBACK(on_properties), inlet);
	return inlet;
}

HtInlet *ht_inlet_of_value(const struct driver *driver, const guint8 *data, gsize size)
{
	HtInlet *inlet = new_inlet(driver);

	fill(&inlet->head, data, size);
	inlet->has_head = TRUE;
	return inlet;
}

static void stop_signals(HtInlet *inlet)
{
	if (inlet->signals)
		g_signal_handler_disconnect(inlet->signals, inlet->signal);
	g_clear_object(&inlet->signals);
}

void ht_inlet_free(HtInlet *inlet)
{
	stop_signals(inlet);
	g_queue_clear_full(&inlet->waiting, g_free);
	g_clear_pointer(&inlet->channel, ht_channel_free);
	g_free(inlet);
}

const struct driver *ht_inlet_driver(const HtInlet *inlet)
{
	return inlet->driver;
}

const HtPacket *ht_inlet_look_ahead(HtInlet *inlet)
{
	g_autofree HtPacket *packet = NULL;

	if (!inlet->channel || inlet->waiting.length >= WAITING_MAX)
		return NULL;
	packet = g_new0(HtPacket, 1);
	if (!ht_channel_read(inlet->channel, packet))
		return NULL;
	g_queue_push_tail(&inlet->waiting, packet);
	return g_steal_pointer(&packet);
}

/* Of what is in memory already. */
static gboolean load_waiting(HtInlet *inlet)
{
	g_autofree HtPacket *waiting = g_queue_pop_head(&inlet->waiting);

	if (waiting)
		inlet->head = *waiting;
	return waiting != NULL;
}

static gboolean load_from_channel(HtInlet *inlet)
{
	gboolean read = inlet->channel && ht_channel_read(inlet->channel, &inlet->head);

	if (!read && (!inlet->channel || ht_channel_ended(inlet->channel)))
		inlet->ended = TRUE;
	else
		ht_channel_resume(inlet->channel);
	return read;
}

const HtPacket *ht_inlet_peek(HtInlet *inlet, gboolean *heard)
{
	*heard = TRUE;
	if (!inlet->has_head && !inlet->ended) {
		inlet->has_head = load_waiting(inlet);
		if (!inlet->has_head && !inlet->signals) {
			inlet->has_head = load_from_channel(inlet);
			*heard = FALSE;
		}
	}
	return inlet->has_head ? &inlet->head : NULL;
}

const HtPacket *ht_inlet_take(HtInlet *inlet)
{
	inlet->has_head = FALSE;
	return &inlet->head;
}

gboolean ht_inlet_has_packets(HtInlet *inlet)
{
	return inlet->waiting.length > 0 ||
	       (inlet->channel && ht_channel_has_packets(inlet->channel));
}

gboolean ht_inlet_ended(const HtInlet *inlet)
{
	return inlet->ended && !inlet->has_head;
}

guint32 ht_inlet_dropped_at_end(const HtInlet *inlet)
{
	return inlet->channel ? ht_channel_dropped_at_end(inlet->channel) : inlet->dropped;
}

gboolean ht_inlet_lost_link(const HtInlet *inlet)
{
	return inlet->channel && inlet->ended;
}

void ht_inlet_hang_up(HtInlet *inlet)
{
	stop_signals(inlet);
	if (inlet->channel)
		ht_channel_hang_up(inlet->channel);
}
