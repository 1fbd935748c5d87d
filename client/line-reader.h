/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a stream of bytes into lines. A line that is longer than LIVE_LINE_MAX is left out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* size does not count the end of line, which is not there. */
typedef void (*line_reader_func)(const char *line, gsize size, gpointer data);

struct line_reader {
	GString *pending;
	gboolean skipping; /* inside a line that is too long */
	line_reader_func func;
	gpointer data;
};

void line_reader_init(struct line_reader *reader, line_reader_func func, gpointer data);
void line_reader_clear(struct line_reader *reader);

/* Calls func for every line that is complete now. */
void line_reader_push(struct line_reader *reader, const char *bytes, gsize size);
/* There is no more: what is left is the last line. */
void line_reader_end(struct line_reader *reader);

/* Reads a descriptor to its end, waiting as it must, and closes it. */
gboolean line_reader_read_all(int fd, line_reader_func func, gpointer data, GError **error);

G_END_DECLS
