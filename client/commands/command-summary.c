/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/finding-list.h"
#include "client/hub.h"
#include "client/line-reader.h"
#include "client/live-line.h"
#include "client/print.h"
#include "client/time-option.h"
#include "client/vitality-print.h"
#include "client/window-summary.h"
#include "common/glib/ht-error.h"
#include "programme/beat-counts.h"
#include "programme/finding-words.h"
#include "report/report-text.h"

#include <math.h>
#include <stdio.h>

struct summary {
	const struct hub_person *person;
	gint64 start_utc_us, end_utc_us; /* 0 = from the first, to the last */
	GTimeZone *zone;
	GVariant *map;
	GArray *findings; /* struct HtFindingPlace, in seconds of UTC */
};

static double number_of(GVariant *map, const char *key)
{
	double value = NAN;

	g_variant_lookup(map, key, "d", &value);
	return value;
}

static guint64 count_of(GVariant *map, const char *key)
{
	guint64 count = 0;

	g_variant_lookup(map, key, "t", &count);
	return count;
}

static void take_line(const char *text, gsize size, gpointer data)
{
	struct summary *summary = data;
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL))
		return;
	if (line.type == LIVE_FINDING && line.span.finding.kind) {
		const HtFindingPlace place = {
		    line.span.finding, (double)line.span.start_utc_us / (double)G_USEC_PER_SEC,
		    (double)line.span.end_utc_us / (double)G_USEC_PER_SEC};

		g_array_append_val(summary->findings, place);
	}
	live_line_clear(&line);
}

static gboolean ask(struct summary *summary, HtHub1 *hub, GError **error)
{
	static const char *const what[] = {"finding", NULL};
	int fd;

	if (!ht_hub1_call_export_summary_sync(hub, summary->person->id, summary->start_utc_us,
					      summary->end_utc_us, G_DBUS_CALL_FLAGS_NONE, -1,
					      &summary->map, NULL, error))
		return FALSE;
	fd = hub_read_records(hub, summary->person->id, what, summary->start_utc_us,
			      summary->end_utc_us, error);
	return fd >= 0 && line_reader_read_all(fd, take_line, summary, error);
}

static void print_heading(const struct summary *summary)
{
	g_autofree char *name = printable(summary->person->name);
	gint64 start_us = 0, end_us = 0;
	g_autofree char *start = NULL;
	g_autofree char *end = NULL;

	g_variant_lookup(summary->map, "start_utc_us", "x", &start_us);
	g_variant_lookup(summary->map, "end_utc_us", "x", &end_us);
	start = report_format_time(start_us, summary->zone, "%Y-%m-%d %H:%M:%S");
	end = report_format_time(end_us, summary->zone, "%Y-%m-%d %H:%M:%S");
	printf("%s: %s to %s\n", name, start, end);
}

static void print_time(GVariant *map)
{
	static const struct {
		const char *key;
		enum signal_quality grade;
	} grades[] = {{"readable_s", QUALITY_FULL},
		      {"rhythm_only_s", QUALITY_RHYTHM_ONLY},
		      {"unreadable_s", QUALITY_UNREADABLE}};
	double recorded_s = number_of(map, "recorded_s");
	double no_signal_s = number_of(map, "no_signal_s");
	g_autofree char *recorded = ht_duration_words(recorded_s);
	g_autofree char *none = ht_duration_words(no_signal_s);
	g_autofree char *off = ht_duration_words(number_of(map, "strap_off_s"));
	const char *between = "; signal: ";

	printf("  recorded %s", recorded);
	for (guint i = 0; i < G_N_ELEMENTS(grades); i++) {
		double seconds = number_of(map, grades[i].key);

		if (!(seconds > 0 && recorded_s > 0))
			continue;
		printf("%s%.1f %% %s", between, 100 * seconds / recorded_s,
		       ht_signal_quality_words(grades[i].grade));
		between = ", ";
	}
	printf("\n");
	if (no_signal_s > 0)
		printf("  no signal for %s, %s of it with the strap off\n", none, off);
	if (count_of(map, "gaps") > 0)
		printf("  %" G_GUINT64_FORMAT " %s in the stream\n", count_of(map, "gaps"),
		       count_of(map, "gaps") == 1 ? "gap" : "gaps");
}

