/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/report-query.h"

#include <math.h>

#include "client/line-reader.h"
#include "common/glib/ht-error.h"
#include "programme/finding-kinds.h"

#define MINUTE_US (60 * (gint64)G_USEC_PER_SEC)

static double lookup_double(GVariant *map, const char *key)
{
	double value = NAN;

	g_variant_lookup(map, key, "d", &value);
	return value;
}

static gint64 lookup_count(GVariant *map, const char *key)
{
	guint64 value = 0;

	if (!g_variant_lookup(map, key, "t", &value) || value > G_MAXINT64)
		return -1;
	return (gint64)value;
}

static double lookup_in(GVariant *map, const char *group, const char *key)
{
	g_autoptr(GVariant) inner = g_variant_lookup_value(map, group, G_VARIANT_TYPE_VARDICT);

	return inner ? lookup_double(inner, key) : NAN;
}

/* Fusion beats and those of no class. */
static gint64 lookup_unclear(GVariant *map)
{
	gint64 fusion = lookup_count(map, "fusion"), unknown = lookup_count(map, "unclassified");

	return fusion < 0 || unknown < 0 ? -1 : fusion + unknown;
}

/* A kind that this version does not know has no words. */
static void lookup_findings(GVariant *map, struct report_summary *summary)
{
	g_autoptr(GVariant) findings =
	    g_variant_lookup_value(map, "findings", G_VARIANT_TYPE("a{s(td)}"));
	GVariantIter iter;
	const char *name;
	guint64 count;
	double seconds;

	if (!findings)
		return;
	g_variant_iter_init(&iter, findings);
	while (g_variant_iter_loop(&iter, "{&s(td)}", &name, &count, &seconds)) {
		enum finding_kind kind = ht_finding_kind_named(name);

		summary->findings[kind].count += count;
		summary->findings[kind].seconds += seconds;
	}
}

static gboolean ask_summary(struct report_query *query, HtHub1 *hub, const char *person,
			    GError **error)
{
	struct report_input *input = &query->input;
	g_autoptr(GVariant) map = NULL;

	if (!ht_hub1_call_export_summary_sync(hub, person, input->start_utc_us, input->end_utc_us,
					      G_DBUS_CALL_FLAGS_NONE, -1, &map, NULL, error))
		return FALSE;
	g_variant_lookup(map, "start_utc_us", "x", &input->start_utc_us);
	g_variant_lookup(map, "end_utc_us", "x", &input->end_utc_us);
	input->summary = (struct report_summary){
	    .recorded_s = lookup_double(map, "recorded_s"),
	    .readable_s = lookup_double(map, "readable_s"),
	    .rhythm_only_s = lookup_double(map, "rhythm_only_s"),
	    .no_signal_s = lookup_double(map, "no_signal_s"),
	    .af_share = lookup_double(map, "af_share"),
	    .gaps = lookup_count(map, "gaps"),
	    .beats = lookup_count(map, "beats"),
	    .normal = lookup_count(map, "normal"),
	    .ventricular = lookup_count(map, "ventricular"),
	    .supraventricular = lookup_count(map, "supraventricular"),
	    .unclear = lookup_unclear(map),
	    .hr_mean_bpm = lookup_double(map, "hr_mean_bpm"),
	    .hr_min_bpm = lookup_double(map, "hr_min_bpm"),
	    .hr_max_bpm = lookup_double(map, "hr_max_bpm"),
	    .hr_rest_bpm = lookup_double(map, "hr_rest_bpm"),
	    .sdnn_ms = lookup_in(map, "hrv", "sdnn_ms"),
	    .rmssd_ms = lookup_in(map, "hrv", "rmssd_ms"),
	    .breaths_per_minute = lookup_in(map, "respiration", "per_minute")};
	lookup_findings(map, &input->summary);
	return TRUE;
}

static gboolean ask_trend(struct report_query *query, HtHub1 *hub, const char *person,
			  GError **error)
{
	g_autoptr(GVariant) rows = NULL;
	struct report_minute minute;
	GVariantIter iter;

	if (!ht_hub1_call_export_trend_sync(hub, person, query->input.start_utc_us,
					    query->input.end_utc_us, G_DBUS_CALL_FLAGS_NONE, -1,
					    &rows, NULL, error))
		return FALSE;
	g_variant_iter_init(&iter, rows);
	while (g_variant_iter_next(&iter, "(xdddtt)", &minute.start_utc_us, &minute.hr_mean_bpm,
				   &minute.hr_min_bpm, &minute.hr_max_bpm, &minute.beats,
				   &minute.ventricular))
		g_array_append_val(query->minutes, minute);
	return TRUE;
}

static void take_finding_line(const char *text, gsize size, gpointer data)
{
	struct report_query *query = data;
	struct report_finding finding;
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL))
		return;
	if (line.type == LIVE_FINDING && line.span.finding.kind) {
		finding.kind = line.span.finding.kind;
		finding.start_utc_us = line.span.start_utc_us;
		finding.end_utc_us = line.span.end_utc_us;
		finding.text = g_strdup(line.span.text);
		g_ptr_array_add(query->texts, (gpointer)finding.text);
		g_array_append_val(query->findings, finding);
	}
	live_line_clear(&line);
}

static void take_strip_line(const char *text, gsize size, gpointer data)
{
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL))
		return;
	strip_builder_push(data, &line);
	live_line_clear(&line);
}

static gboolean ask_findings(struct report_query *query, HtHub1 *hub, const char *person,
			     GError **error)
{
	const char *const what[] = {"finding", NULL};
	int fd = hub_read_records(hub, person, what, query->input.start_utc_us,
				  query->input.end_utc_us, error);

	return fd >= 0 && line_reader_read_all(fd, take_finding_line, query, error);
}

