/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live screen: what a person reads on it, at any size, and the bytes that a terminal gets. */
#include "client/monitor/monitor-digits.h"
#include "client/monitor/monitor-screen.h"

#include <math.h>
#include <string.h>

static struct monitor_model *new_model(void)
{
	struct monitor_model *model = g_new(struct monitor_model, 1);

	monitor_model_init(model);
	return model;
}

static void free_model(struct monitor_model *model)
{
	monitor_model_clear(model);
	g_free(model);
}

static void push(struct monitor_model *model, const char *text)
{
	struct live_line line;

	if (!live_line_parse(&line, text, strlen(text), NULL))
		g_error("no line: %s", text);
	monitor_model_push(model, &line);
	live_line_clear(&line);
}

/* Ten seconds of a spike each second at 100 Hz, a gap, a run. */
static struct monitor_model *filled_model(void)
{
	struct monitor_model *model = new_model();
	g_autoptr(GString) uv = g_string_new("1000");

	for (int i = 1; i < 100; i++)
		g_string_append(uv, ",0");
	for (int s = 0; s < 10; s++) {
		g_autofree char *text = g_strdup_printf("{\"type\":\"ecg\",\"t_utc_us\":%d000000,"
							"\"index\":%d,\"rate_hz\":100,\"uv\":[%s]}",
							s + 1, s == 9 ? 950 : s * 100, uv->str);
		g_autofree char *beat =
		    g_strdup_printf("{\"type\":\"beat\",\"t_utc_us\":1,\"index\":%d,\"label\":\"%"
				    "s\",\"final\":true}",
				    s * 100, s == 7 ? "V" : "N");

		push(model, text);
		push(model, beat);
	}
	push(model, "{\"type\":\"rhythm\",\"t_utc_us\":1,\"rhythm\":\"ventricular_run\"}");
	push(model, "{\"type\":\"twin\",\"t_utc_us\":1,\"hr_bpm\":61.4,\"hr_rest_bpm\":55,"
		    "\"beats\":200,\"ventricular\":5}");
	push(model, "{\"type\":\"wearable\",\"t_utc_us\":1,\"state\":\"streaming\","
		    "\"battery_percent\":80,\"contact\":true}");
	push(model, "{\"type\":\"finding\",\"start_utc_us\":1000000,\"end_utc_us\":2000000,"
		    "\"kind\":\"couplet\",\"text\":\"Two in a row\"}");
	return model;
}

/* (transfer full) All rows of the screen. */
static char *draw(const struct monitor_model *model, int columns, int rows, gboolean unicode)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	const struct monitor_view view = {
	    .person = "Maria", .zone = zone, .unicode = unicode, .end = G_MAXINT64};
	GString *text = g_string_new(NULL);
	struct screen screen;

	screen_init(&screen, columns, rows, TRUE);
	monitor_draw(model, &view, &screen);
	for (int row = 0; row < rows; row++) {
		g_autofree char *line = screen_row_text(&screen, row);

		g_assert_cmpint(g_utf8_strlen(line, -1), <=, columns);
		g_string_append_printf(text, "%s\n", line);
	}
	screen_clear(&screen);
	return g_string_free(text, FALSE);
}

static void assert_says(const char *screen, const char *text)
{
	if (!strstr(screen, text))
		g_error("\"%s\" is missing on\n%s", text, screen);
}

static void test_words(void)
{
	struct monitor_model *model = filled_model();
	g_autofree char *screen = draw(model, 100, 30, TRUE);

	assert_says(screen, "Maria");
	assert_says(screen, "ventricular run");
	assert_says(screen, "200, ventricular 5 (2.5 %)");
	assert_says(screen, "55 per minute");
	assert_says(screen, "streaming, on the skin, battery 80 %");
	assert_says(screen, "00:00:01  Two in a row");
	assert_says(screen, "Not a medical device");
	assert_says(screen, "trace 2.0 mV high");
	assert_says(screen, "V");      /* the beat's letter */
	assert_says(screen, "\u2591"); /* the gap */
	free_model(model);
}

static void rhythm(struct monitor_model *model, const char *word, int second)
{
	g_autofree char *line = g_strdup_printf(
	    "{\"type\":\"rhythm\",\"t_utc_us\":%d000000,\"rhythm\":\"%s\"}", second, word);

	push(model, line);
}

/* What cannot wait is over the whole width while it lasts, and is named when it is over, however
 * many other findings follow; the bell rings once. */
static void test_alarm(void)
{
	struct monitor_model *model = filled_model();
	g_autofree char *before = draw(model, 100, 30, TRUE);
	g_autofree char *during = NULL;
	g_autofree char *small = NULL;
	g_autofree char *after = NULL;

	g_assert_null(strstr(before, "call for help"));
	g_assert_cmpuint(model->alarms, ==, 0);
	rhythm(model, "ventricular_fibrillation", 5);
	rhythm(model, "ventricular_fibrillation", 6);
	g_assert_cmpuint(model->alarms, ==, 1);
	g_assert_true(monitor_is_alarm(model));
	during = draw(model, 100, 30, TRUE);
	assert_says(during, "VENTRICULAR FIBRILLATION since 00:00:05.  Look at Maria now");
	small = draw(model, 30, 10, TRUE);
	assert_says(small, "VENTRICULAR FIBRILLATION");
	rhythm(model, "regular", 12);
	push(model,
	     "{\"type\":\"finding\",\"start_utc_us\":5000000,\"end_utc_us\":12000000,"
	     "\"kind\":\"ventricular_fibrillation\",\"text\":\"Ventricular fibrillation for 7 "
	     "s\"}");
	for (int i = 0; i < 2 * MONITOR_EVENTS; i++)
		push(model, "{\"type\":\"finding\",\"start_utc_us\":1000000,\"end_utc_us\":2000000,"
			    "\"kind\":\"couplet\",\"text\":\"Two in a row\"}");
	after = draw(model, 100, 30, TRUE);
	g_assert_null(strstr(after, "call for help"));
	assert_says(after, "Last alarm 00:00:05  Ventricular fibrillation for 7 s");
	rhythm(model, "asystole", 20);
	g_assert_cmpuint(model->alarms, ==, 2);
	free_model(model);
}

