/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the live trace: every type as the bus API has it, and what is none. */
#include "client/line-reader.h"
#include "client/live-line.h"

#include <math.h>
#include <string.h>

static gboolean parse(struct live_line *line, const char *text)
{
	return live_line_parse(line, text, strlen(text), NULL);
}

static void test_ecg(void)
{
	struct live_line line;

	g_assert_true(parse(&line, "{\"type\":\"ecg\",\"t_utc_us\":5000000,\"index\":73,"
				   "\"rate_hz\":130,\"uv\":[1,-2.5,null,4]}"));
	g_assert_cmpint(line.type, ==, LIVE_ECG);
	g_assert_cmpint(line.ecg.t_utc_us, ==, 5000000);
	g_assert_cmpint(line.ecg.index, ==, 73);
	g_assert_cmpfloat(line.ecg.rate_hz, ==, 130);
	g_assert_cmpuint(line.ecg.samples, ==, 4);
	g_assert_cmpfloat((double)line.ecg.uv[1], ==, -2.5);
	g_assert_true(isnan(line.ecg.uv[2]));
	live_line_clear(&line);
}

static void test_beat(void)
{
	struct live_line line;

	g_assert_true(parse(&line, "{\"type\":\"beat\",\"t_utc_us\":7,\"index\":9,\"label\":\"V\","
				   "\"final\":true,\"rr_ms\":812.5,\"confidence\":0.9}"));
	g_assert_cmpint(line.type, ==, LIVE_BEAT);
	g_assert_cmpint(line.beat.label, ==, 'V');
	g_assert_true(line.beat.final);
	g_assert_cmpfloat(line.beat.rr_ms, ==, 812.5);
	live_line_clear(&line);
}

static void test_spans(void)
{
	struct live_line line;

	g_assert_true(parse(&line,
			    "{\"type\":\"finding\",\"start_utc_us\":1,\"end_utc_us\":2,"
			    "\"kind\":\"couplet\",\"confidence\":1,\"text\":\"Two in a row\"}"));
	g_assert_cmpint(line.type, ==, LIVE_FINDING);
	g_assert_cmpstr(line.span.word, ==, "couplet");
	g_assert_cmpstr(line.span.text, ==, "Two in a row");
	live_line_clear(&line);
	g_assert_true(parse(&line, "{\"type\":\"gap\",\"start_utc_us\":1,\"end_utc_us\":2,"
				   "\"cause\":\"link_lost\"}"));
	g_assert_cmpint(line.type, ==, LIVE_GAP);
	g_assert_cmpstr(line.span.word, ==, "link_lost");
	live_line_clear(&line);
}

static void test_left_out(void)
{
	struct live_line line;

	g_assert_true(parse(&line, "{\"type\":\"twin\",\"t_utc_us\":1,\"beats\":12}"));
	g_assert_true(isnan(line.twin.hr_bpm));
	g_assert_true(isnan(line.twin.hr_rest_bpm));
	g_assert_cmpint(line.twin.beats, ==, 12);
	g_assert_cmpint(line.twin.ventricular, ==, -1);
	g_assert_true(parse(&line, "{\"type\":\"wearable\",\"t_utc_us\":1,\"state\":\"found\"}"));
	g_assert_true(isnan(line.wearable.battery_percent));
	g_assert_cmpint(line.wearable.contact, ==, -1);
	g_assert_cmpstr(line.wearable.state, ==, "found");
	live_line_clear(&line);
}

static void test_unknown_type(void)
{
	struct live_line line;

	g_assert_true(parse(&line, "{\"type\":\"breath\",\"depth\":3}"));
	g_assert_cmpint(line.type, ==, LIVE_OTHER);
	live_line_clear(&line);
}

static void test_rubbish(void)
{
	static const char *const rubbish[] = {
	    "",
	    "x",
	    "[]",
	    "{}",
	    "{\"type\":3}",
	    "{\"type\":\"\"}",
	    "{\"type\":\"hello\"}",
	    "{\"type\":\"hello\",\"format\":\"1\"}",
	    "{\"type\":\"ecg\",\"t_utc_us\":1,\"index\":0,\"rate_hz\":130}",
	    "{\"type\":\"ecg\",\"t_utc_us\":1,\"index\":0,\"rate_hz\":0,\"uv\":[1]}",
	    "{\"type\":\"ecg\",\"t_utc_us\":1,\"index\":-4,\"rate_hz\":130,\"uv\":[1]}",
	    "{\"type\":\"ecg\",\"t_utc_us\":9223372036854775807,\"index\":0,\"rate_hz\":1,\"uv\":[1]}",
	    "{\"type\":\"beat\",\"t_utc_us\":1,\"index\":0,\"label\":\"NN\",\"final\":true}",
	    "{\"type\":\"beat\",\"t_utc_us\":1,\"index\":0,\"label\":\"\\u001b\",\"final\":true}",
	    "{\"type\":\"gap\",\"start_utc_us\":5,\"end_utc_us\":1,\"cause\":\"link_lost\"}",
	    "{\"type\":\"dropped\",\"lines\":-1}",
	    "{\"type\":\"x\",\"a\":[[[[[[[[1]]]]]]]]}",
	    "{\"type\":\"x\"",
	    "{\"type\":\"\xff\"}",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rubbish); i++) {
		g_autoptr(GError) error = NULL;
		struct live_line line;

		if (live_line_parse(&line, rubbish[i], strlen(rubbish[i]), &error))
			g_error("was taken for a line: %s", rubbish[i]);
		g_assert_nonnull(error);
	}
}

static void test_deep_nesting(void)
{
	g_autofree char *deep = g_strnfill(200000, '[');
	struct live_line line;

	g_assert_false(parse(&line, deep));
}

static void collect(const char *line, gsize size, gpointer data)
{
	g_string_append_len(data, line, (gssize)size);
	g_string_append_c(data, '|');
}

/* The cuts between reads change nothing. */
static void test_line_reader(void)
{
	static const char text[] = "one\n\ntwo\nthree and the last";

	for (gsize step = 1; step < sizeof text; step++) {
		g_autoptr(GString) lines = g_string_new(NULL);
		struct line_reader reader;

		line_reader_init(&reader, collect, lines);
		for (gsize i = 0; i < sizeof text - 1; i += step)
			line_reader_push(&reader, &text[i], MIN(step, sizeof text - 1 - i));
		line_reader_end(&reader);
		line_reader_clear(&reader);
		g_assert_cmpstr(lines->str, ==, "one|two|three and the last|");
	}
}

static void test_long_line(void)
{
	g_autofree char *part = g_strnfill(LIVE_LINE_MAX / 2, 'x');
	g_autoptr(GString) lines = g_string_new(NULL);
	struct line_reader reader;

	line_reader_init(&reader, collect, lines);
	for (int i = 0; i < 5; i++)
		line_reader_push(&reader, part, strlen(part));
	line_reader_push(&reader, "\nshort\n", 7);
	line_reader_end(&reader);
	line_reader_clear(&reader);
	g_assert_cmpstr(lines->str, ==, "short|");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/live-line/ecg", test_ecg);
	g_test_add_func("/live-line/beat", test_beat);
	g_test_add_func("/live-line/spans", test_spans);
	g_test_add_func("/live-line/left-out", test_left_out);
	g_test_add_func("/live-line/unknown-type", test_unknown_type);
	g_test_add_func("/live-line/rubbish", test_rubbish);
	g_test_add_func("/live-line/deep-nesting", test_deep_nesting);
	g_test_add_func("/line-reader/cuts", test_line_reader);
	g_test_add_func("/line-reader/long-line", test_long_line);
	return g_test_run();
}
