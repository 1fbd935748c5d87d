/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/ring.h"

#include <errno.h>
#include <string.h>

enum { LENGTH_BYTES = 4 };

int packet_ring_init(struct packet_ring *ring, uint8_t *memory, size_t size)
{
	if (size < 16 || (size & (size - 1)))
		return -EINVAL;
	ring->memory = memory;
	ring->size = size;
	atomic_init(&ring->head, 0);
	atomic_init(&ring->tail, 0);
	return 0;
}

static void copy_in(struct packet_ring *ring, size_t at, const void *data, size_t n)
{
	size_t start = at & (ring->size - 1);
	size_t first = n < ring->size - start ? n : ring->size - start;

	memcpy(ring->memory + start, data, first);
	memcpy(ring->memory, (const uint8_t *)data + first, n - first);
}

static void copy_out(const struct packet_ring *ring, size_t at, void *data, size_t n)
{
	size_t start = at & (ring->size - 1);
	size_t first = n < ring->size - start ? n : ring->size - start;

	memcpy(data, ring->memory + start, first);
	memcpy((uint8_t *)data + first, ring->memory, n - first);
}

int packet_ring_write(struct packet_ring *ring, const void *packet, size_t size)
{
	size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	size_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
	uint32_t length = (uint32_t)size;

	if (size == 0)
		return 0;
	if (size > ring->size - LENGTH_BYTES)
		return -EMSGSIZE;
	if (ring->size - (head - tail) < size + LENGTH_BYTES)
		return -ENOBUFS;
	copy_in(ring, head, &length, LENGTH_BYTES);
	copy_in(ring, head + LENGTH_BYTES, packet, size);
	atomic_store_explicit(&ring->head, head + LENGTH_BYTES + size, memory_order_release);
	return 0;
}

long packet_ring_read(struct packet_ring *ring, void *packet, size_t max)
{
	size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	size_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
	uint32_t length;

	if (head == tail)
		return 0;
	copy_out(ring, tail, &length, LENGTH_BYTES);
	if (length > max)
		return -EMSGSIZE;
	copy_out(ring, tail + LENGTH_BYTES, packet, length);
	atomic_store_explicit(&ring->tail, tail + LENGTH_BYTES + length, memory_order_release);
	return (long)length;
}

size_t packet_ring_used(struct packet_ring *ring)
{
	size_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);

	return atomic_load_explicit(&ring->head, memory_order_acquire) - tail;
}
