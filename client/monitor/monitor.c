/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/monitor.h"

#include <errno.h>
#include <glib-unix.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "client/line-reader.h"
#include "client/monitor/monitor-model.h"
#include "client/monitor/monitor-plain.h"
#include "client/monitor/monitor-screen.h"
#include "client/monitor/terminal.h"
#include "common/glib/ht-error.h"
#include "report/report-text.h"

enum {
	FRAME_MS = 70, /* about 14 screens a second */
	/* A strap sends its samples half a second at a time: the trace runs on over them evenly. */
	LAG_MAX_MS = 600,
	READ_BYTES = 65536,
	READS_MAX = 8, /* before the screen and the keys get their turn */
	/* A stream that goes on within this time has not ended: */
	SILENT_MS = 10000, /* out of reach, and looked for */
	ABSENT_MS = 1500,  /* switched off or gone, as far as the radio can tell */
};

struct monitor {
	const struct monitor_settings *settings;
	GMainLoop *loop;
	int trace_fd;
	struct line_reader lines;
	struct monitor_model *model;
	struct monitor_view view;
	struct terminal terminal;
	struct screen shown; /* what the terminal shows; no cells = nothing yet */
	gboolean is_live, changed;
	guint alarms;         /* that the bell rang for */
	gint64 scrolled_us;   /* up to when the trace has run on, on the monotonic clock */
	gint64 newest_ecg_us; /* when ECG came last, on the monotonic clock; 0 = never */
	GError *error;
};

static void take_line(const char *text, gsize size, gpointer data)
{
	struct monitor *m = data;
	g_autofree char *plain = NULL;
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL)) {
		m->model->lines_bad++;
		return;
	}
	monitor_model_push(m->model, &line);
	if (line.type == LIVE_END && !m->error)
		g_set_error_literal(&m->error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
				    "the person's consent is over, and the trace with it");
	if (line.type == LIVE_ECG)
		m->newest_ecg_us = g_get_monotonic_time();
	if (!m->is_live)
		plain = monitor_plain_text(&line, m->view.zone);
	if (plain)
		fputs(plain, stdout);
	/* The trace is open: whoever waits for that may know at once. */
	if (plain && line.type == LIVE_HELLO)
		fflush(stdout);
	m->changed = TRUE;
	live_line_clear(&line);
}

static void show(struct monitor *m)
{
	struct screen next;
	int columns, rows;

	terminal_size(&m->terminal, &columns, &rows);
	screen_init(&next, columns, rows, terminal_has_colour());
	monitor_draw(m->model, &m->view, &next);
	terminal_show(&m->terminal, &next, &m->shown);
	if (m->alarms != m->model->alarms)
		terminal_ring(&m->terminal);
	m->alarms = m->model->alarms;
	screen_clear(&m->shown);
	m->shown = next;
	m->changed = FALSE;
}

/* The stream has ended when there was one and no more of it comes. The ECG itself tells: a reader
 * that is too slow may miss what is said of the wearable. */
static void watch_for_end(struct monitor *m)
{
	gboolean absent = g_str_equal(m->model->state, "absent");
	gint64 patience_us = (absent ? ABSENT_MS : SILENT_MS) * (gint64)1000;

	if (m->newest_ecg_us && g_get_monotonic_time() - m->newest_ecg_us > patience_us)
		g_main_loop_quit(m->loop);
}

/* Lets the trace run on in real time, and faster where it would fall behind. */
static void scroll(struct monitor *m)
{
	double rate_hz = m->model->rate_hz;
	gint64 newest = m->model->end, now_us = g_get_monotonic_time();
	gint64 oldest = newest - (gint64)(rate_hz * LAG_MAX_MS / 1000);
	gint64 step = (gint64)(rate_hz * (double)(now_us - m->scrolled_us) / G_USEC_PER_SEC);
	gint64 end = CLAMP(m->view.end + step, oldest, newest);

	/* What is left of a sample's time counts the next time; waiting does not. */
	if (end == m->view.end + step)
		m->scrolled_us += (gint64)((double)step / fmax(rate_hz, 1) * G_USEC_PER_SEC);
	else
		m->scrolled_us = now_us;
	m->changed |= end != m->view.end;
	m->view.end = end;
}

static gboolean on_frame(gpointer data)
{
	struct monitor *m = data;

	if (m->is_live)
		scroll(m);
	if (m->changed && m->is_live)
		show(m);
	else if (m->changed)
		fflush(stdout);
	m->changed = FALSE;
	if (m->settings->until_end)
		watch_for_end(m);
	return G_SOURCE_CONTINUE;
}

static gboolean check_format(struct monitor *m)
{
	if (!m->model->format || m->model->format == LIVE_FORMAT)
		return TRUE;
	g_set_error(&m->error, HT_ERROR, HT_ERROR_UNSUPPORTED,
		    "the hub's live trace has format %" G_GINT64_FORMAT
		    ", this twinctl knows %d: install the same version of both",
		    m->model->format, LIVE_FORMAT);
	return FALSE;
}

