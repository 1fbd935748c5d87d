/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/live-line.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "common/glib/ht-error.h"
#include "programme/finding-kinds.h"
#include "programme/finding-reasons.h"

/* json-glib reads nested values by recursion; our lines hold an array in an object and no more. */
#define DEPTH_MAX 4

static gboolean is_flat(const char *text, gsize size)
{
	gboolean in_string = FALSE;
	int depth = 0;

	for (gsize i = 0; i < size; i++) {
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string && (text[i] == '[' || text[i] == '{') && ++depth > DEPTH_MAX)
			return FALSE;
		else if (!in_string && (text[i] == ']' || text[i] == '}'))
			depth--;
	}
	return TRUE;
}

static JsonNode *value_of(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && JSON_NODE_HOLDS_VALUE(node) ? node : NULL;
}

static double node_number(JsonNode *node)
{
	GType type =
	    node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_INVALID;
	double number = NAN;

	if (type == G_TYPE_INT64)
		number = (double)json_node_get_int(node);
	else if (type == G_TYPE_DOUBLE)
		number = json_node_get_double(node);
	return isfinite(number) ? number : NAN;
}

static double get_number(JsonObject *object, const char *name)
{
	return node_number(value_of(object, name));
}

static gboolean get_int(JsonObject *object, const char *name, gint64 *value)
{
	JsonNode *node = value_of(object, name);

	if (!node || json_node_get_value_type(node) != G_TYPE_INT64)
		return FALSE;
	*value = json_node_get_int(node);
	return TRUE;
}

/* A time that sums and differences cannot overflow: within 10,000 years. */
static gboolean get_time(JsonObject *object, const char *name, gint64 *time_us)
{
	const gint64 limit_us = G_GINT64_CONSTANT(10000) * 366 * 86400 * G_USEC_PER_SEC;

	return get_int(object, name, time_us) && *time_us > -limit_us && *time_us < limit_us;
}

static gboolean get_index(JsonObject *object, gint64 *index)
{
	return get_int(object, "index", index) && *index >= 0 && *index < G_MAXINT64 / 4;
}

static gint64 get_count(JsonObject *object, const char *name)
{
	gint64 count;

	return get_int(object, name, &count) && count >= 0 ? count : -1;
}

/* (transfer none) "" where there is none */
static const char *get_text(JsonObject *object, const char *name)
{
	JsonNode *node = value_of(object, name);

	if (!node || json_node_get_value_type(node) != G_TYPE_STRING)
		return "";
	return json_node_get_string(node);
}

static int get_boolean(JsonObject *object, const char *name)
{
	JsonNode *node = value_of(object, name);

	if (!node || json_node_get_value_type(node) != G_TYPE_BOOLEAN)
		return -1;
	return json_node_get_boolean(node) ? 1 : 0;
}

static gboolean read_hello(JsonObject *object, struct live_line *line)
{
	return get_int(object, "format", &line->format);
}

static gboolean read_ecg(JsonObject *object, struct live_line *line)
{
	struct live_ecg *ecg = &line->ecg;
	JsonNode *node = json_object_get_member(object, "uv");
	JsonArray *uv = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;

	ecg->rate_hz = get_number(object, "rate_hz");
	if (!uv || !get_time(object, "t_utc_us", &ecg->t_utc_us) ||
	    !get_index(object, &ecg->index) || !(ecg->rate_hz >= 1 && ecg->rate_hz <= 1e5))
		return FALSE;
	ecg->samples = json_array_get_length(uv);
	if (ecg->samples > LIVE_SAMPLES_MAX)
		return FALSE;
	ecg->uv = g_new(float, ecg->samples);
	for (gsize i = 0; i < ecg->samples; i++)
		ecg->uv[i] =
		    (float)CLAMP(node_number(json_array_get_element(uv, (guint)i)), -1e7, 1e7);
	return TRUE;
}

static gboolean read_beat(JsonObject *object, struct live_line *line)
{
	struct live_beat *beat = &line->beat;
	const char *label = get_text(object, "label");

	beat->label = label[0];
	beat->final = get_boolean(object, "final") == 1;
	beat->rr_ms = get_number(object, "rr_ms");
	beat->confidence = get_number(object, "confidence");
	return g_ascii_isgraph(label[0]) && label[1] == '\0' &&
	       get_time(object, "t_utc_us", &beat->t_utc_us) && get_index(object, &beat->index);
}

