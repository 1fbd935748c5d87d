/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the live trace as they come, through the reader, the model, the strip and the screen. */
#include "client/line-reader.h"
#include "client/monitor/monitor-plain.h"
#include "client/monitor/monitor-screen.h"
#include "client/analyze/strip-builder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct readers {
	struct monitor_model *model;
	struct strip_builder builder;
	GTimeZone *zone;
};

static void take_line(const char *text, gsize size, gpointer data)
{
	struct readers *readers = data;
	g_autofree char *plain = NULL;
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL))
		return;
	monitor_model_push(readers->model, &line);
	strip_builder_push(&readers->builder, &line);
	plain = monitor_plain_text(&line, readers->zone);
	/* Whatever a line holds, it prints as one line and steers no terminal. */
	if (plain && strcspn(plain, "\033\r\n") != strlen(plain) - 1)
		abort();
	live_line_clear(&line);
}

static void draw(const struct readers *readers)
{
	const struct monitor_view view = {
	    .person = "x", .zone = readers->zone, .unicode = TRUE, .end = G_MAXINT64};
	struct screen screen;

	screen_init(&screen, 90, 25, TRUE);
	monitor_draw(readers->model, &view, &screen);
	screen_clear(&screen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct readers readers = {.model = g_new(struct monitor_model, 1),
				  .zone = g_time_zone_new_utc()};
	struct report_strip strip;
	struct line_reader lines;

	monitor_model_init(readers.model);
	strip_builder_init(&readers.builder, 0, 7 * G_USEC_PER_SEC);
	line_reader_init(&lines, take_line, &readers);
	line_reader_push(&lines, (const char *)data, size);
	line_reader_end(&lines);
	draw(&readers);
	strip_builder_get(&readers.builder, &strip);
	line_reader_clear(&lines);
	strip_builder_clear(&readers.builder);
	monitor_model_clear(readers.model);
	g_free(readers.model);
	g_time_zone_unref(readers.zone);
	return 0;
}
