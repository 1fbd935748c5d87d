/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/guided-print.h"

#include "common/glib/ht-json.h"

#include <math.h>
#include <stdio.h>

static void add_stops(JsonBuilder *b, const struct walk_test_result *r)
{
	ht_json_begin_array(b, "stops");
	for (guint i = 0; i < MIN(r->stops, WALK_TEST_STOPS_MAX); i++) {
		json_builder_begin_object(b);
		ht_json_number(b, "start_s", (double)r->stop[i].start_s);
		ht_json_number(b, "length_s", (double)r->stop[i].length_s);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
}

static void add_walk(JsonBuilder *b, const HtGuidedResult *result)
{
	const struct walk_test_result *r = &result->walk;

	ht_json_flag(b, "complete", r->complete);
	ht_json_number(b, "seconds", (double)r->seconds);
	ht_json_number(b, "walked_s", (double)r->walked_s);
	ht_json_int(b, "steps", r->steps);
	ht_json_int(b, "soft_steps", r->soft_steps);
	ht_json_begin_array(b, "cadence_spm");
	for (int i = 0; i < WALK_TEST_MINUTES && r->cadence_spm[i] >= 0; i++)
		json_builder_add_double_value(b, (double)r->cadence_spm[i]);
	json_builder_end_array(b);
	add_stops(b, r);
	if (result->distance_m > 0)
		ht_json_number(b, "distance_m", result->distance_m);
}

static void add_chair(JsonBuilder *b, const struct chair_stand_result *r)
{
	ht_json_int(b, "stands", r->stands);
	ht_json_begin_array(b, "stand_s");
	for (guint i = 0; i < MIN(r->stands, CHAIR_STANDS_MAX); i++)
		json_builder_add_double_value(b, round((double)r->stand_s[i] * 1000) / 1000);
	json_builder_end_array(b);
}

static void add_go(JsonBuilder *b, const struct up_and_go_result *r)
{
	ht_json_number(b, "total_s", (double)r->total_s);
	ht_json_number(b, "rise_s", (double)r->rise_s);
	ht_json_number(b, "walk_s", (double)r->walk_s);
	ht_json_number(b, "sit_s", (double)r->sit_s);
	ht_json_int(b, "steps", r->steps);
	ht_json_flag(b, "sitting_seen", r->sitting_seen);
	if (r->has_turning)
		ht_json_number(b, "turning_s", (double)r->turning_s);
}

void ht_guided_print_json(const HtGuidedResult *result, const char *record)
{
	g_autoptr(JsonBuilder) b = json_builder_new();
	g_autofree char *name = g_utf8_make_valid(record, -1);
	g_autofree char *line = NULL;

	json_builder_begin_object(b);
	ht_json_text(b, "record", name);
	ht_json_text(b, "test", ht_guided_name(result->test));
	ht_json_number(b, "start_s", result->start_s);
	if (result->test == HT_GUIDED_WALK)
		add_walk(b, result);
	else if (result->test == HT_GUIDED_CHAIR)
		add_chair(b, &result->chair);
	else
		add_go(b, &result->go);
	line = ht_json_line_end(b);
	fputs(line, stdout);
}

static void print_walk(const HtGuidedResult *result)
{
	const struct walk_test_result *r = &result->walk;

	printf("%u steps in %.0f s%s, %u of them soft, %u stops, walking %.0f s\n", r->steps,
	       (double)r->seconds, r->complete ? "" : " (ended early)", r->soft_steps, r->stops,
	       (double)r->walked_s);
	printf("  steps in each minute:");
	for (int i = 0; i < WALK_TEST_MINUTES && r->cadence_spm[i] >= 0; i++)
		printf(" %.0f", (double)r->cadence_spm[i]);
	printf("\n");
	if (result->distance_m > 0)
		printf("  distance: %.0f m\n", result->distance_m);
	else
		printf("  distance: not known; give --distance or --step-length\n");
}

static void print_go(const struct up_and_go_result *r)
{
	printf("%.1f s (rising %.1f, walking %.1f with %u steps, turning and sitting down %.1f)\n",
	       (double)r->total_s, (double)r->rise_s, (double)r->walk_s, r->steps,
	       (double)r->sit_s);
	if (!r->sitting_seen)
		printf("  sitting down was not seen: the person may have stood still\n");
}

void ht_guided_print_text(const HtGuidedResult *result, const char *name)
{
	printf("%s: %s from %.1f s: ", name, ht_guided_name(result->test), result->start_s);
	if (result->test == HT_GUIDED_WALK)
		print_walk(result);
	else if (result->test == HT_GUIDED_CHAIR)
		printf("%u full stands in %d s\n", result->chair.stands, CHAIR_STAND_S);
	else
		print_go(&result->go);
}
