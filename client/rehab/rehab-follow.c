/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/rehab/rehab-follow.h"

#include <errno.h>
#include <glib-unix.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "client/line-reader.h"
#include "common/glib/ht-error.h"

enum { READ_BYTES = 65536 };

struct follow {
	const struct rehab_listener *listener;
	const char *session;
	GMainLoop *loop;
	struct line_reader lines, typed;
	gboolean interrupted, over;
	GError *error;
};

static void end(struct follow *f)
{
	f->over = TRUE;
	g_main_loop_quit(f->loop);
}

const char *rehab_text(JsonObject *line, const char *name)
{
	JsonNode *node = json_object_get_member(line, name);

	if (!node || !JSON_NODE_HOLDS_VALUE(node) ||
	    json_node_get_value_type(node) != G_TYPE_STRING)
		return "";
	return json_node_get_string(node);
}

double rehab_number(JsonObject *line, const char *name)
{
	JsonNode *node = json_object_get_member(line, name);

	if (!node || !JSON_NODE_HOLDS_VALUE(node))
		return NAN;
	if (json_node_get_value_type(node) == G_TYPE_INT64)
		return (double)json_node_get_int(node);
	return json_node_get_value_type(node) == G_TYPE_DOUBLE ? json_node_get_double(node) : NAN;
}

gboolean rehab_flag(JsonObject *line, const char *name)
{
	JsonNode *node = json_object_get_member(line, name);

	return node && JSON_NODE_HOLDS_VALUE(node) &&
	       json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

JsonObject *rehab_object(JsonObject *line, const char *name)
{
	JsonNode *node = json_object_get_member(line, name);

	return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static void take_object(struct follow *f, JsonObject *line, const char *text)
{
	const char *type = rehab_text(line, "type");

	if (g_str_equal(type, "end")) {
		g_set_error_literal(&f->error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
				    "the person's consent is over, and the trace with it");
		end(f);
		return;
	}
	if (!g_str_equal(type, "rehab") && !g_str_equal(type, "repetition"))
		return;
	if (f->session && !g_str_equal(rehab_text(line, "session"), f->session))
		return;
	if (!f->listener->line(f->listener->context, line, text))
		end(f);
}

static void take_line(const char *text, gsize size, gpointer data)
{
	struct follow *f = data;
	g_autoptr(JsonParser) parser = NULL;
	g_autofree char *line = NULL;
	JsonNode *root;

	/* Motion comes by the hundreds of lines a second: only what is looked for is read. */
	if (f->over || (!g_strstr_len(text, (gssize)size, "\"re") &&
			!g_strstr_len(text, (gssize)size, "\"end\"")))
		return;
	line = g_strndup(text, size);
	parser = json_parser_new();
	if (!json_parser_load_from_data(parser, line, -1, NULL))
		return;
	root = json_parser_get_root(parser);
	if (root && JSON_NODE_HOLDS_OBJECT(root))
		take_object(f, json_node_get_object(root), line);
}

static void take_typed(const char *text, gsize size, gpointer data)
{
	struct follow *f = data;
	g_autofree char *line = g_strndup(text, size);

	if (!f->over && !f->listener->typed(f->listener->context, g_strstrip(line)))
		end(f);
}

/* 1, 0 at the end, -1 = nothing now. */
static int read_some(int fd, struct line_reader *lines)
{
	g_autofree char *buffer = g_malloc(READ_BYTES);
	ssize_t n = read(fd, buffer, READ_BYTES);

	if (n > 0)
		line_reader_push(lines, buffer, (gsize)n);
	return n > 0 ? 1 : n == 0 ? 0 : -1;
}

static gboolean on_trace(gint fd, GIOCondition condition, gpointer data)
{
	struct follow *f = data;
	int result;

	(void)condition;
	do
		result = read_some(fd, &f->lines);
	while (result > 0 && !f->over);
	if (result != 0 || f->over)
		return G_SOURCE_CONTINUE;
	g_set_error_literal(
	    &f->error, HT_ERROR, HT_ERROR_FAILED,
	    "the hub has ended: what was counted is kept, and the session goes on when "
	    "it is back; then run this again");
	end(f);
	return G_SOURCE_REMOVE;
}

static gboolean on_typed(gint fd, GIOCondition condition, gpointer data)
{
	struct follow *f = data;

	(void)condition;
	return read_some(fd, &f->typed) != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean on_leave(gpointer data)
{
	struct follow *f = data;

	f->interrupted = TRUE;
	end(f);
	return G_SOURCE_CONTINUE;
}

static GSource *attach(GSource *source, GSourceFunc func, struct follow *f)
{
	g_source_set_callback(source, func, f, NULL);
	g_source_attach(source, NULL);
	return source;
}

static void run(struct follow *f, int trace_fd)
{
	GSource *sources[] = {
	    attach(g_unix_fd_source_new(trace_fd, G_IO_IN | G_IO_HUP | G_IO_ERR),
		   G_SOURCE_FUNC(on_trace), f),
	    attach(g_unix_signal_source_new(SIGINT), on_leave, f),
	    attach(g_unix_signal_source_new(SIGTERM), on_leave, f),
	    f->listener->typed
		? attach(g_unix_fd_source_new(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR),
			 G_SOURCE_FUNC(on_typed), f)
		: NULL,
	};

	g_main_loop_run(f->loop);
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
		if (!sources[i])
			continue;
		g_source_destroy(sources[i]);
		g_source_unref(sources[i]);
	}
}

gboolean rehab_follow(int trace_fd, const char *session, const struct rehab_listener *listener,
		      gboolean *interrupted, GError **error)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	struct follow f = {.listener = listener, .session = session, .loop = loop};

	line_reader_init(&f.lines, take_line, &f);
	line_reader_init(&f.typed, take_typed, &f);
	if (g_unix_set_fd_nonblocking(trace_fd, TRUE, &f.error))
		run(&f, trace_fd);
	line_reader_clear(&f.lines);
	line_reader_clear(&f.typed);
	close(trace_fd);
	*interrupted = f.interrupted;
	if (!f.error)
		return TRUE;
	g_propagate_error(error, f.error);
	return FALSE;
}
