/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/line-reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "client/live-line.h"
#include "common/glib/ht-error.h"

void line_reader_init(struct line_reader *reader, line_reader_func func, gpointer data)
{
	*reader = (struct line_reader){.pending = g_string_new(NULL), .func = func, .data = data};
}

void line_reader_clear(struct line_reader *reader)
{
	g_string_free(reader->pending, TRUE);
	reader->pending = NULL;
}

static void add(struct line_reader *reader, const char *bytes, gsize size)
{
	if (reader->pending->len + size > LIVE_LINE_MAX)
		reader->skipping = TRUE;
	if (reader->skipping)
		g_string_truncate(reader->pending, 0);
	else
		g_string_append_len(reader->pending, bytes, (gssize)size);
}

static void finish_line(struct line_reader *reader)
{
	if (!reader->skipping && reader->pending->len)
		reader->func(reader->pending->str, reader->pending->len, reader->data);
	reader->skipping = FALSE;
	g_string_truncate(reader->pending, 0);
}

void line_reader_push(struct line_reader *reader, const char *bytes, gsize size)
{
	while (size) {
		const char *end = memchr(bytes, '\n', size);
		gsize length = end ? (gsize)(end - bytes) : size;

		add(reader, bytes, length);
		if (!end)
			return;
		finish_line(reader);
		bytes += length + 1;
		size -= length + 1;
	}
}

void line_reader_end(struct line_reader *reader)
{
	finish_line(reader);
}

/* As read(), but waits where the descriptor would not. */
static ssize_t read_waiting(int fd, char *buffer, size_t size)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	ssize_t n;

	while ((n = read(fd, buffer, size)) < 0) {
		if (errno == EAGAIN)
			poll(&wait, 1, -1);
		else if (errno != EINTR)
			break;
	}
	return n;
}

gboolean line_reader_read_all(int fd, line_reader_func func, gpointer data, GError **error)
{
	struct line_reader reader;
	char buffer[16384];
	ssize_t n;

	line_reader_init(&reader, func, data);
	while ((n = read_waiting(fd, buffer, sizeof buffer)) > 0)
		line_reader_push(&reader, buffer, (gsize)n);
	if (n < 0)
		ht_error_set_errno(error, -errno, "the hub's records cannot be read");
	else
		line_reader_end(&reader);
	line_reader_clear(&reader);
	close(fd);
	return n == 0;
}