static gboolean read_rhythm(JsonObject *object, struct live_line *line)
{
	if (!get_time(object, "t_utc_us", &line->rhythm.t_utc_us) || !get_text(object, "rhythm")[0])
		return FALSE;
	line->rhythm.word = g_strdup(get_text(object, "rhythm"));
	return TRUE;
}

/* A hub of before says nothing: it knew ECG only. */
static gboolean is_of_other(JsonObject *object)
{
	const char *what = get_text(object, "what");

	return what[0] && !g_str_equal(what, "ecg");
}

static float get_finding_number(JsonArray *numbers, guint i)
{
	double number = i < json_array_get_length(numbers)
			    ? node_number(json_array_get_element(numbers, i))
			    : NAN;

	return isfinite(number) ? (float)CLAMP(number, -1e6, 1e6) : 0;
}

static void read_finding(JsonObject *object, struct ecg_finding *finding)
{
	JsonNode *node = json_object_get_member(object, "numbers");
	double confidence = get_number(object, "confidence");

	finding->kind = ht_finding_kind_named(get_text(object, "kind"));
	finding->confidence = isfinite(confidence) ? (float)CLAMP(confidence, 0, 1) : 0;
	finding->quality = ht_signal_quality_named(get_text(object, "quality"));
	finding->reason = ht_finding_reason_named(get_text(object, "code"));
	if (node && JSON_NODE_HOLDS_ARRAY(node))
		for (guint i = 0; i < FINDING_NUMBERS; i++)
			finding->number[i] = get_finding_number(json_node_get_array(node), i);
}

static gboolean read_span(JsonObject *object, struct live_line *line)
{
	const char *word = get_text(object, line->type == LIVE_GAP ? "cause" : "kind");

	if (!get_time(object, "start_utc_us", &line->span.start_utc_us) ||
	    !get_time(object, "end_utc_us", &line->span.end_utc_us) ||
	    line->span.end_utc_us < line->span.start_utc_us || !word[0])
		return FALSE;
	line->span.word = g_strdup(word);
	line->span.text = g_strdup(get_text(object, "text"));
	line->span.suspect = g_str_equal(get_text(object, "trust"), "suspect");
	line->span.of_other = is_of_other(object);
	if (line->type == LIVE_FINDING)
		read_finding(object, &line->span.finding);
	return TRUE;
}

static gboolean read_signal(JsonObject *object, struct live_line *line)
{
	line->signal.quality = ht_signal_quality_named(get_text(object, "quality"));
	line->signal.inverted = g_str_equal(get_text(object, "polarity"), "inverted");
	return get_time(object, "start_utc_us", &line->signal.t_utc_us);
}

static gboolean read_breaths(JsonObject *object, struct live_line *line)
{
	line->breaths.per_minute = get_number(object, "per_minute");
	return get_time(object, "end_utc_us", &line->breaths.t_utc_us);
}

/* (transfer full) "systolic,diastolic" */
static char *quantities_of(JsonObject *object)
{
	JsonNode *node = json_object_get_member(object, "values");
	JsonArray *values = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
	GString *text = g_string_new(NULL);

	for (guint i = 0; values && i < json_array_get_length(values); i++) {
		JsonNode *value = json_array_get_element(values, i);

		if (!JSON_NODE_HOLDS_OBJECT(value))
			continue;
		g_string_append_printf(text, "%s%s", text->len ? "," : "",
				       get_text(json_node_get_object(value), "quantity"));
	}
	return g_string_free(text, FALSE);
}

static gboolean read_words(JsonObject *object, struct live_line *line)
{
	if (!get_time(object, "t_utc_us", &line->words.t_utc_us))
		return FALSE;
	line->words.text = g_strdup(get_text(object, "text"));
	line->words.trust = g_strdup(get_text(object, "trust"));
	line->words.of_other = is_of_other(object);
	line->words.measuring = get_boolean(object, "measuring") == 1;
	line->words.quantities = quantities_of(object);
	return TRUE;
}