static void take_ventricular_beat(const char *text, gsize size, gpointer data)
{
	struct report_query *query = data;
	struct report_finding finding = {0};
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL))
		return;
	finding.start_utc_us = finding.end_utc_us = line.type == LIVE_BEAT ? line.beat.t_utc_us : 0;
	if (line.type == LIVE_BEAT && line.beat.final && line.beat.label == 'V')
		g_array_append_val(query->findings, finding);
	live_line_clear(&line);
}

/* The ventricular beats of the minute that has most of them, runs and couplets or not. */
static gboolean ask_ventricular_beats(struct report_query *query, HtHub1 *hub, const char *person,
				      GError **error)
{
	const char *const what[] = {"beat", NULL};
	const struct report_minute *most = NULL;
	int fd;

	for (guint i = 0; i < query->minutes->len; i++) {
		const struct report_minute *m =
		    &g_array_index(query->minutes, struct report_minute, i);

		if (m->ventricular && (!most || m->ventricular >= most->ventricular))
			most = m;
	}
	if (!most)
		return TRUE;
	fd = hub_read_records(hub, person, what, most->start_utc_us, most->start_utc_us + MINUTE_US,
			      error);
	return fd >= 0 && line_reader_read_all(fd, take_ventricular_beat, query, error);
}

static gboolean ask_strip(struct strip_builder *builder, HtHub1 *hub, const char *person,
			  GError **error)
{
	const char *const what[] = {"ecg", "beat", NULL};
	int fd = hub_read_records(hub, person, what, builder->start_utc_us,
				  builder->start_utc_us + builder->length_us, error);

	return fd >= 0 && line_reader_read_all(fd, take_strip_line, builder, error);
}

/* The end of the newest signal, found in the last minute that has any; 0 = there is none. */
static gboolean ask_signal_end(struct report_query *query, HtHub1 *hub, const char *person,
			       gint64 *end_utc_us, GError **error)
{
	struct strip_builder builder;
	const struct report_minute *last;
	gboolean ok;

	*end_utc_us = 0;
	if (!query->minutes->len)
		return TRUE;
	last = &g_array_index(query->minutes, struct report_minute, query->minutes->len - 1);
	strip_builder_init(&builder, last->start_utc_us, MINUTE_US);
	ok = ask_strip(&builder, hub, person, error);
	*end_utc_us = builder.signal_end_utc_us;
	if (query->input.end_utc_us && *end_utc_us > query->input.end_utc_us)
		*end_utc_us = query->input.end_utc_us;
	strip_builder_clear(&builder);
	return ok;
}

static gboolean ask_strips(struct report_query *query, HtHub1 *hub, const char *person,
			   GError **error)
{
	struct report_window windows[REPORT_STRIPS_MAX];
	gint64 signal_end_utc_us;
	gsize count;

	if (!ask_signal_end(query, hub, person, &signal_end_utc_us, error))
		return FALSE;
	count = report_choose_strips((struct report_finding *)(void *)query->findings->data,
				     query->findings->len, signal_end_utc_us, windows);
	for (gsize i = 0; i < count; i++) {
		struct report_strip *strip = &query->strips[query->input.strips_count];

		strip_builder_init(&query->builders[i], windows[i].start_utc_us,
				   windows[i].length_us);
		if (!ask_strip(&query->builders[i], hub, person, error))
			return FALSE;
		if (strip_builder_get(&query->builders[i], strip)) {
			strip->heading = windows[i].heading;
			query->input.strips_count++;
		}
	}
	return TRUE;
}

/* A clock that a build or a test sets makes the report the same each time. */
static gint64 made_utc_us(void)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
	guint64 seconds;

	if (epoch && g_ascii_string_to_unsigned(epoch, 10, 0, G_MAXUINT32, &seconds, NULL))
		return (gint64)seconds * G_USEC_PER_SEC;
	return g_get_real_time();
}

gboolean report_query_run(struct report_query *query, HtHub1 *hub, const struct hub_person *person,
			  gint64 start_utc_us, gint64 end_utc_us, GError **error)
{
	*query = (struct report_query){
	    .input = {.name = person->name,
		      .birth_year = person->birth_year,
		      .zone = person->zone,
		      .start_utc_us = start_utc_us,
		      .end_utc_us = end_utc_us,
		      .made_utc_us = made_utc_us()},
	    .minutes = g_array_new(FALSE, FALSE, sizeof(struct report_minute)),
	    .findings = g_array_new(FALSE, FALSE, sizeof(struct report_finding)),
	    .texts = g_ptr_array_new_with_free_func(g_free)};
	query->input.strips = query->strips;
	if (!ask_summary(query, hub, person->id, error) ||
	    !ask_trend(query, hub, person->id, error) ||
	    !ask_findings(query, hub, person->id, error) ||
	    !ask_ventricular_beats(query, hub, person->id, error) ||
	    !ask_strips(query, hub, person->id, error))
		return FALSE;
	query->input.minutes = (const struct report_minute *)(const void *)query->minutes->data;
	query->input.minutes_count = query->minutes->len;
	if (query->minutes->len || query->input.strips_count)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "nothing is stored of this person in that time");
	return FALSE;
}

void report_query_clear(struct report_query *query)
{
	for (gsize i = 0; i < REPORT_STRIPS_MAX; i++)
		if (query->builders[i].beats)
			strip_builder_clear(&query->builders[i]);
	g_array_unref(query->minutes);
	g_array_unref(query->findings);
	g_ptr_array_unref(query->texts);
	*query = (struct report_query){0};
}
