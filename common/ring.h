/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ring of packets between exactly one writing and one reading thread, without locks.
 *
 * The caller owns the memory. Packets keep their boundaries. A packet that does not fit is
 * not written at all, so the writer decides whether to wait or to count a loss.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packet_ring {
	uint8_t *memory;
	size_t size;         /* a power of two */
	_Atomic size_t head; /* bytes ever written */
	_Atomic size_t tail; /* bytes ever read */
};

/* Returns 0, or -EINVAL if size is no power of two of at least 16. */
int packet_ring_init(struct packet_ring *ring, uint8_t *memory, size_t size);

/* Writing thread. Returns 0, -ENOBUFS if it does not fit now, -EMSGSIZE if it never will. */
int packet_ring_write(struct packet_ring *ring, const void *packet, size_t size);

/* Reading thread. Returns the packet's size, 0 if the ring is empty, -EMSGSIZE if it is larger
 * than max (it then stays). Empty packets are never stored. */
long packet_ring_read(struct packet_ring *ring, void *packet, size_t max);

/* Bytes that packets and their lengths take up now; either thread. */
size_t packet_ring_used(struct packet_ring *ring);
