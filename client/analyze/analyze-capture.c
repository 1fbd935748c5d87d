/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl analyze capture: what went over the air, through the decoders and models of the hub. */
#include "client/analyze/analyze-capture.h"

#include "client/command.h"
#include "client/analyze/rate-options.h"

#include <stdio.h>

static void say_what_is_missing(const char *path, const HtReplayCounts *counts)
{
	if (!counts->whole)
		fprintf(stderr, "twinctl: warning: %s: is cut short; this is its beginning\n",
			path);
	if (counts->lost_here > 0)
		fprintf(stderr,
			"twinctl: warning: %s: lacks %" G_GUINT64_FORMAT
			" events that the hub had: its findings may differ from the hub's\n",
			path, counts->lost_here);
	if (counts->not_understood > 0)
		fprintf(stderr,
			"twinctl: warning: %s: %" G_GUINT64_FORMAT
			" notifications are of services that this version does not know\n",
			path, counts->not_understood);
}

/* limits NULL = as the capture says. */
static int analyze(const char *path, gboolean json, const struct rate_limits *limits)
{
	struct recording_message message = {.text = "failed"};
	HtCapturePrinter printer = json ? ht_capture_printer_json() : ht_capture_printer_text();
	HtReplayCounts counts;
	int rc;

	printer.sink.limits = limits;
	rc = ht_capture_replay(path, &printer.sink, &counts, &message);
	printer.finish(printer.sink.context, rc < 0 ? NULL : path, &counts);
	if (fflush(stdout) != 0 || ferror(stdout))
		rc = message_set(&message, -1, "%s: the result cannot be written", path);
	if (rc < 0) {
		fprintf(stderr, "twinctl: %s\n", message.text);
		return COMMAND_FAILED;
	}
	say_what_is_missing(path, &counts);
	if (!json)
		printf("This is not a medical device.\n");
	return COMMAND_OK;
}

int command_analyze_capture(int argc, char **argv)
{
	gboolean json = FALSE;
	struct rate_options given = RATE_OPTIONS_NONE;
	struct rate_limits limits;
	const GOptionEntry options[] = {
	    {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "One JSON object on each line", NULL},
	    {"brady-below", 0, 0, G_OPTION_ARG_INT, &given.brady_below_bpm,
	     "Tell of a heart slower than this, whatever the capture says", "RATE"},
	    {"tachy-above", 0, 0, G_OPTION_ARG_INT, &given.tachy_above_bpm, "... faster than this",
	     "RATE"},
	    {"age", 0, 0, G_OPTION_ARG_INT, &given.age_years,
	     "... slower and faster than usual at this age", "YEARS"},
	    G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GOptionContext) context = g_option_context_new("FILE");
	g_autoptr(GError) error = NULL;

	g_set_prgname("twinctl analyze capture");
	g_option_context_add_main_entries(context, options, NULL);
	g_option_context_set_summary(context, "Finds again what the hub found in a plain capture.");
	g_option_context_set_description(context, "Health Twin is not a medical device.");
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
	    !rate_options_get(&given, &limits, &error)) {
		fprintf(stderr, "twinctl analyze capture: %s; see --help\n", error->message);
		return COMMAND_USAGE;
	}
	if (argc != 2) {
		fprintf(stderr, "twinctl analyze capture: give one FILE; see --help\n");
		return COMMAND_USAGE;
	}
	return analyze(argv[1], json, rate_options_any(&given) ? &limits : NULL);
}
