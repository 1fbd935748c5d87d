/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POLLRDHUP */
#define _GNU_SOURCE
#include "ble/link/reader.h"

#include "common/glib/ht-error.h"
#include "common/ring.h"
#include "common/timebase.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS_MAX = 16,
	/* A busy descriptor must not starve the others. */
	READS_PER_TURN = 64,
	RING_LENGTH_BYTES = 4,
};

/* What stands in front of each packet in a ring. */
struct stamp {
	gint64 arrival_boottime_ns;
	guint32 dropped_before;
	guint32 unused;
};

struct _HtReader {
	gboolean wait_when_full;
	guint ring_bytes;
	int epoll_fd;
	int quit_fd; /* written by the main thread */
	int data_fd; /* written by the reader thread */
	GThread *thread;
	GSource *source;
	GSourceOnceFunc on_data;
	gpointer context;
};

struct _HtChannel {
	HtReader *reader;
	int fd;
	guint8 *memory;
	struct packet_ring ring;
	/* Set by the reader thread as the last thing before it lets go of the channel; a waiting
	 * channel is handed back to it by watching the descriptor again. */
	atomic_bool waiting;
	atomic_bool ended;
	/* The reader thread's own; the main thread may look once ended. */
	guint32 dropped;
	struct {
		struct stamp stamp;
		guint8 data[HT_PACKET_MAX];
	} in;
};

static gint64 boottime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (gint64)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void signal_fd(int fd)
{
	guint64 one = 1;

	/* It can only fail when the counter is full, and then the other side is awake anyway. */
	(void)!write(fd, &one, sizeof one);
}

static gboolean watch(HtChannel *channel)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = channel};

	return epoll_ctl(channel->reader->epoll_fd, EPOLL_CTL_ADD, channel->fd, &event) == 0;
}

static gboolean has_room(HtChannel *channel)
{
	gsize need = RING_LENGTH_BYTES + sizeof channel->in;

	return channel->reader->ring_bytes - packet_ring_used(&channel->ring) >= need;
}

/* The reader thread must not touch the channel after this. */
static void let_go(HtChannel *channel, atomic_bool *flag)
{
	HtReader *reader = channel->reader;

	epoll_ctl(reader->epoll_fd, EPOLL_CTL_DEL, channel->fd, NULL);
	atomic_store_explicit(flag, true, memory_order_release);
	signal_fd(reader->data_fd);
}

static void store(HtChannel *channel, gsize size)
{
	if (size > HT_PACKET_MAX)
		size = 0;
	channel->in.stamp = (struct stamp){
	    .arrival_boottime_ns = boottime_ns(),
	    .dropped_before = channel->dropped,
	};
	if (packet_ring_write(&channel->ring, &channel->in, sizeof(struct stamp) + size) == 0)
		channel->dropped = 0;
	else
		channel->dropped++;
}

/* A packet of no bytes and the end look alike to recv(). */
static gboolean at_end(const HtChannel *channel)
{
	struct pollfd poll_fd = {.fd = channel->fd, .events = POLLIN | POLLRDHUP};
	guint8 byte;

	if (poll(&poll_fd, 1, 0) < 0 || !(poll_fd.revents & (POLLHUP | POLLRDHUP | POLLERR)))
		return FALSE;
	return recv(channel->fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) <= 0;
}

