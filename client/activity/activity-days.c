/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/activity/activity-days.h"

#include "health-models/motion/activity/fall.h"
#include "health-models/motion/activity/intensity.h"
#include "programme/activity-words.h"

#include <json-glib/json-glib.h>
#include <math.h>

G_STATIC_ASSERT(INTENSITY_LEVELS == 4);

static JsonNode *value_of(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && JSON_NODE_HOLDS_VALUE(node) ? node : NULL;
}

/* 0 for what is no number, or none that a minute can have. */
static double number_of(JsonObject *object, const char *name)
{
	JsonNode *node = value_of(object, name);
	double value = node ? json_node_get_double(node) : 0;

	return isfinite(value) && value > 0 && value < 1e6 ? value : 0;
}

static const char *text_of(JsonObject *object, const char *name)
{
	JsonNode *node = value_of(object, name);

	return node && json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node)
								       : "";
}

static struct activity_day *day_of(GArray *days, gint64 utc_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autofree char *date = local ? g_date_time_format(local, "%Y-%m-%d") : g_strdup("?");
	struct activity_day day = {.steps = 0};

	for (guint i = 0; i < days->len; i++)
		if (g_str_equal(g_array_index(days, struct activity_day, i).date, date))
			return &g_array_index(days, struct activity_day, i);
	g_strlcpy(day.date, date, sizeof day.date);
	g_array_append_val(days, day);
	return &g_array_index(days, struct activity_day, days->len - 1);
}

static void add_minute(struct activity_day *day, JsonObject *minute)
{
	double covered_s = number_of(minute, "covered_s");

	day->steps += (guint64)number_of(minute, "steps");
	day->soft_steps += (guint64)number_of(minute, "soft_steps");
	day->active_s += number_of(minute, "active_s");
	day->walking_s += number_of(minute, "walking_s");
	day->worn_s += covered_s;
	for (int i = 0; i < INTENSITY_LEVELS; i++)
		if (g_str_equal(text_of(minute, "intensity"),
				ht_intensity_name((enum intensity_level)i)))
			day->level_s[i] += covered_s;
}

static void add_fall(struct activity_day *day, JsonObject *fall)
{
	const char *state = text_of(fall, "state");

	day->falls += g_str_equal(state, ht_fall_state_name(FALL_CONFIRMED));
	day->cancelled += g_str_equal(state, ht_fall_state_name(FALL_CANCELLED));
}

void activity_days_add(GArray *days, const char *line, gsize size, GTimeZone *zone)
{
	g_autoptr(JsonParser) parser = json_parser_new_immutable();
	JsonObject *object;
	JsonNode *root, *time;
	gboolean is_fall;

	if (!g_utf8_validate_len(line, size, NULL) ||
	    !json_parser_load_from_data(parser, line, (gssize)size, NULL))
		return;
	root = json_parser_get_root(parser);
	if (!root || !JSON_NODE_HOLDS_OBJECT(root))
		return;
	object = json_node_get_object(root);
	is_fall = g_str_equal(text_of(object, "type"), "fall");
	time = value_of(object, is_fall ? "t_utc_us" : "start_utc_us");
	if (!time || (!is_fall && !g_str_equal(text_of(object, "type"), "activity")))
		return;
	if (is_fall)
		add_fall(day_of(days, json_node_get_int(time), zone), object);
	else
		add_minute(day_of(days, json_node_get_int(time), zone), object);
}
