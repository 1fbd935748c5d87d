/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl analyze activity: steps, posture, how hard, falls; or a guided test. */
#include "client/analyze/analyze-activity-run.h"
#include "client/analyze/guided-print.h"
#include "client/analyze/guided-run.h"
#include "client/analyze/span-option.h"
#include "client/command.h"

#include <stdio.h>

static const char description[] =
    "IN.csv holds a header t,ax,ay,az[,gx,gy,gz][,mx,my,mz] and rows in s, m/s2, rad/s and uT, of "
    "a\n"
    "sensor on the chest or the waist; steps and intensity also of one on the wrist.\n"
    "Posture is told once 20 s of walking, or --upright, have shown how the sensor sits; a sensor\n"
    "on the chest cannot tell sitting from standing. A fall is a candidate to ask about: most are\n"
    "none, and not every fall is found.\n"
    "\nThis is not a medical device.";

typedef struct {
	HtActivityWishes wishes;
	gboolean json;
	char *upright, *on_back, *test;
	HtGuidedWishes guided;
	char **paths;
} Options;

static gboolean print_day(const Options *options, const char *path,
			  struct recording_message *message)
{
	g_autoptr(HtActivitySummary) summary = ht_activity_run(path, &options->wishes, message);

	if (summary && options->json)
		ht_activity_print_json(summary, path);
	else if (summary)
		ht_activity_print_text(summary, path);
	return summary != NULL;
}

static gboolean print_test(const Options *options, const char *path,
			   struct recording_message *message)
{
	HtGuidedResult result;

	if (ht_guided_run(path, &options->guided, &result, message) < 0)
		return FALSE;
	if (options->json)
		ht_guided_print_json(&result, path);
	else
		ht_guided_print_text(&result, path);
	return TRUE;
}

static int analyze(const Options *options, const char *path)
{
	struct recording_message message = {.text = "failed"};
	gboolean ok = options->guided.test == HT_GUIDED_NONE ? print_day(options, path, &message)
							     : print_test(options, path, &message);

	if (!ok) {
		fprintf(stderr, "twinctl: %s\n", message.text);
		return COMMAND_FAILED;
	}
	if (fflush(stdout) == 0 && !ferror(stdout))
		return COMMAND_OK;
	fprintf(stderr, "twinctl: %s: the result cannot be written\n", path);
	return COMMAND_FAILED;
}

static const double NO_GO_S = -1;
static const double LATEST_S = 1e6;

/* 0 = not given, where that is a value. */
static gboolean is_length(double metres, double most_m)
{
	return metres == 0 || (metres > 0 && metres <= most_m);
}

static gboolean check_test(Options *o, GError **error)
{
	const char *wrong = NULL;

	if (o->test)
		o->guided.test = ht_guided_parse(o->test);
	if (o->test && o->guided.test == HT_GUIDED_NONE)
		wrong = "--test takes six-minute-walk, chair-stand or timed-up-and-go";
	else if (!o->test && o->guided.go_s != NO_GO_S)
		wrong = "--go is for --test";
	else if (o->guided.go_s != NO_GO_S && !(o->guided.go_s >= 0 && o->guided.go_s <= LATEST_S))
		wrong = "--go takes 0 to 1000000 s from the first row";
	else if (o->guided.test != HT_GUIDED_WALK &&
		 (o->guided.distance_m != 0 || o->guided.step_m != 0))
		wrong = "--distance and --step-length are for --test six-minute-walk";
	else if (!is_length(o->guided.distance_m, 2000) || !is_length(o->guided.step_m, 2))
		wrong = "--distance takes up to 2000 m, --step-length up to 2 m";
	else if (o->guided.distance_m != 0 && o->guided.step_m != 0)
		wrong = "--distance and --step-length exclude each other";
	if (wrong)
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);
	return wrong == NULL;
}

static gboolean check(Options *options, GError **error)
{
	if (!check_test(options, error) ||
	    !ht_span_parse(options->upright, "--upright", &options->wishes.upright, error) ||
	    !ht_span_parse(options->on_back, "--on-back", &options->wishes.on_back, error))
		return FALSE;
	if (options->on_back && !options->upright)
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    "--on-back needs --upright");
	else if (!(options->wishes.window_s >= 5 && options->wishes.window_s <= 600))
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    "--cancel-within takes 5 to 600 s");
	else if (!options->paths || !options->paths[0])
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    "no IN.csv given");
	else
		return TRUE;
	return FALSE;
}

static gboolean parse(Options *o, int argc, char **argv, GError **error)
{
	const GOptionEntry entries[] = {
	    {"json", 'j', 0, G_OPTION_ARG_NONE, &o->json,
	     "One JSON object per IN.csv, on a line of its own", NULL},
	    {"upright", 0, 0, G_OPTION_ARG_STRING, &o->upright,
	     "The person sits or stands still then (s from the first row)", "START:END"},
	    {"on-back", 0, 0, G_OPTION_ARG_STRING, &o->on_back,
	     "... and lies still on the back then: which side lying is on can be told",
	     "START:END"},
	    {"cancel-within", 0, 0, G_OPTION_ARG_DOUBLE, &o->wishes.window_s,
	     "A fall candidate is confirmed so much later (30 s)", "S"},
	    {"test", 0, 0, G_OPTION_ARG_STRING, &o->test,
	     "A guided test instead: six-minute-walk, chair-stand or timed-up-and-go", "TEST"},
	    {"go", 0, 0, G_OPTION_ARG_DOUBLE, &o->guided.go_s,
	     "... that began then (with the first movement after sitting still)", "S"},
	    {"distance", 0, 0, G_OPTION_ARG_DOUBLE, &o->guided.distance_m,
	     "... walked, by the laps of a measured course", "M"},
	    {"step-length", 0, 0, G_OPTION_ARG_DOUBLE, &o->guided.step_m,
	     "... or the length of a step, to tell the distance by", "M"},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->paths, NULL, "IN.csv..."},
	    G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_set_summary(context,
				     "Steps, posture, how hard and falls, out of a motion sensor.");
	g_option_context_set_description(context, description);
	return g_option_context_parse(context, &argc, &argv, error) && check(o, error);
}

static void clear(Options *o)
{
	g_free(o->upright);
	g_free(o->on_back);
	g_free(o->test);
	g_strfreev(o->paths);
}

static int analyze_all(const Options *o)
{
	int status = COMMAND_OK;

	for (char **path = o->paths; *path; path++)
		if (analyze(o, *path) != COMMAND_OK)
			status = COMMAND_FAILED;
	if (status == COMMAND_OK && !o->json)
		printf("This is not a medical device.\n");
	return status;
}

int command_analyze_activity(int argc, char **argv)
{
	Options options = {.wishes.window_s = (double)fall_settings_default.window_s,
			   .guided.go_s = NO_GO_S};
	g_autoptr(GError) error = NULL;
	int status = COMMAND_USAGE;

	g_set_prgname("twinctl analyze activity");
	if (parse(&options, argc, argv, &error))
		status = analyze_all(&options);
	else
		fprintf(stderr, "twinctl analyze activity: %s; see --help\n", error->message);
	clear(&options);
	return status;
}