static void test_signal(void)
{
	struct monitor_model *model = filled_model();
	g_autofree char *screen = NULL;

	push(model, "{\"type\":\"signal\",\"start_utc_us\":1,\"quality\":\"rhythm_only\","
		    "\"polarity\":\"inverted\"}");
	push(model, "{\"type\":\"breaths\",\"start_utc_us\":1,\"end_utc_us\":60000000,"
		    "\"per_minute\":14.2,\"quality\":0.8}");
	screen = draw(model, 110, 30, TRUE);
	assert_says(screen, "Signal    good for the rhythm alone, upside down; nothing missing");
	assert_says(screen, "55 per minute; about 14 breaths per minute");
	free_model(model);
}

static void test_small_screen(void)
{
	struct monitor_model *model = filled_model();
	g_autofree char *screen = draw(model, 50, 12, FALSE);

	assert_says(screen, "61/min, ventricular run");
	assert_says(screen, "Not a medical device");
	assert_says(screen, ":"); /* the gap */
	g_assert_true(g_str_is_ascii(screen));
	free_model(model);
}

static void test_any_size(void)
{
	struct monitor_model *empty = new_model(), *full = filled_model();

	for (int columns = 1; columns < 140; columns += 7) {
		for (int rows = 1; rows < 50; rows++) {
			g_free(draw(empty, columns, rows, TRUE));
			g_free(draw(full, columns, rows, FALSE));
		}
	}
	free_model(empty);
	free_model(full);
}

static void test_nothing_known(void)
{
	struct monitor_model *model = new_model();
	g_autofree char *screen = draw(model, 100, 30, FALSE);

	assert_says(screen, "waiting for the wearable");
	assert_says(screen, "not learned yet");
	assert_says(screen, "not seen yet");
	assert_says(screen, "######"); /* "--" in big digits */
	free_model(model);
}

static void test_digits(void)
{
	g_autofree char *row = NULL;
	struct screen screen;

	screen_init(&screen, 20, DIGITS_ROWS, TRUE);
	g_assert_cmpint(digits_draw(&screen, 0, 0, SCREEN_BOLD, '#', "17"), ==, 14);
	row = screen_row_text(&screen, 0);
	g_assert_cmpstr(row, ==, "####   ######");
	screen_clear(&screen);
}

/* What a name holds must not steer the terminal. */
static void test_hostile_text(void)
{
	g_autofree char *row = NULL;
	struct screen screen;

	screen_init(&screen, 40, 1, FALSE);
	screen_text(&screen, 0, 0, SCREEN_PLAIN, "a\033[2J\n\r\x9b\xff\u4e2d\u0301z");
	row = screen_row_text(&screen, 0);
	g_assert_null(strpbrk(row, "\033\n\r"));
	g_assert_true(g_str_has_prefix(row, "a?[2J??"));
	g_assert_nonnull(strstr(row, "\u4e2dz"));
	screen_clear(&screen);
}

static int count(const char *text, const char *part)
{
	int found = 0;

	for (const char *p = text; (p = strstr(p, part)); p++)
		found++;
	return found;
}

static void test_only_changes(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct screen before, after;

	screen_init(&before, 10, 5, TRUE);
	screen_init(&after, 10, 5, TRUE);
	screen_text(&after, 2, 3, SCREEN_ALARM, "V");
	screen_encode(&after, &before, out);
	g_assert_cmpstr(out->str, ==, "\033[4;1H  \033[0;1;31mV\033[0m       ");
	g_string_truncate(out, 0);
	screen_encode(&after, &after, out);
	g_assert_cmpstr(out->str, ==, "");
	screen_encode(&after, NULL, out);
	g_assert_cmpint(count(out->str, ";1H"), ==, 5);
	screen_clear(&before);
	screen_clear(&after);
}

static void test_no_colour(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct screen screen;

	screen_init(&screen, 4, 1, FALSE);
	screen_text(&screen, 0, 0, SCREEN_ALARM, "V");
	screen_text(&screen, 1, 0, SCREEN_TRACE, "t");
	screen_encode(&screen, NULL, out);
	g_assert_null(strstr(out->str, "31m"));
	g_assert_null(strstr(out->str, "32m"));
	g_assert_nonnull(strstr(out->str, "\033[0;1mV"));
	screen_clear(&screen);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/monitor-screen/words", test_words);
	g_test_add_func("/monitor-screen/small", test_small_screen);
	g_test_add_func("/monitor-screen/any-size", test_any_size);
	g_test_add_func("/monitor-screen/nothing-known", test_nothing_known);
	g_test_add_func("/monitor-digits/digits", test_digits);
	g_test_add_func("/monitor-screen/alarm", test_alarm);
	g_test_add_func("/monitor-screen/signal", test_signal);
	g_test_add_func("/screen/hostile-text", test_hostile_text);
	g_test_add_func("/screen/only-changes", test_only_changes);
	g_test_add_func("/screen/no-colour", test_no_colour);
	return g_test_run();
}
