/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "daemon/live/live.h"

#include "common/glib/ht-error.h"
#include "daemon/live/trace-line.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <limits.h>
#include <unistd.h>

enum { READERS_MAX = 16, PIPE_BYTES = 1 << 18 };

typedef struct {
	HtLive *live;
	char *person;
	HtPermit permit;
	int fd;
	guint watch;
	guint64 dropped; /* lines since the last "dropped" line */
	GQueue waiting;  /* of char *; none of them was dropped */
	guint room_watch;
} Reader;

struct _HtLive {
	GPtrArray *readers;
	GSourceOnceFunc room; /* NULL = lines for which there is no room are dropped */
	gpointer room_context;
};

static void reader_free(gpointer data)
{
	Reader *reader = data;

	g_clear_handle_id(&reader->watch, g_source_remove);
	g_clear_handle_id(&reader->room_watch, g_source_remove);
	g_queue_clear_full(&reader->waiting, g_free);
	close(reader->fd);
	g_free(reader->person);
	g_free(reader);
}

HtLive *ht_live_new(void)
{
	HtLive *live = g_new0(HtLive, 1);

	live->readers = g_ptr_array_new_with_free_func(reader_free);
	return live;
}

void ht_live_free(HtLive *live)
{
	if (!live)
		return;
	g_ptr_array_unref(live->readers);
	g_free(live);
}

void ht_live_wait_for_readers(HtLive *live, GSourceOnceFunc room, gpointer context)
{
	live->room = room;
	live->room_context = context;
}

gboolean ht_live_ready(HtLive *live)
{
	for (guint i = 0; i < live->readers->len; i++) {
		const Reader *reader = live->readers->pdata[i];

		if (!g_queue_is_empty((GQueue *)&reader->waiting))
			return FALSE;
	}
	return TRUE;
}

static void tell_room(HtLive *live)
{
	if (live->room && ht_live_ready(live))
		live->room(live->room_context);
}

/* A pipe's writing end becomes erroneous when the reading end is closed. */
static gboolean reader_closed(int fd, GIOCondition condition, gpointer data)
{
	Reader *reader = data;
	HtLive *live = reader->live;

	(void)fd;
	(void)condition;
	reader->watch = 0;
	g_ptr_array_remove_fast(live->readers, reader);
	tell_room(live);
	return G_SOURCE_REMOVE;
}

/* A line of at most PIPE_BUF bytes goes into a pipe whole or not at all. */
static gboolean write_whole(Reader *reader, const char *line)
{
	gsize size = strlen(line);
	gssize written;

	if (size > PIPE_BUF)
		return FALSE;
	do
		written = write(reader->fd, line, size);
	while (written < 0 && errno == EINTR);
	return written == (gssize)size;
}

static gboolean send_waiting(int fd, GIOCondition condition, gpointer data)
{
	Reader *reader = data;

	(void)fd;
	(void)condition;
	while (!g_queue_is_empty(&reader->waiting)) {
		if (!write_whole(reader, g_queue_peek_head(&reader->waiting)))
			return G_SOURCE_CONTINUE;
		g_free(g_queue_pop_head(&reader->waiting));
	}
	reader->room_watch = 0;
	tell_room(reader->live);
	return G_SOURCE_REMOVE;
}

/* Behind those that wait already. */
static void send_or_wait(Reader *reader, const char *line)
{
	if (g_queue_is_empty(&reader->waiting) && write_whole(reader, line))
		return;
	g_queue_push_tail(&reader->waiting, g_strdup(line));
	if (!reader->room_watch)
		reader->room_watch = g_unix_fd_add(reader->fd, G_IO_OUT, send_waiting, reader);
}

/* What was dropped before goes with the next line or not at all: a notice alone could still fit
 * where no line does. */
static void send_or_drop(Reader *reader, const char *line)
{
	g_autofree char *notice = reader->dropped ? ht_trace_dropped(reader->dropped) : NULL;
	g_autofree char *both = notice ? g_strconcat(notice, line, NULL) : NULL;

	if (write_whole(reader, both ? both : line))
		reader->dropped = 0;
	else
		reader->dropped++;
}

static void send_line(Reader *reader, const char *line)
{
	if (reader->live->room && strlen(line) <= PIPE_BUF)
		send_or_wait(reader, line);
	else
		send_or_drop(reader, line);
}

static void end(HtLive *live, Reader *reader)
{
	g_autofree char *line = ht_trace_end();

	send_line(reader, line);
	g_ptr_array_remove_fast(live->readers, reader);
}

/* Of a person who wears nothing no line comes that would end them: they must not keep others out.
 */
static void end_those_who_may_not(HtLive *live)
{
	for (guint i = live->readers->len; i > 0; i--) {
		Reader *reader = live->readers->pdata[i - 1];

		if (!ht_permit_holds(&reader->permit, reader->person))
			end(live, reader);
	}
}

int ht_live_open(HtLive *live, const char *person, const HtPermit *permit, GError **error)
{
	g_autofree char *hello = ht_trace_hello();
	int ends[2];
	Reader *reader;

	end_those_who_may_not(live);
	if (live->readers->len >= READERS_MAX) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "too many live traces are open; close one and try again");
		return -1;
	}
	if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return -1;
	/* A larger pipe is a favour to slow readers; the kernel may refuse it. */
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
	if (!g_unix_set_fd_nonblocking(ends[1], TRUE, error) ||
	    !g_unix_set_fd_nonblocking(ends[0], TRUE, error)) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	reader = g_new0(Reader, 1);
	reader->live = live;
	reader->person = g_strdup(person);
	reader->permit = *permit;
	reader->fd = ends[1];
	reader->watch = g_unix_fd_add(ends[1], G_IO_ERR | G_IO_HUP, reader_closed, reader);
	g_ptr_array_add(live->readers, reader);
	send_line(reader, hello);
	return ends[0];
}

gboolean ht_live_wanted(HtLive *live, const char *person)
{
	for (guint i = 0; i < live->readers->len; i++) {
		const Reader *reader = live->readers->pdata[i];

		if (g_str_equal(reader->person, person))
			return TRUE;
	}
	return FALSE;
}

void ht_live_send(HtLive *live, const char *person, char *line)
{
	for (guint i = live->readers->len; i > 0; i--) {
		Reader *reader = live->readers->pdata[i - 1];

		if (!g_str_equal(reader->person, person))
			continue;
		if (ht_permit_holds(&reader->permit, person))
			send_line(reader, line);
		else
			end(live, reader);
	}
	g_free(line);
}
