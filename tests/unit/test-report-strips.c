/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pieces a report shows, and how stored lines become a strip. */
#include "client/analyze/strip-builder.h"
#include "report/report-strips.h"

#include <math.h>
#include <string.h>

#define S ((gint64)G_USEC_PER_SEC)

static void test_run_before_couplet(void)
{
	const struct report_finding findings[] = {
	    {FINDING_COUPLET, 10 * S, 11 * S, NULL},
	    {FINDING_IRREGULAR, 20 * S, 900 * S, NULL},
	    {FINDING_VENTRICULAR_RUN, 100 * S, 102 * S, "short"},
	    {FINDING_VENTRICULAR_RUN, 50 * S, 53 * S, "long"},
	    {FINDING_COUPLET, 200 * S, 201 * S, ""},
	};
	struct report_window windows[REPORT_STRIPS_MAX];

	g_assert_cmpuint(report_choose_strips(findings, G_N_ELEMENTS(findings), 999 * S, windows),
			 ==, 2);
	g_assert_cmpstr(windows[0].heading, ==, "long");
	g_assert_cmpint(windows[0].start_utc_us + windows[0].length_us / 2, ==, 51 * S + S / 2);
	g_assert_cmpstr(windows[1].heading, ==, "Couplet");
	g_assert_cmpint(windows[1].start_utc_us + windows[1].length_us / 2, ==, 200 * S + S / 2);
}

static void test_long_finding(void)
{
	const struct report_finding finding = {FINDING_IRREGULAR, 20 * S, 900 * S, NULL};
	struct report_window windows[REPORT_STRIPS_MAX];

	g_assert_cmpuint(report_choose_strips(&finding, 1, 0, windows), ==, 1);
	/* Its onset is on the strip. */
	g_assert_cmpint(windows[0].start_utc_us, <, 20 * S);
	g_assert_cmpint(windows[0].start_utc_us, >, 17 * S);
}

/* A beat by itself comes after a couplet, before an irregular stretch; the newest of its kind. */
static void test_beats(void)
{
	const struct report_finding findings[] = {
	    {FINDING_IRREGULAR, 20 * S, 900 * S, NULL},
	    {(enum finding_kind)0, 40 * S, 40 * S, NULL},
	    {(enum finding_kind)0, 50 * S, 50 * S, NULL},
	    {(enum finding_kind)0, 45 * S, 45 * S, NULL},
	    {FINDING_COUPLET, 10 * S, 11 * S, NULL},
	};
	struct report_window windows[REPORT_STRIPS_MAX];

	g_assert_cmpuint(report_choose_strips(findings, G_N_ELEMENTS(findings), 999 * S, windows),
			 ==, 2);
	g_assert_cmpstr(windows[0].heading, ==, "Couplet");
	g_assert_cmpstr(windows[1].heading, ==, "Ventricular beat");
	g_assert_cmpint(windows[1].start_utc_us + windows[1].length_us / 2, ==, 50 * S);
}

static void test_nothing_found(void)
{
	struct report_window windows[REPORT_STRIPS_MAX];

	g_assert_cmpuint(report_choose_strips(NULL, 0, 0, windows), ==, 0);
	g_assert_cmpuint(report_choose_strips(NULL, 0, 100 * S, windows), ==, 1);
	g_assert_cmpint(windows[0].start_utc_us + windows[0].length_us, ==, 100 * S);
	g_assert_cmpstr(windows[0].heading, ==, "Newest signal");
}

static void push(struct strip_builder *builder, const char *text)
{
	struct live_line line;

	if (!live_line_parse(&line, text, strlen(text), NULL))
		g_error("no line: %s", text);
	strip_builder_push(builder, &line);
	live_line_clear(&line);
}

/* Ten samples a second; the window is 100 to 101 s. */
static void test_builder(void)
{
	struct strip_builder builder;
	struct report_strip strip;

	strip_builder_init(&builder, 100 * S, S);
	g_assert_false(strip_builder_get(&builder, &strip));
	/* Begins before the window. */
	push(&builder, "{\"type\":\"ecg\",\"t_utc_us\":99800000,\"index\":40,\"rate_hz\":10,"
		       "\"uv\":[1,2,3,4]}");
	/* Follows by index though its time is 20 ms off. */
	push(&builder, "{\"type\":\"beat\",\"t_utc_us\":100320000,\"index\":45,\"label\":\"V\","
		       "\"final\":true}");
	push(&builder, "{\"type\":\"beat\",\"t_utc_us\":100100000,\"index\":43,\"label\":\"N\","
		       "\"final\":true}");
	push(&builder, "{\"type\":\"beat\",\"t_utc_us\":100100000,\"index\":43,\"label\":\"-\","
		       "\"final\":true}");
	push(&builder, "{\"type\":\"ecg\",\"t_utc_us\":100320000,\"index\":45,\"rate_hz\":10,"
		       "\"uv\":[6,7,8,9,10,11,12,13,14]}");
	g_assert_true(strip_builder_get(&builder, &strip));
	g_assert_cmpint(strip.start_utc_us, ==, 100 * S);
	g_assert_cmpuint(strip.ecg.samples, ==, 11);
	g_assert_cmpfloat((double)strip.ecg.uv[0], ==, 3);
	g_assert_cmpfloat((double)strip.ecg.uv[1], ==, 4);
	g_assert_true(isnan(strip.ecg.uv[2]));
	g_assert_cmpfloat((double)strip.ecg.uv[3], ==, 6);
	g_assert_cmpfloat((double)strip.ecg.uv[10], ==, 13);
	g_assert_cmpuint(strip.ecg.beats_count, ==, 2);
	g_assert_cmpfloat_with_epsilon(strip.ecg.beats[0].time_s, 0.1, 1e-9);
	g_assert_cmpint(strip.ecg.beats[1].label, ==, 'V');
	g_assert_cmpfloat_with_epsilon(strip.ecg.beats[1].time_s, 0.3, 1e-9);
	g_assert_cmpint(builder.signal_end_utc_us, ==, 101220000);
	strip_builder_clear(&builder);
}

/* Another stream counts its own samples: time places it. */
static void test_builder_restart(void)
{
	struct strip_builder builder;
	struct report_strip strip;

	strip_builder_init(&builder, 100 * S, S);
	push(&builder, "{\"type\":\"ecg\",\"t_utc_us\":100000000,\"index\":900,\"rate_hz\":10,"
		       "\"uv\":[1]}");
	push(&builder, "{\"type\":\"ecg\",\"t_utc_us\":100500000,\"index\":0,\"rate_hz\":10,"
		       "\"uv\":[6]}");
	g_assert_true(strip_builder_get(&builder, &strip));
	g_assert_cmpfloat((double)strip.ecg.uv[0], ==, 1);
	g_assert_true(isnan(strip.ecg.uv[4]));
	g_assert_cmpfloat((double)strip.ecg.uv[5], ==, 6);
	strip_builder_clear(&builder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report-strips/run-before-couplet", test_run_before_couplet);
	g_test_add_func("/report-strips/long-finding", test_long_finding);
	g_test_add_func("/report-strips/beats", test_beats);
	g_test_add_func("/report-strips/nothing-found", test_nothing_found);
	g_test_add_func("/strip-builder/strip", test_builder);
	g_test_add_func("/strip-builder/restart", test_builder_restart);
	return g_test_run();
}