static void print_beats(GVariant *map)
{
	HtBeatCounts counts = {0};
	g_autofree char *words = NULL;
	double rest_bpm = number_of(map, "hr_rest_bpm");

	for (guint i = 0; i < HT_BEAT_CLASSES; i++)
		counts.count[i] = count_of(map, ht_beat_class_name(i));
	words = ht_beat_counts_words(&counts);
	printf("  %" G_GUINT64_FORMAT " beats%s%s\n", count_of(map, "beats"), words[0] ? ": " : "",
	       words);
	if (isfinite(number_of(map, "hr_mean_bpm")))
		printf("  heart rate %.0f/min on average", number_of(map, "hr_mean_bpm"));
	if (isfinite(number_of(map, "hr_min_bpm")))
		printf(", %.0f to %.0f/min", number_of(map, "hr_min_bpm"),
		       number_of(map, "hr_max_bpm"));
	if (isfinite(rest_bpm))
		printf(", %.0f/min at rest", rest_bpm);
	if (isfinite(number_of(map, "hr_mean_bpm")))
		printf("\n");
}

static void print_burden(GVariant *map)
{
	double af_s = number_of(map, "af_s");
	g_autofree char *length = ht_duration_words(af_s);

	if (af_s > 0)
		printf("  atrial fibrillation or flutter for %s: %.1f %% of the time\n", length,
		       100 * number_of(map, "af_share"));
}

static guint small_count_of(GVariant *map, const char *key)
{
	guint32 count = 0;

	g_variant_lookup(map, key, "u", &count);
	return count;
}

static HtVitalityNumbers vitality_of(GVariant *map)
{
	g_autoptr(GVariant) hrv = g_variant_lookup_value(map, "hrv", G_VARIANT_TYPE_VARDICT);
	g_autoptr(GVariant) breaths =
	    g_variant_lookup_value(map, "respiration", G_VARIANT_TYPE_VARDICT);
	HtVitalityNumbers n = {.breaths_per_minute = NAN, .p_wave_share = NAN};

	if (hrv) {
		n.windows = small_count_of(hrv, "windows");
		n.windows_left_out = small_count_of(hrv, "windows_left_out");
		n.artefact_share = number_of(hrv, "artefact_share");
		n.sdann_ms = number_of(hrv, "sdann_ms");
		n.sdnn_index_ms = number_of(hrv, "sdnn_index_ms");
		n.triangular_index = number_of(hrv, "triangular_index");
		for (guint i = 0; i < HT_VITALITY_MEASURES; i++)
			n.median[i] =
			    number_of(hrv, ht_vitality_measure_name((enum ht_vitality_measure)i));
	}
	if (breaths) {
		n.readings = small_count_of(breaths, "readings");
		n.told_share = number_of(breaths, "told_share");
		n.breaths_per_minute = number_of(breaths, "per_minute");
		n.breaths_p10 = number_of(breaths, "p10");
		n.breaths_p90 = number_of(breaths, "p90");
	}
	return n;
}

/* Of a motion sensor, if one was worn. */
static void print_activity(GVariant *map)
{
	g_autoptr(GVariant) activity =
	    g_variant_lookup_value(map, "activity", G_VARIANT_TYPE_VARDICT);
	g_autofree char *active =
	    activity ? ht_duration_words(number_of(activity, "active_s")) : NULL;

	if (!activity)
		return;
	printf("  %" G_GUINT64_FORMAT " steps, %" G_GUINT64_FORMAT " soft ones; active for %s",
	       count_of(activity, "steps"), count_of(activity, "soft_steps"), active);
	if (count_of(activity, "falls") > 0)
		printf("; %" G_GUINT64_FORMAT " %s that nobody cancelled",
		       count_of(activity, "falls"),
		       count_of(activity, "falls") == 1 ? "fall" : "falls");
	printf("\n");
}

