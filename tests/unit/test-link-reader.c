/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader thread on socket pairs such as BlueZ hands out. */
#include "ble/link/reader.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PACKETS = 5000, RING_SMALL = 4096, RING_LARGE = 1 << 17, PACKET_SIZE = 229 };

typedef struct {
	HtReader *reader;
	HtChannel *channel;
	int peer;
	guint wakes;
} Fixture;

static void on_data(gpointer data)
{
	((Fixture *)data)->wakes++;
}

static void set_up(Fixture *f, gboolean wait_when_full, guint ring_bytes)
{
	g_autoptr(GError) error = NULL;
	int ends[2];

	*f = (Fixture){0};
	g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends),
			==, 0);
	f->peer = ends[0];
	f->reader = ht_reader_new(wait_when_full, ring_bytes, on_data, f);
	f->channel = ht_reader_add(f->reader, ends[1], &error);
	g_assert_no_error(error);
}

static void tear_down(Fixture *f)
{
	ht_reader_free(f->reader);
	ht_channel_free(f->channel);
	if (f->peer >= 0)
		close(f->peer);
}

static void close_peer(Fixture *f)
{
	close(f->peer);
	f->peer = -1;
}

/* Runs the main loop until there is a packet (TRUE) or the channel's end (FALSE). */
static gboolean next(Fixture *f, HtPacket *packet)
{
	for (;;) {
		if (ht_channel_read(f->channel, packet)) {
			ht_channel_resume(f->channel);
			return TRUE;
		}
		if (ht_channel_ended(f->channel))
			return FALSE;
		ht_channel_resume(f->channel);
		g_main_context_iteration(NULL, TRUE);
	}
}

static void wait_for_wake(Fixture *f)
{
	guint wakes = f->wakes;

	while (f->wakes == wakes)
		g_main_context_iteration(NULL, TRUE);
}

/* Returns FALSE when the socket is full. */
static gboolean send_number(Fixture *f, guint32 number)
{
	guint8 bytes[PACKET_SIZE] = {0};

	memcpy(bytes, &number, sizeof number);
	if (send(f->peer, bytes, sizeof bytes, MSG_NOSIGNAL) == (gssize)sizeof bytes)
		return TRUE;
	g_assert_cmpint(errno, ==, EAGAIN);
	return FALSE;
}

static guint32 number_of(const HtPacket *packet)
{
	guint32 number;

	g_assert_cmpuint(packet->size, ==, PACKET_SIZE);
	memcpy(&number, packet->data, sizeof number);
	return number;
}

static void test_order_and_end(void)
{
	Fixture f;
	HtPacket packet;
	gint64 last_ns = 0;

	set_up(&f, FALSE, RING_LARGE);
	for (guint32 i = 0; i < 100; i++)
		g_assert_true(send_number(&f, i));
	close_peer(&f);
	for (guint32 i = 0; i < 100; i++) {
		g_assert_true(next(&f, &packet));
		g_assert_cmpuint(number_of(&packet), ==, i);
		g_assert_cmpuint(packet.dropped_before, ==, 0);
		g_assert_cmpint(packet.arrival_boottime_ns, >=, last_ns);
		last_ns = packet.arrival_boottime_ns;
	}
	g_assert_false(next(&f, &packet));
	g_assert_cmpuint(ht_channel_dropped_at_end(f.channel), ==, 0);
	tear_down(&f);
}

/* Nothing is lost however slow the reading side and however small the ring. */
static void test_wait_when_full(void)
{
	Fixture f;
	HtPacket packet;
	guint32 sent = 0;

	set_up(&f, TRUE, RING_SMALL);
	for (guint32 i = 0; i < PACKETS; i++) {
		while (sent < PACKETS && send_number(&f, sent))
			sent++;
		g_assert_true(next(&f, &packet));
		g_assert_cmpuint(number_of(&packet), ==, i);
		g_assert_cmpuint(packet.dropped_before, ==, 0);
	}
	close_peer(&f);
	g_assert_false(next(&f, &packet));
	tear_down(&f);
}