static gboolean read_twin(JsonObject *object, struct live_line *line)
{
	line->twin.hr_bpm = get_number(object, "hr_bpm");
	line->twin.hr_rest_bpm = get_number(object, "hr_rest_bpm");
	line->twin.beats = get_count(object, "beats");
	line->twin.ventricular = get_count(object, "ventricular");
	return get_time(object, "t_utc_us", &line->twin.t_utc_us);
}

static gboolean read_wearable(JsonObject *object, struct live_line *line)
{
	line->wearable.battery_percent = get_number(object, "battery_percent");
	line->wearable.contact = get_boolean(object, "contact");
	if (!get_time(object, "t_utc_us", &line->wearable.t_utc_us))
		return FALSE;
	line->wearable.state = g_strdup(get_text(object, "state"));
	line->wearable.notice = g_strdup(get_text(object, "notice"));
	return TRUE;
}

static gboolean read_dropped(JsonObject *object, struct live_line *line)
{
	line->dropped = get_count(object, "lines");
	return line->dropped >= 0;
}

static gboolean read_end(JsonObject *object, struct live_line *line)
{
	(void)object;
	(void)line;
	return TRUE;
}

static gboolean read_object(JsonObject *object, struct live_line *line)
{
	static const struct {
		const char *name;
		enum live_type type;
		gboolean (*read)(JsonObject *object, struct live_line *line);
	} types[] = {
	    {"hello", LIVE_HELLO, read_hello},
	    {"ecg", LIVE_ECG, read_ecg},
	    {"beat", LIVE_BEAT, read_beat},
	    {"rhythm", LIVE_RHYTHM, read_rhythm},
	    {"finding", LIVE_FINDING, read_span},
	    {"twin", LIVE_TWIN, read_twin},
	    {"wearable", LIVE_WEARABLE, read_wearable},
	    {"gap", LIVE_GAP, read_span},
	    {"reading", LIVE_READING, read_words},
	    {"trust", LIVE_TRUST, read_words},
	    {"signal", LIVE_SIGNAL, read_signal},
	    {"breaths", LIVE_BREATHS, read_breaths},
	    {"dropped", LIVE_DROPPED, read_dropped},
	    {"end", LIVE_END, read_end},
	};
	const char *type = get_text(object, "type");

	*line = (struct live_line){.type = LIVE_OTHER};
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (g_str_equal(type, types[i].name)) {
			line->type = types[i].type;
			return types[i].read(object, line);
		}
	}
	return type[0] != '\0';
}

gboolean live_line_parse(struct live_line *line, const char *text, gsize size, GError **error)
{
	g_autoptr(JsonParser) parser = json_parser_new_immutable();
	JsonNode *root = NULL;

	if (size <= LIVE_LINE_MAX && g_utf8_validate_len(text, size, NULL) && is_flat(text, size) &&
	    json_parser_load_from_data(parser, text, (gssize)size, NULL))
		root = json_parser_get_root(parser);
	if (root && JSON_NODE_HOLDS_OBJECT(root) && read_object(json_node_get_object(root), line))
		return TRUE;
	/* The line itself may hold health values: it stays out of the message. */
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "the hub sent a line of %" G_GSIZE_FORMAT " bytes that is not understood",
		    size);
	return FALSE;
}

void live_line_clear(struct live_line *line)
{
	switch (line->type) {
	case LIVE_ECG:
		g_free(line->ecg.uv);
		break;
	case LIVE_RHYTHM:
		g_free(line->rhythm.word);
		break;
	case LIVE_FINDING:
	case LIVE_GAP:
		g_free(line->span.word);
		g_free(line->span.text);
		break;
	case LIVE_WEARABLE:
		g_free(line->wearable.state);
		g_free(line->wearable.notice);
		break;
	case LIVE_READING:
	case LIVE_TRUST:
		g_free(line->words.text);
		g_free(line->words.trust);
		g_free(line->words.quantities);
		break;
	case LIVE_OTHER:
	case LIVE_HELLO:
	case LIVE_BEAT:
	case LIVE_TWIN:
	case LIVE_SIGNAL:
	case LIVE_BREATHS:
	case LIVE_DROPPED:
	case LIVE_END:
		break;
	}
	*line = (struct live_line){.type = LIVE_OTHER};
}