static gboolean on_trace(gint fd, GIOCondition condition, gpointer data)
{
	struct monitor *m = data;
	g_autofree char *buffer = g_malloc(READ_BYTES);
	ssize_t n = 1;

	(void)condition;
	for (int i = 0; i < READS_MAX; i++) {
		n = read(fd, buffer, READ_BYTES);
		if (n <= 0)
			break;
		line_reader_push(&m->lines, buffer, (gsize)n);
	}
	if (n == 0)
		line_reader_end(&m->lines);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		ht_error_set_errno(&m->error, -errno, "the live trace cannot be read");
	if (n == 0 || m->error || !check_format(m)) {
		g_main_loop_quit(m->loop);
		return G_SOURCE_REMOVE;
	}
	return G_SOURCE_CONTINUE;
}

static gboolean on_key(gint fd, GIOCondition condition, gpointer data)
{
	struct monitor *m = data;
	char key;

	(void)condition;
	/* A terminal that is gone sends no more keys. */
	if (read(fd, &key, 1) != 1)
		return G_SOURCE_REMOVE;
	if (key == 'q' || key == 'Q')
		g_main_loop_quit(m->loop);
	return G_SOURCE_CONTINUE;
}

static gboolean on_leave(gpointer data)
{
	struct monitor *m = data;

	g_main_loop_quit(m->loop);
	return G_SOURCE_CONTINUE;
}

static gboolean on_resize(gpointer data)
{
	struct monitor *m = data;

	m->changed = TRUE;
	return G_SOURCE_CONTINUE;
}

static void add_source(GPtrArray *sources, GSource *source, GSourceFunc func, struct monitor *m)
{
	g_source_set_callback(source, func, m, NULL);
	g_source_attach(source, NULL);
	g_ptr_array_add(sources, source);
}

static void destroy_source(gpointer source)
{
	g_source_destroy(source);
	g_source_unref(source);
}

/* (transfer full) Everything that can happen while the monitor runs. */
static GPtrArray *add_sources(struct monitor *m)
{
	static const int leave[] = {SIGINT, SIGTERM, SIGHUP};
	GPtrArray *sources = g_ptr_array_new_with_free_func(destroy_source);

	add_source(sources, g_unix_fd_source_new(m->trace_fd, G_IO_IN | G_IO_HUP | G_IO_ERR),
		   G_SOURCE_FUNC(on_trace), m);
	add_source(sources, g_timeout_source_new(FRAME_MS), on_frame, m);
	for (gsize i = 0; i < G_N_ELEMENTS(leave); i++)
		add_source(sources, g_unix_signal_source_new(leave[i]), on_leave, m);
	if (m->settings->seconds)
		add_source(sources, g_timeout_source_new_seconds((guint)m->settings->seconds),
			   on_leave, m);
	if (m->is_live)
		add_source(sources, g_unix_signal_source_new(SIGWINCH), on_resize, m);
	if (m->terminal.in_fd >= 0)
		add_source(sources, g_unix_fd_source_new(m->terminal.in_fd, G_IO_IN | G_IO_HUP),
			   G_SOURCE_FUNC(on_key), m);
	return sources;
}

static void run_loop(struct monitor *m)
{
	g_autoptr(GPtrArray) sources = NULL;

	if (!g_unix_set_fd_nonblocking(m->trace_fd, TRUE, &m->error))
		return;
	if (m->is_live) {
		terminal_open(&m->terminal);
		show(m);
	}
	sources = add_sources(m);
	g_main_loop_run(m->loop);
	if (m->is_live)
		terminal_close(&m->terminal);
	else
		fflush(stdout);
	screen_clear(&m->shown);
}

gboolean monitor_run(int trace_fd, const struct monitor_settings *settings, GError **error)
{
	g_autoptr(GTimeZone) zone = report_zone(settings->zone);
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autofree struct monitor_model *model = g_new(struct monitor_model, 1);
	struct monitor m = {
	    .settings = settings,
	    .loop = loop,
	    .trace_fd = trace_fd,
	    .model = model,
	    .terminal = {.in_fd = -1, .out_fd = -1},
	    .view = {.person = settings->person, .zone = zone, .unicode = terminal_has_unicode()},
	    .is_live = !settings->plain && terminal_is_live()};

	line_reader_init(&m.lines, take_line, &m);
	monitor_model_init(model);
	run_loop(&m);
	if (!m.error && !m.model->format && model->lines_bad)
		g_set_error_literal(&m.error, HT_ERROR, HT_ERROR_INVALID,
				    "the hub's live trace is not understood: install the same "
				    "version of both");
	monitor_model_clear(model);
	line_reader_clear(&m.lines);
	close(trace_fd);
	if (!m.error)
		return TRUE;
	g_propagate_error(error, m.error);
	return FALSE;
}