static void test_end_while_waiting(void)
{
	Fixture f;
	HtPacket packet;
	guint32 sent = 0;
	guint32 got = 0;

	set_up(&f, TRUE, RING_SMALL);
	while (send_number(&f, sent))
		sent++;
	close_peer(&f);
	wait_for_wake(&f);
	while (next(&f, &packet))
		g_assert_cmpuint(number_of(&packet), ==, got++);
	g_assert_cmpuint(got, ==, sent);
	tear_down(&f);
}

static void check_number(const HtPacket *packet, guint32 *expected, guint32 *dropped)
{
	*expected += packet->dropped_before;
	*dropped += packet->dropped_before;
	g_assert_cmpuint(number_of(packet), ==, (*expected)++);
}

/* Every packet is either there or counted, in its place. */
static void test_drop_when_full(void)
{
	Fixture f;
	HtPacket packet;
	guint32 sent = 0;
	guint32 expected = 0;
	guint32 dropped = 0;

	set_up(&f, FALSE, RING_SMALL);
	while (sent < PACKETS) {
		if (send_number(&f, sent)) {
			sent++;
			continue;
		}
		wait_for_wake(&f);
		if (ht_channel_read(f.channel, &packet))
			check_number(&packet, &expected, &dropped);
	}
	close_peer(&f);
	while (next(&f, &packet))
		check_number(&packet, &expected, &dropped);
	g_assert_cmpuint(expected + ht_channel_dropped_at_end(f.channel), ==, PACKETS);
	g_assert_cmpuint(dropped + ht_channel_dropped_at_end(f.channel), >, 0);
	tear_down(&f);
}

/* A wearable may notify nothing at all, and that is not the end. */
static void test_empty_and_long(void)
{
	guint8 bytes[HT_PACKET_MAX + 1] = {1};
	static const gsize sizes[] = {0, HT_PACKET_MAX, HT_PACKET_MAX + 1, 1};
	static const gsize expected[] = {0, HT_PACKET_MAX, 0, 1};
	Fixture f;
	HtPacket packet;

	set_up(&f, FALSE, RING_LARGE);
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
		g_assert_cmpint(send(f.peer, bytes, sizes[i], MSG_NOSIGNAL), ==, (gssize)sizes[i]);
	close_peer(&f);
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_assert_true(next(&f, &packet));
		g_assert_cmpuint(packet.size, ==, expected[i]);
	}
	g_assert_false(next(&f, &packet));
	tear_down(&f);
}

/* What was sent before we hung up still comes; then the end, and the other side sees it. */
static void test_hang_up(void)
{
	Fixture f;
	HtPacket packet;
	guint8 byte;

	set_up(&f, FALSE, RING_LARGE);
	for (guint32 i = 0; i < 10; i++)
		g_assert_true(send_number(&f, i));
	ht_channel_hang_up(f.channel);
	for (guint32 i = 0; i < 10; i++) {
		g_assert_true(next(&f, &packet));
		g_assert_cmpuint(number_of(&packet), ==, i);
	}
	g_assert_false(next(&f, &packet));
	g_assert_cmpint(recv(f.peer, &byte, 1, 0), ==, 0);
	tear_down(&f);
}

static void test_free_while_busy(void)
{
	Fixture f;

	set_up(&f, TRUE, RING_SMALL);
	for (guint32 i = 0; send_number(&f, i); i++)
		;
	tear_down(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/link/reader/order-and-end", test_order_and_end);
	g_test_add_func("/link/reader/wait-when-full", test_wait_when_full);
	g_test_add_func("/link/reader/end-while-waiting", test_end_while_waiting);
	g_test_add_func("/link/reader/drop-when-full", test_drop_when_full);
	g_test_add_func("/link/reader/empty-and-long", test_empty_and_long);
	g_test_add_func("/link/reader/hang-up", test_hang_up);
	g_test_add_func("/link/reader/free-while-busy", test_free_while_busy);
	return g_test_run();
}