static char *clock_text(double utc_s, gpointer context)
{
	const struct summary *summary = context;

	return report_format_time((gint64)(utc_s * (double)G_USEC_PER_SEC), summary->zone,
				  "%Y-%m-%d %H:%M:%S");
}

static void print_text(struct summary *summary)
{
	HtVitalityNumbers vitality = vitality_of(summary->map);

	print_heading(summary);
	print_time(summary->map);
	print_beats(summary->map);
	print_burden(summary->map);
	vitality_print_text(&vitality);
	print_activity(summary->map);
	finding_list_print(summary->findings, clock_text, summary);
	printf("This is not a medical device.\n");
}

static gboolean print_summary(HtHub1 *hub, struct summary *summary, gboolean json, GError **error)
{
	g_autoptr(GTimeZone) zone = report_zone(summary->person->zone);
	g_autoptr(GArray) findings = g_array_new(FALSE, FALSE, sizeof(HtFindingPlace));
	g_autoptr(GVariant) map = NULL;
	gboolean ok;

	summary->zone = zone;
	summary->findings = findings;
	ok = ask(summary, hub, error);
	map = summary->map;
	if (ok && !json && !(number_of(map, "recorded_s") > 0)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "nothing is stored of this person in that time");
		return FALSE;
	}
	if (ok && json)
		print_json(map);
	else if (ok)
		print_text(summary);
	return ok;
}

static gboolean parse_times(struct summary *summary, const char *start, const char *end,
			    GError **error)
{
	const char *zone = summary->person->zone;

	if (!time_option_parse(start, "--start", zone, &summary->start_utc_us, error) ||
	    !time_option_parse(end, "--end", zone, &summary->end_utc_us, error))
		return FALSE;
	if (!summary->end_utc_us || summary->end_utc_us > summary->start_utc_us)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, "--end is not after --start");
	return FALSE;
}

static gboolean no_times(const char *start, const char *end, GError **error)
{
	if (!start && !end)
		return TRUE;
	g_set_error_literal(
	    error, HT_ERROR, HT_ERROR_INVALID,
	    "--start and --end are for identified data; with --level give --window");
	return FALSE;
}

int command_summary(int argc, char **argv)
{
	g_autofree char *start = NULL;
	g_autofree char *end = NULL;
	gboolean json = FALSE;
	struct window_summary window = {0};
	const GOptionEntry options[] = {
	    {"start", 0, 0, G_OPTION_ARG_STRING, &start,
	     "from this time on, in the person's zone (all that is stored)", "ISO"},
	    {"end", 0, 0, G_OPTION_ARG_STRING, &end, "up to this time", "ISO"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    {"level", 0, 0, G_OPTION_ARG_STRING, &window.level,
	     "say no more than that: anonymised or deidentified, with --window", "LEVEL"},
	    {"window", 0, 0, G_OPTION_ARG_INT, &window.days,
	     "of the last 30, 90 or 365 days of the calendar's that are over", "DAYS"},
	    {"back", 0, 0, G_OPTION_ARG_INT, &window.back, "so many windows before that", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl summary",
	    .operands = "[PERSON]",
	    .summary = "Says what was found in a person's heart, in numbers.",
	    .options = options,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	struct summary summary = {.person = &visit.person};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok =
	    hub_visit(&visit, argc > 1 ? argv[1] : NULL) &&
	    (window_summary_is_wanted(&window)
		 ? no_times(start, end, &visit.error) &&
		       window_summary_print(visit.hub, visit.person.id, &window, json, &visit.error)
		 : parse_times(&summary, start, end, &visit.error) &&
		       print_summary(visit.hub, &summary, json, &visit.error));
	g_free(window.level);
	return hub_outcome(ok, visit.error);
}
