/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/capture/capture-run.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "common/glib/ht-error.h"
#include "recordings/capture.h"

enum { READ_BYTES = 65536, LEFT_READS = 16, FLUSH_S = 1 };

typedef struct {
	int fd;
	HtPrivateFile *file;
	struct capture_run *run;
	GMainLoop *loop;
	GByteArray *pending; /* came from the hub, not taken yet */
	gboolean has_header;
	struct capture_coder coder;
	struct capture_writer *writer; /* once the header is there */
	gint64 last_ns;
	GError *error; /* the first one */
} Taking;

static void stop(Taking *taking, enum capture_reason reason)
{
	if (!taking->run->reason)
		taking->run->reason = reason;
	g_main_loop_quit(taking->loop);
}

static void fail(Taking *taking, const char *message)
{
	if (!taking->error)
		taking->error = g_error_new_literal(HT_ERROR, HT_ERROR_FAILED, message);
	g_main_loop_quit(taking->loop);
}

static int to_file(void *context, const uint8_t *data, size_t size)
{
	Taking *taking = context;

	if (taking->error)
		return -EIO;
	return ht_private_file_write(taking->file, data, size, &taking->error) ? 0 : -EIO;
}

static gboolean take_header(Taking *taking)
{
	const struct capture_output output = {to_file, taking};
	struct capture_header header;

	if (taking->pending->len < CAPTURE_HEADER_SIZE)
		return FALSE;
	if (capture_header_decode(&header, taking->pending->data) < 0 ||
	    header.compression != CAPTURE_PLAIN) {
		fail(taking, "the hub sends no capture that this version knows: update twinctl");
		return FALSE;
	}
	g_byte_array_remove_range(taking->pending, 0, CAPTURE_HEADER_SIZE);
	capture_coder_init(&taking->coder, &header);
	taking->last_ns = header.anchor_boottime_ns;
	taking->has_header = capture_writer_open(&taking->writer, &header, &output) == 0;
	if (!taking->has_header)
		fail(taking, "the capture cannot be begun: no memory");
	return taking->has_header;
}

static void take_event(Taking *taking, const struct capture_event *event)
{
	taking->last_ns = event->arrival_ns;
	taking->run->notifications += event->kind == CAPTURE_NOTIFIED;
	if (event->kind == CAPTURE_LOST)
		taking->run->lost += event->packets;
	if (event->kind == CAPTURE_END)
		/* Written when everything else is. */
		stop(taking, (enum capture_reason)event->cause);
	else if (capture_writer_put(taking->writer, event) < 0)
		fail(taking, "the capture cannot be written");
}

static void take_pending(Taking *taking)
{
	struct capture_event event;
	gsize used = 0;
	long n = 0;

	if (!taking->has_header && !take_header(taking))
		return;
	while (!taking->error &&
	       (n = capture_event_decode(&taking->coder, taking->pending->data + used,
					 taking->pending->len - used, &event)) > 0) {
		take_event(taking, &event);
		used += (gsize)n;
	}
	if (n < 0)
		fail(taking, "the hub sends a capture that lies: update twinctl");
	g_byte_array_remove_range(taking->pending, 0, (guint)used);
}

/* FALSE when there is nothing to read now, or never again: *ended. */
static gboolean read_some(Taking *taking, gboolean *ended)
{
	guint8 bytes[READ_BYTES];
	gssize n = read(taking->fd, bytes, sizeof bytes);

	*ended = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
	if (n <= 0)
		return FALSE;
	g_byte_array_append(taking->pending, bytes, (guint)n);
	take_pending(taking);
	return !taking->error;
}

static gboolean on_readable(int fd, GIOCondition condition, gpointer data)
{
	Taking *taking = data;
	gboolean ended;

	(void)fd;
	(void)condition;
	if (read_some(taking, &ended) || !ended)
		return G_SOURCE_CONTINUE;
	stop(taking, CAPTURE_HUB_GONE);
	return G_SOURCE_REMOVE;
}

static gboolean on_enough(gpointer data)
{
	stop(data, CAPTURE_ASKED);
	return G_SOURCE_CONTINUE;
}

/* A twinctl that is killed leaves a file that lacks a second or two. */
static gboolean on_flush(gpointer data)
{
	Taking *taking = data;

	if (taking->writer && !taking->error &&
	    (capture_writer_flush(taking->writer) < 0 ||
	     !ht_private_file_flush(taking->file, &taking->error)))
		fail(taking, "the capture cannot be written");
	return G_SOURCE_CONTINUE;
}

static void run_loop(Taking *taking, int seconds)
{
	guint sources[] = {
	    g_unix_signal_add(SIGINT, on_enough, taking),
	    g_unix_signal_add(SIGTERM, on_enough, taking),
	    g_timeout_add_seconds(FLUSH_S, on_flush, taking),
	    seconds > 0 ? g_timeout_add_seconds((guint)seconds, on_enough, taking) : 0,
	};
	guint readable = g_unix_fd_add(taking->fd, G_IO_IN | G_IO_HUP, on_readable, taking);

	g_main_loop_run(taking->loop);
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		if (sources[i] > 0)
			g_source_remove(sources[i]);
	if (g_main_context_find_source_by_id(NULL, readable))
		g_source_remove(readable);
}

/* What came before the end belongs to the capture. */
static void finish(Taking *taking)
{
	struct capture_event end = {.kind = CAPTURE_END};
	gboolean ended = FALSE;

	/* No more than the pipe held: a hub under virtual time may send for ever. */
	for (guint i = 0; i < LEFT_READS && !taking->error && read_some(taking, &ended); i++)
		;
	if (!taking->error && !taking->writer)
		fail(taking, "the hub ended before the capture began");
	if (taking->error)
		return;
	end.arrival_ns = taking->last_ns;
	end.cause = (uint8_t)taking->run->reason;
	if (capture_writer_put(taking->writer, &end) < 0 ||
	    capture_writer_finish(taking->writer) < 0)
		fail(taking, "the capture cannot be written");
}

gboolean capture_run(int fd, HtPrivateFile *file, int seconds, struct capture_run *run,
		     GError **error)
{
	Taking taking = {.fd = fd, .file = file, .run = run};

	*run = (struct capture_run){0};
	taking.loop = g_main_loop_new(NULL, FALSE);
	taking.pending = g_byte_array_new();
	if (g_unix_set_fd_nonblocking(fd, TRUE, &taking.error)) {
		run_loop(&taking, seconds);
		finish(&taking);
	}
	if (!taking.error)
		ht_private_file_finish(file, &taking.error);
	capture_writer_free(taking.writer);
	g_byte_array_unref(taking.pending);
	g_main_loop_unref(taking.loop);
	close(fd);
	if (!taking.error)
		return TRUE;
	g_propagate_error(error, taking.error);
	return FALSE;
}
