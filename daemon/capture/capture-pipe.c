/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "daemon/capture/capture-pipe.h"

#include "common/glib/ht-wait-fd.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

enum {
	PIPE_BYTES = 1 << 18,
	QUEUE_BYTES = 4 << 20,
	/* Commands, answers, beginnings and ends are few, and without them the rest means nothing.
	 */
	QUEUE_SPARE_BYTES = 1 << 20,
};

struct _HtCapturePipe {
	int fd; /* -1 = the reader is gone */
	guint gone_watch, room_watch;
	struct capture_coder coder;
	GPtrArray *drivers; /* names, by index */
	GByteArray *queue;
	guint32 dropped; /* events since the last LOST */
};

static void hang_up(HtCapturePipe *pipe)
{
	g_clear_handle_id(&pipe->gone_watch, g_source_remove);
	g_clear_handle_id(&pipe->room_watch, g_source_remove);
	if (pipe->fd >= 0)
		close(pipe->fd);
	pipe->fd = -1;
}

void ht_capture_pipe_free(HtCapturePipe *pipe)
{
	if (!pipe)
		return;
	hang_up(pipe);
	g_ptr_array_unref(pipe->drivers);
	g_byte_array_unref(pipe->queue);
	g_free(pipe);
}

/* A pipe's writing end becomes erroneous when the reading end is closed. */
static gboolean reader_gone(int fd, GIOCondition condition, gpointer data)
{
	HtCapturePipe *pipe = data;

	(void)fd;
	(void)condition;
	pipe->gone_watch = 0;
	hang_up(pipe);
	return G_SOURCE_REMOVE;
}

static gboolean on_room(int fd, GIOCondition condition, gpointer data);

/* As much as the pipe takes now. */
static void write_queue(HtCapturePipe *pipe)
{
	gsize done = 0;

	while (pipe->fd >= 0 && done < pipe->queue->len) {
		gssize n = write(pipe->fd, pipe->queue->data + done, pipe->queue->len - done);

		if (n > 0)
			done += (gsize)n;
		else if (n < 0 && errno == EAGAIN)
			break;
		else if (n < 0 && errno != EINTR)
			hang_up(pipe);
	}
	if (pipe->fd < 0)
		return;
	g_byte_array_remove_range(pipe->queue, 0, (guint)done);
	if (pipe->queue->len > 0 && pipe->room_watch == 0)
		pipe->room_watch = g_unix_fd_add(pipe->fd, G_IO_OUT, on_room, pipe);
	else if (pipe->queue->len == 0 && pipe->coder.ended)
		hang_up(pipe);
}

static gboolean on_room(int fd, GIOCondition condition, gpointer data)
{
	HtCapturePipe *pipe = data;

	(void)fd;
	(void)condition;
	pipe->room_watch = 0;
	write_queue(pipe);
	return G_SOURCE_REMOVE;
}

static gboolean open_pipe(HtCapturePipe *pipe, int *reading_end, GError **error)
{
	int ends[2];

	if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return FALSE;
	pipe->fd = ends[1];
	/* A larger pipe is a favour to slow readers; the kernel may refuse it. */
	(void)fcntl(pipe->fd, F_SETPIPE_SZ, PIPE_BYTES);
	if (!g_unix_set_fd_nonblocking(pipe->fd, TRUE, error)) {
		close(ends[0]);
		return FALSE;
	}
	pipe->gone_watch = g_unix_fd_add(pipe->fd, G_IO_ERR | G_IO_HUP, reader_gone, pipe);
	*reading_end = ends[0];
	return TRUE;
}

HtCapturePipe *ht_capture_pipe_new(const struct capture_header *header, int *reading_end,
				   GError **error)
{
	g_autoptr(HtCapturePipe) pipe = g_new0(HtCapturePipe, 1);
	guint8 bytes[CAPTURE_HEADER_SIZE];

	pipe->fd = -1;
	pipe->drivers = g_ptr_array_new_with_free_func(g_free);
	pipe->queue = g_byte_array_new();
	if (!open_pipe(pipe, reading_end, error))
		return NULL;
	capture_header_encode(header, bytes);
	capture_coder_init(&pipe->coder, header);
	g_byte_array_append(pipe->queue, bytes, sizeof bytes);
	write_queue(pipe);
	return g_steal_pointer(&pipe);
}

