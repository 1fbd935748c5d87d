/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread that drains every notification descriptor into a ring.
 *
 * bluetoothd drops what does not fit its socket (some 167 frames) without a word, so this thread
 * does nothing but read, stamp and store; it takes no lock and waits for nobody but the kernel.
 * All functions here are for the main thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtReader HtReader;
typedef struct _HtChannel HtChannel; /* a descriptor and its ring */

/* A notification is at most 514 bytes (ATT MTU 517); a longer packet is no notification and comes
 * out empty, for the decoder to refuse. */
enum { HT_PACKET_MAX = 514, HT_RING_BYTES_MIN = 4096 };

typedef struct {
	gint64 arrival_boottime_ns;
	guint32 dropped_before; /* packets that did not fit between the last one and this */
	gsize size;
	guint8 data[HT_PACKET_MAX];
} HtPacket;

/* ring_bytes: a power of two, HT_RING_BYTES_MIN or more. wait_when_full: leave packets in the
 * socket rather than drop them. on_data runs in the caller's thread-default main context whenever a
 * ring got something or a descriptor ended. */
HtReader *ht_reader_new(gboolean wait_when_full, guint ring_bytes, GSourceOnceFunc on_data,
			gpointer context);
/* Ends the thread. Channels stay and must be freed after this or after they ended. */
void ht_reader_free(HtReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtReader, ht_reader_free)

/* Takes the descriptor. NULL and *error when the kernel refuses to watch it. */
HtChannel *ht_reader_add(HtReader *reader, int fd, GError **error);

/* The next packet, oldest first. FALSE = none now. */
gboolean ht_channel_read(HtChannel *channel, HtPacket *packet);
gboolean ht_channel_has_packets(HtChannel *channel);
/* Reads from the socket again if a full ring had stopped that; call when packets were taken. */
void ht_channel_resume(HtChannel *channel);
/* Makes the descriptor end; what is in the socket and the ring can still be read. */
void ht_channel_hang_up(HtChannel *channel);
/* The descriptor came to its end and every packet was read. */
gboolean ht_channel_ended(HtChannel *channel);
/* Packets dropped behind the last one; valid once ended. */
guint32 ht_channel_dropped_at_end(const HtChannel *channel);
void ht_channel_free(HtChannel *channel);

G_END_DECLS
