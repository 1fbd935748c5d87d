/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the live screen, from lines as the hub sends them. */
#include "client/monitor/monitor-model.h"

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

static void push(struct monitor_model *model, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void push(struct monitor_model *model, const char *format, ...)
{
	g_autofree char *text = NULL;
	struct live_line line;
	va_list list;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	if (!live_line_parse(&line, text, strlen(text), NULL))
		g_error("no line: %s", text);
	monitor_model_push(model, &line);
	live_line_clear(&line);
}

/* Ten samples a second, so that a sample is 100 ms. */
static void push_ecg(struct monitor_model *model, int t_ms, int index, const char *uv)
{
	push(model, "{\"type\":\"ecg\",\"t_utc_us\":%d,\"index\":%d,\"rate_hz\":10,\"uv\":[%s]}",
	     1000 * t_ms, index, uv);
}

static void push_beat(struct monitor_model *model, int index, const char *label, gboolean final)
{
	push(model, "{\"type\":\"beat\",\"t_utc_us\":1,\"index\":%d,\"label\":\"%s\",\"final\":%s}",
	     index, label, final ? "true" : "false");
}

static void test_samples(void)
{
	struct monitor_model *model = new_model();
	float uv[6];

	push_ecg(model, 1000, 500, "1,2");
	push_ecg(model, 1200, 502, "3");
	monitor_model_samples(model, -1, uv, G_N_ELEMENTS(uv));
	g_assert_true(isinf(uv[0]));
	g_assert_cmpfloat((double)uv[1], ==, 1);
	g_assert_cmpfloat((double)uv[3], ==, 3);
	g_assert_true(isinf(uv[4]));
	g_assert_cmpint(model->now_utc_us, ==, 1300000);
	free_model(model);
}

static void test_gap_by_index(void)
{
	struct monitor_model *model = new_model();
	float uv[5];

	push_ecg(model, 1000, 500, "1");
	push_ecg(model, 1300, 503, "4,5");
	monitor_model_samples(model, 0, uv, G_N_ELEMENTS(uv));
	g_assert_cmpint(model->end, ==, 5);
	g_assert_true(isnan(uv[1]));
	g_assert_true(isnan(uv[2]));
	g_assert_cmpfloat((double)uv[3], ==, 4);
	free_model(model);
}

/* After a restart the wearable counts from 0 again: the time tells how much is missing. */
static void test_gap_by_time(void)
{
	struct monitor_model *model = new_model();
	float uv[4];

	push_ecg(model, 1000, 500, "1");
	push_ecg(model, 1300, 0, "9");
	monitor_model_samples(model, 0, uv, G_N_ELEMENTS(uv));
	g_assert_cmpint(model->end, ==, 4);
	g_assert_true(isnan(uv[2]));
	g_assert_cmpfloat((double)uv[3], ==, 9);
	free_model(model);
}

static void test_long_gap(void)
{
	struct monitor_model *model = new_model();
	float uv[2];

	push_ecg(model, 1000, 0, "1");
	push_ecg(model, 2000, 1000000, "7");
	g_assert_cmpint(model->end, ==, 1000001);
	monitor_model_samples(model, 999999, uv, G_N_ELEMENTS(uv));
	g_assert_true(isnan(uv[0]));
	g_assert_cmpfloat((double)uv[1], ==, 7);
	monitor_model_samples(model, 0, uv, 1);
	g_assert_true(isnan(uv[0])); /* too old to be kept */
	free_model(model);
}

static void test_beat_is_replaced(void)
{
	struct monitor_model *model = new_model();

	push_ecg(model, 0, 100, "0,0,0,0,0,0,0,0,0,0");
	push_beat(model, 102, "N", FALSE);
	push_beat(model, 108, "N", FALSE);
	push_beat(model, 103, "V", TRUE);
	g_assert_cmpuint(model->beats_count, ==, 2);
	g_assert_cmpint(model->beats[1].label, ==, 'V');
	g_assert_cmpint(model->beats[1].position, ==, 3);
	g_assert_true(model->beats[1].final);
	push_beat(model, 108, "-", TRUE);
	g_assert_cmpuint(model->beats_count, ==, 1);
	free_model(model);
}

static void test_many_beats(void)
{
	struct monitor_model *model = new_model();

	push_ecg(model, 0, 0, "0");
	for (int i = 0; i < 3 * MONITOR_BEATS; i++)
		push_beat(model, 10 * i, "N", TRUE);
	g_assert_cmpuint(model->beats_count, ==, MONITOR_BEATS);
	g_assert_cmpint(model->beats[0].index, ==, 10 * 2 * MONITOR_BEATS);
	free_model(model);
}

static void test_events(void)
{
	struct monitor_model *model = new_model();

	for (int i = 0; i < MONITOR_EVENTS + 3; i++)
		push(model,
		     "{\"type\":\"finding\",\"start_utc_us\":%d,\"end_utc_us\":%d,\"kind\":"
		     "\"couplet\","
		     "\"text\":\"number %d\"}",
		     i, i, i);
	g_assert_cmpuint(model->events_count, ==, MONITOR_EVENTS);
	g_assert_cmpstr(model->events[0].text, ==, "number 3");
	push(model, "{\"type\":\"gap\",\"start_utc_us\":0,\"end_utc_us\":2500000,"
		    "\"cause\":\"link_lost\"}");
	g_assert_cmpstr(model->events[MONITOR_EVENTS - 1].text, ==,
			"Gap of 2.5 s: the wearable was out of reach");
	g_assert_true(model->events[MONITOR_EVENTS - 1].is_gap);
	g_assert_cmpint(model->gaps, ==, 1);
	free_model(model);
}

static void test_state(void)
{
	struct monitor_model *model = new_model();

	g_assert_cmpstr(monitor_rhythm_words(model->rhythm), ==, "waiting for the wearable");
	push(model, "{\"type\":\"hello\",\"format\":1}");
	push(model, "{\"type\":\"rhythm\",\"t_utc_us\":1,\"rhythm\":\"ventricular_run\"}");
	push(model,
	     "{\"type\":\"twin\",\"t_utc_us\":1,\"hr_bpm\":61.5,\"beats\":9,\"ventricular\":2}");
	push(model,
	     "{\"type\":\"wearable\",\"t_utc_us\":1,\"state\":\"streaming\",\"battery_percent\":80,"
	     "\"contact\":true}");
	push(model, "{\"type\":\"wearable\",\"t_utc_us\":2,\"state\":\"waiting\"}");
	push(model, "{\"type\":\"dropped\",\"lines\":5}");
	g_assert_cmpint(model->format, ==, 1);
	g_assert_cmpstr(monitor_rhythm_words(model->rhythm), ==, "ventricular run");
	g_assert_cmpfloat(model->hr_bpm, ==, 61.5);
	g_assert_true(isnan(model->hr_rest_bpm));
	g_assert_cmpint(model->ventricular_seen, ==, 2);
	g_assert_cmpstr(model->state, ==, "waiting");
	g_assert_cmpfloat(model->battery_percent, ==, 80); /* the last that is known */
	g_assert_cmpint(model->contact, ==, -1);
	g_assert_cmpint(model->lines_dropped, ==, 5);
	free_model(model);
}

static void test_other_rate(void)
{
	struct monitor_model *model = new_model();

	push_ecg(model, 0, 0, "1,2,3");
	push(model, "{\"type\":\"ecg\",\"t_utc_us\":0,\"index\":0,\"rate_hz\":500,\"uv\":[4]}");
	g_assert_cmpint(model->end, ==, 1);
	g_assert_cmpfloat(model->rate_hz, ==, 500);
	free_model(model);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/monitor-model/samples", test_samples);
	g_test_add_func("/monitor-model/gap-by-index", test_gap_by_index);
	g_test_add_func("/monitor-model/gap-by-time", test_gap_by_time);
	g_test_add_func("/monitor-model/long-gap", test_long_gap);
	g_test_add_func("/monitor-model/beat-is-replaced", test_beat_is_replaced);
	g_test_add_func("/monitor-model/many-beats", test_many_beats);
	g_test_add_func("/monitor-model/events", test_events);
	g_test_add_func("/monitor-model/state", test_state);
	g_test_add_func("/monitor-model/other-rate", test_other_rate);
	return g_test_run();
}