/* FALSE when there is no room for it. */
static gboolean enqueue(HtCapturePipe *pipe, const struct capture_event *event)
{
	gsize limit =
	    event->kind == CAPTURE_NOTIFIED ? QUEUE_BYTES : QUEUE_BYTES + QUEUE_SPARE_BYTES;
	guint8 bytes[CAPTURE_EVENT_MAX];
	long size;

	if (pipe->queue->len + sizeof bytes > limit)
		return FALSE;
	size = capture_event_encode(&pipe->coder, event, bytes, sizeof bytes);
	g_return_val_if_fail(size > 0, FALSE);
	g_byte_array_append(pipe->queue, bytes, (guint)size);
	return TRUE;
}

static gboolean enqueue_lost(HtCapturePipe *pipe, const struct capture_event *event)
{
	const struct capture_event lost = {.kind = CAPTURE_LOST,
					   .arrival_ns = event->arrival_ns,
					   .wearable = event->wearable,
					   .cause = CAPTURE_LOST_HERE,
					   .packets = pipe->dropped};

	if (pipe->dropped == 0)
		return TRUE;
	/* With room for a notification behind it: else there would be one notice for each. */
	if (pipe->queue->len > QUEUE_BYTES / 2 || !enqueue(pipe, &lost))
		return FALSE;
	pipe->dropped = 0;
	return TRUE;
}

void ht_capture_pipe_put(HtCapturePipe *pipe, const struct capture_event *event)
{
	gboolean has_room;

	if (pipe->fd < 0 || pipe->coder.ended)
		return;
	has_room = enqueue_lost(pipe, event) || event->kind != CAPTURE_NOTIFIED;
	if (!has_room || !enqueue(pipe, event))
		pipe->dropped++;
	write_queue(pipe);
}

static gboolean find_driver(HtCapturePipe *pipe, const char *name, gint64 arrival_ns, guint *index)
{
	const struct capture_event event = {.kind = CAPTURE_DRIVER,
					    .arrival_ns = arrival_ns,
					    .bytes = (const guint8 *)name,
					    .size = (guint16)strlen(name)};

	if (g_ptr_array_find_with_equal_func(pipe->drivers, name, g_str_equal, index))
		return TRUE;
	*index = pipe->drivers->len;
	if (!enqueue(pipe, &event))
		return FALSE;
	g_ptr_array_add(pipe->drivers, g_strdup(name));
	return TRUE;
}

void ht_capture_pipe_put_raw(HtCapturePipe *pipe, const char *driver, struct capture_event *event)
{
	guint index;

	if (pipe->fd < 0 || pipe->coder.ended)
		return;
	if (!find_driver(pipe, driver, event->arrival_ns, &index)) {
		pipe->dropped++;
		return;
	}
	event->driver = (guint8)index;
	ht_capture_pipe_put(pipe, event);
}

void ht_capture_pipe_end(HtCapturePipe *pipe, enum capture_reason reason, gint64 arrival_ns)
{
	const struct capture_event event = {
	    .kind = CAPTURE_END, .arrival_ns = arrival_ns, .cause = (guint8)reason};

	if (pipe->fd < 0 || pipe->coder.ended)
		return;
	enqueue_lost(pipe, &event);
	/* The spare room always holds it: little else uses that. */
	if (!enqueue(pipe, &event))
		hang_up(pipe);
	else
		write_queue(pipe);
}

gboolean ht_capture_pipe_is_done(const HtCapturePipe *pipe)
{
	return pipe->fd < 0;
}

void ht_capture_pipe_drain(HtCapturePipe *pipe, guint patience_ms)
{
	gint64 end_us = g_get_monotonic_time() + (gint64)patience_ms * 1000;

	while (pipe->fd >= 0 && pipe->queue->len > 0) {
		gint64 left_ms = (end_us - g_get_monotonic_time()) / 1000;

		if (left_ms <= 0 || !ht_wait_fd(pipe->fd, G_IO_OUT, (gint)left_ms, NULL, NULL))
			return;
		write_queue(pipe);
	}
}
