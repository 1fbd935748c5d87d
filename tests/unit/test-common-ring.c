/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/ring.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

enum { PACKETS = 20000, PACKET_MAX = 40, RING_SIZE = 256 };

static void test_init(void)
{
	static const size_t wrong[] = {0, 1, 8, 15, 24, 100};
	uint8_t memory[32];
	struct packet_ring ring;

	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		g_assert_cmpint(packet_ring_init(&ring, memory, wrong[i]), ==, -EINVAL);
	g_assert_cmpint(packet_ring_init(&ring, memory, 32), ==, 0);
	g_assert_cmpuint(packet_ring_used(&ring), ==, 0);
	g_assert_cmpint((int)packet_ring_read(&ring, memory, 32), ==, 0);
}

static void test_boundaries(void)
{
	uint8_t memory[32];
	uint8_t out[32];
	struct packet_ring ring;

	packet_ring_init(&ring, memory, sizeof memory);
	g_assert_cmpint(packet_ring_write(&ring, "abc", 3), ==, 0);
	g_assert_cmpint(packet_ring_write(&ring, "", 0), ==, 0);
	g_assert_cmpint(packet_ring_write(&ring, "defgh", 5), ==, 0);
	g_assert_cmpuint(packet_ring_used(&ring), ==, 3 + 5 + 2 * 4);
	g_assert_cmpint((int)packet_ring_read(&ring, out, 2), ==, -EMSGSIZE);
	g_assert_cmpint((int)packet_ring_read(&ring, out, sizeof out), ==, 3);
	assert_bytes(out, 3, "abc", 3);
	g_assert_cmpint((int)packet_ring_read(&ring, out, 5), ==, 5);
	assert_bytes(out, 5, "defgh", 5);
	g_assert_cmpint((int)packet_ring_read(&ring, out, sizeof out), ==, 0);
}

static void test_full(void)
{
	uint8_t memory[32];
	uint8_t in[32] = {0};
	uint8_t out[32];
	struct packet_ring ring;

	packet_ring_init(&ring, memory, sizeof memory);
	g_assert_cmpint(packet_ring_write(&ring, in, 29), ==, -EMSGSIZE);
	g_assert_cmpint(packet_ring_write(&ring, in, 28), ==, 0);
	g_assert_cmpint(packet_ring_write(&ring, in, 1), ==, -ENOBUFS);
	g_assert_cmpuint(packet_ring_used(&ring), ==, 32);
	g_assert_cmpint((int)packet_ring_read(&ring, out, sizeof out), ==, 28);
	g_assert_cmpint(packet_ring_write(&ring, in, 1), ==, 0);
}

/* Packet n is (n % PACKET_MAX + 1) bytes that all follow from n. */
static size_t fill(uint8_t *packet, guint n)
{
	size_t size = n % PACKET_MAX + 1;

	for (size_t i = 0; i < size; i++)
		packet[i] = (uint8_t)(n * 31 + i);
	return size;
}

static gpointer write_all(gpointer data)
{
	uint8_t packet[PACKET_MAX];

	for (guint n = 0; n < PACKETS;) {
		if (packet_ring_write(data, packet, fill(packet, n)) == 0)
			n++;
		else
			g_thread_yield();
	}
	return NULL;
}

/* Two threads, a ring of a few packets, every place where it wraps around. */
static void test_threads(void)
{
	uint8_t memory[RING_SIZE];
	struct packet_ring ring;
	GThread *writer;

	packet_ring_init(&ring, memory, sizeof memory);
	writer = g_thread_new("writer", write_all, &ring);
	for (guint n = 0; n < PACKETS;) {
		uint8_t expected[PACKET_MAX];
		uint8_t packet[PACKET_MAX];
		long size = packet_ring_read(&ring, packet, sizeof packet);

		g_assert_cmpint((int)size, >=, 0);
		if (size == 0) {
			g_thread_yield();
			continue;
		}
		assert_bytes(packet, size, expected, fill(expected, n));
		n++;
	}
	g_thread_join(writer);
	g_assert_cmpuint(packet_ring_used(&ring), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ring/init", test_init);
	g_test_add_func("/ring/boundaries", test_boundaries);
	g_test_add_func("/ring/full", test_full);
	g_test_add_func("/ring/threads", test_threads);
	return g_test_run();
}