/* Returns FALSE when the thread has let go of the channel or there is nothing more to read. */
static gboolean read_one(HtChannel *channel)
{
	gssize n;

	if (channel->reader->wait_when_full && !has_room(channel)) {
		let_go(channel, &channel->waiting);
		return FALSE;
	}
	n = recv(channel->fd, channel->in.data, sizeof channel->in.data, MSG_DONTWAIT | MSG_TRUNC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return FALSE;
	if (n < 0 || (n == 0 && at_end(channel))) {
		let_go(channel, &channel->ended);
		return FALSE;
	}
	store(channel, (gsize)n);
	return TRUE;
}

static void read_some(HtChannel *channel)
{
	int data_fd = channel->reader->data_fd;
	guint n = 0;

	while (n < READS_PER_TURN && read_one(channel))
		n++;
	if (n > 0)
		signal_fd(data_fd);
}

static gpointer reader_thread(gpointer data)
{
	HtReader *reader = data;
	struct epoll_event events[EVENTS_MAX];

	for (;;) {
		int n = epoll_wait(reader->epoll_fd, events, EVENTS_MAX, -1);

		for (int i = 0; i < n; i++) {
			if (!events[i].data.ptr)
				return NULL; /* quit_fd */
			read_some(events[i].data.ptr);
		}
	}
}

static gboolean on_data_fd(gint fd, GIOCondition condition, gpointer data)
{
	HtReader *reader = data;
	guint64 count;

	(void)condition;
	if (read(fd, &count, sizeof count) == (gssize)sizeof count)
		reader->on_data(reader->context);
	return G_SOURCE_CONTINUE;
}

HtReader *ht_reader_new(gboolean wait_when_full, guint ring_bytes, GSourceOnceFunc on_data,
			gpointer context)
{
	HtReader *reader = g_new0(HtReader, 1);
	struct epoll_event quit = {.events = EPOLLIN};

	reader->wait_when_full = wait_when_full;
	reader->ring_bytes = ring_bytes;
	reader->on_data = on_data;
	reader->context = context;
	reader->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	reader->quit_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	reader->data_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (reader->epoll_fd < 0 || reader->quit_fd < 0 || reader->data_fd < 0 ||
	    epoll_ctl(reader->epoll_fd, EPOLL_CTL_ADD, reader->quit_fd, &quit) < 0)
		g_error("no descriptors left for the reader thread: %s", g_strerror(errno));
	reader->source = g_unix_fd_source_new(reader->data_fd, G_IO_IN);
	g_source_set_callback(reader->source, G_SOURCE_FUNC(on_data_fd), reader, NULL);
	g_source_attach(reader->source, g_main_context_get_thread_default());
	reader->thread = g_thread_new("ble-reader", reader_thread, reader);
	return reader;
}

void ht_reader_free(HtReader *reader)
{
	signal_fd(reader->quit_fd);
	g_thread_join(reader->thread);
	g_source_destroy(reader->source);
	g_source_unref(reader->source);
	close(reader->data_fd);
	close(reader->quit_fd);
	close(reader->epoll_fd);
	g_free(reader);
}

HtChannel *ht_reader_add(HtReader *reader, int fd, GError **error)
{
	HtChannel *channel = g_new0(HtChannel, 1);

	channel->reader = reader;
	channel->fd = fd;
	channel->memory = g_malloc(reader->ring_bytes);
	if (packet_ring_init(&channel->ring, channel->memory, reader->ring_bytes) == 0 &&
	    watch(channel))
		return channel;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "a descriptor cannot be watched: %s",
		    g_strerror(errno));
	ht_channel_free(channel);
	return NULL;
}

gboolean ht_channel_read(HtChannel *channel, HtPacket *packet)
{
	guint8 bytes[sizeof channel->in];
	struct stamp stamp;
	long n = packet_ring_read(&channel->ring, bytes, sizeof bytes);

	if (n < (long)sizeof stamp)
		return FALSE;
	memcpy(&stamp, bytes, sizeof stamp);
	packet->arrival_boottime_ns = stamp.arrival_boottime_ns;
	packet->dropped_before = stamp.dropped_before;
	packet->size = (gsize)n - sizeof stamp;
	memcpy(packet->data, bytes + sizeof stamp, packet->size);
	return TRUE;
}

gboolean ht_channel_has_packets(HtChannel *channel)
{
	return packet_ring_used(&channel->ring) > 0;
}

void ht_channel_resume(HtChannel *channel)
{
	/* Not before half of it is free: a ring that is always nearly full would otherwise cost two
	 * system calls a packet. */
	if (!atomic_load_explicit(&channel->waiting, memory_order_acquire) ||
	    packet_ring_used(&channel->ring) > channel->reader->ring_bytes / 2)
		return;
	atomic_store_explicit(&channel->waiting, false, memory_order_relaxed);
	if (!watch(channel))
		atomic_store_explicit(&channel->ended, true, memory_order_release);
}

void ht_channel_hang_up(HtChannel *channel)
{
	shutdown(channel->fd, SHUT_RDWR);
}

gboolean ht_channel_ended(HtChannel *channel)
{
	return atomic_load_explicit(&channel->ended, memory_order_acquire) &&
	       packet_ring_used(&channel->ring) == 0;
}

guint32 ht_channel_dropped_at_end(const HtChannel *channel)
{
	return channel->dropped;
}

void ht_channel_free(HtChannel *channel)
{
	close(channel->fd);
	g_free(channel->memory);
	g_free(channel);
}
