/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl rehab history: the sessions of a time. */
#include "client/rehab/rehab.h"

#include <math.h>

#include "client/arguments.h"
#include "client/command.h"
#include "client/print.h"
#include "client/rehab/rehab-symmetry.h"
#include "client/time-option.h"
#include "report/report-text.h"

static char *time_text(gint64 utc_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	return local ? g_date_time_format(local, "%Y-%m-%d %H:%M") : g_strdup("?");
}

/* (transfer full) "92, 88, 85": a score each set. */
static char *scores_text(GVariant *session)
{
	g_autoptr(GVariant) sets =
	    g_variant_lookup_value(session, "sets", G_VARIANT_TYPE("aa{sv}"));
	GString *text = g_string_new(NULL);

	for (gsize i = 0; sets && i < g_variant_n_children(sets); i++) {
		g_autoptr(GVariant) set = g_variant_get_child_value(sets, i);
		double score = NAN;

		g_variant_lookup(set, "median_score", "d", &score);
		g_string_append(text, i > 0 ? ", " : "");
		if (isfinite(score))
			g_string_append_printf(text, "%.0f", score);
		else
			g_string_append_c(text, '-');
	}
	return g_string_free(text, FALSE);
}

/* (transfer full) "28 of 30", or "118 of 120 s" of a session that went by time. */
static char *done_text(GVariant *session)
{
	guint32 count = 0, sets = 0, repetitions = 0, set_s = 0, exercised_s = 0;

	g_variant_lookup(session, "count", "u", &count);
	g_variant_lookup(session, "sets_planned", "u", &sets);
	g_variant_lookup(session, "repetitions_planned", "u", &repetitions);
	g_variant_lookup(session, "duration_planned_s", "u", &set_s);
	g_variant_lookup(session, "exercised_s", "u", &exercised_s);
	if (sets && set_s)
		return g_strdup_printf("%u of %u s", exercised_s, sets * set_s);
	return sets ? g_strdup_printf("%u of %u", count, sets * repetitions)
		    : g_strdup_printf("%u", count);
}

static char **session_row(GVariant *session, GTimeZone *zone)
{
	g_autofree char *time = NULL, *done = done_text(session), *scores = scores_text(session);
	const char *exercise = "?", *side = "", *word = "";
	gint64 start_utc_us = 0;

	g_variant_lookup(session, "start_utc_us", "x", &start_utc_us);
	g_variant_lookup(session, "exercise", "&s", &exercise);
	g_variant_lookup(session, "side", "&s", &side);
	g_variant_lookup(session, "word", "&s", &word);
	time = time_text(start_utc_us, zone);
	return table_row(time, exercise, *side ? side : "-", done, *scores ? scores : "-", word,
			 NULL);
}

static void print_sessions(GVariant *sessions, const char *zone_name)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GTimeZone) zone = report_zone(zone_name);

	if (g_variant_n_children(sessions) == 0) {
		g_print("There are no sessions.\n");
		return;
	}
	g_ptr_array_add(rows, table_row("TIME", "EXERCISE", "SIDE", "DONE", "SCORES", "END", NULL));
	for (gsize i = 0; i < g_variant_n_children(sessions); i++) {
		g_autoptr(GVariant) session = g_variant_get_child_value(sessions, i);

		g_ptr_array_add(rows, session_row(session, zone));
	}
	print_table(rows);
}

static void print_symmetry(GVariant *sessions)
{
	g_autoptr(GPtrArray) lines = rehab_symmetry_lines(sessions);

	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *line = printable(lines->pdata[i]);

		g_print("%s\n", line);
	}
}

static void print_lines(GVariant *sessions)
{
	for (gsize i = 0; i < g_variant_n_children(sessions); i++) {
		g_autoptr(GVariant) session = g_variant_get_child_value(sessions, i);

		print_json(session);
	}
}

int rehab_history(int argc, char **argv)
{
	g_autofree char *since = NULL, *who = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"person", 0, 0, G_OPTION_ARG_STRING, &who, "name or id (the only one)", "PERSON"},
	    {"since", 0, 0, G_OPTION_ARG_STRING, &since,
	     "from this time on, in the person's zone (all that is stored)", "ISO"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json,
	     "print one JSON object a session, with its repetitions", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl rehab history",
					    .summary = "Lists a person's sessions of exercises.",
					    .options = options};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) sessions = NULL;
	gint64 since_utc_us = 0;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, who) &&
	     time_option_parse(since, "--since", visit.person.zone, &since_utc_us, &visit.error) &&
	     ht_hub1_call_export_rehab_sync(visit.hub, visit.person.id, since_utc_us, 0,
					    G_DBUS_CALL_FLAGS_NONE, -1, &sessions, NULL,
					    &visit.error);
	if (ok && json) {
		print_lines(sessions);
	} else if (ok) {
		print_sessions(sessions, visit.person.zone);
		print_symmetry(sessions);
	}
	return hub_outcome(ok, visit.error);
}
