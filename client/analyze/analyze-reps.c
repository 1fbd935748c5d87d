/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl analyze reps: the repetitions of a recorded session, scored against the person's own. */
#include "client/analyze/analyze-reps-run.h"
#include "client/command.h"
#include "common/timebase.h"
#include "health-models/rehab/reference/reference_fit.h"
#include "programme/exercises/ht-exercise.h"
#include "programme/rehab-words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char description[] =
    "REF.csv and SESSION.csv hold a header t,ax,ay,az[,gx,gy,gz] and rows in s, m/s2 and rad/s.\n"
    "--reference-times names the accepted repetitions of REF.csv, in its times; the limb rests\n"
    "before the first. Without a reference repetitions are counted and not scored.\n"
    "\nThis is not a medical device.";

typedef struct {
	char *reference, *times, *exercise, *plot, *trunk;
	gboolean json;
	double rate_hz;
	char **paths;
	GArray *spans; /* of struct rep_span */
} Options;

static gboolean parse_span(const char *text, GArray *spans)
{
	char *end = NULL;
	double from_s = g_ascii_strtod(text, &end), to_s;
	struct rep_span span;

	if (end == text || *end != ':')
		return FALSE;
	text = end + 1;
	to_s = g_ascii_strtod(text, &end);
	if (end == text || *end != '\0' || !(fabs(from_s) < 1e9) || !(fabs(to_s) < 1e9) ||
	    to_s <= from_s)
		return FALSE;
	span.start_ns = (gint64)(from_s * (double)NS_PER_S);
	span.end_ns = (gint64)(to_s * (double)NS_PER_S);
	g_array_append_val(spans, span);
	return TRUE;
}

static gboolean are_in_order(const GArray *spans)
{
	const struct rep_span *span = (const struct rep_span *)(const void *)spans->data;

	for (guint i = 1; i < spans->len; i++)
		if (span[i].start_ns < span[i - 1].end_ns)
			return FALSE;
	return TRUE;
}

static gboolean parse_times(Options *o, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(o->times ? o->times : "", ",", -1);

	o->spans = g_array_new(FALSE, FALSE, sizeof(struct rep_span));
	for (char **part = parts; *part; part++) {
		if (parse_span(*part, o->spans))
			continue;
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "--reference-times takes START:END[,START:END...] in seconds, such as "
			    "3:6.5,8:11, not \"%s\"",
			    o->times);
		return FALSE;
	}
	if (o->spans->len <= REP_REFERENCE_MAX && are_in_order(o->spans))
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "--reference-times takes at most %d repetitions, in order of time, each after "
		    "the end of the one before",
		    REP_REFERENCE_MAX);
	return FALSE;
}

static gboolean check(Options *o, GError **error)
{
	const char *wrong = NULL;

	if (!parse_times(o, error))
		return FALSE;
	if (!o->paths || !o->paths[0])
		wrong = "no SESSION.csv given";
	else if (!o->reference != !o->times)
		wrong = "--reference and --reference-times belong together";
	else if (o->trunk && (!o->reference || o->paths[1]))
		wrong = "--trunk goes with one SESSION.csv and with --reference";
	else if (o->plot && o->paths[1])
		wrong = "--plot draws one SESSION.csv, and several are given";
	else if (!(o->rate_hz >= 0 && o->rate_hz <= 10000))
		wrong = "--rate takes 0 to 10000 Hz";
	else
		return TRUE;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, wrong);
	return FALSE;
}

static gboolean parse(Options *o, int argc, char **argv, GError **error)
{
	const GOptionEntry entries[] = {
	    {"reference", 'r', 0, G_OPTION_ARG_FILENAME, &o->reference,
	     "The recording of the person's own good repetitions", "REF.csv"},
	    {"reference-times", 't', 0, G_OPTION_ARG_STRING, &o->times,
	     "Which of its repetitions are accepted (s), 1 to 5", "START:END[,START:END...]"},
	    {"exercise", 'e', 0, G_OPTION_ARG_FILENAME, &o->exercise,
	     "The exercise: a file, or a name that \"twinctl exercise list\" shows", "FILE"},
	    {"trunk", 0, 0, G_OPTION_ARG_FILENAME, &o->trunk,
	     "The recording of a second sensor, on the chest, by the same clock", "TRUNK.csv"},
	    {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &o->rate_hz,
	     "What the sensor says its rate is: another one is told", "HZ"},
	    {"json", 'j', 0, G_OPTION_ARG_NONE, &o->json,
	     "One JSON object per SESSION.csv, on a line of its own", NULL},
	    {"plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot, "Draw the session", "OUT.svg"},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->paths, NULL,
	     "SESSION.csv..."},
	    G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_set_summary(
	    context, "Repetitions of an exercise: counted, labelled and scored one by one.");
	g_option_context_set_description(context, description);
	return g_option_context_parse(context, &argc, &argv, error) && check(o, error);
}

static void clear(Options *o)
{
	g_free(o->reference);
	g_free(o->times);
	g_free(o->exercise);
	g_free(o->plot);
	g_free(o->trunk);
	g_strfreev(o->paths);
	if (o->spans)
		g_array_unref(o->spans);
}

/* What spoils the whole session goes to stderr too: JSON's readers may only count. */
static void tell_troubles(const HtRepsSession *s, const char *path)
{
	for (guint i = 0; i < s->events->len; i++) {
		const struct set_event *e = &g_array_index(s->events, struct set_event, i);

		if (e->kind == SET_TROUBLE)
			fprintf(stderr, "twinctl: %s: %s\n", path,
				ht_reps_trouble_words(s, e->reason));
	}
}

static void warn(const char *path, const char *words)
{
	if (words)
		fprintf(stderr, "twinctl: warning: %s: %s\n", path, words);
}

/* It can be used, but rest is a guess, or nobody who moves like it will ever be told "ok". */
static void warn_of_reference(const HtRepsSession *s, const char *path)
{
	if (s->restless_reference)
		warn(path, ht_reference_fault_words(REFERENCE_NOT_STILL));
	if (s->has_reference)
		warn(path, ht_reference_fit_words(reference_fit(&s->reference, &s->exercise)));
}

static gboolean analyze(const Options *o, const HtExercise *exercise, const char *path,
			struct recording_message *message)
{
	g_autoptr(HtRepsSession) s = ht_reps_session_new(
	    exercise ? ht_exercise_model(exercise) : &exercise_default, exercise != NULL);
	g_autoptr(HtRepsPlot) plot = NULL;

	s->trunk = o->trunk;
	if (o->reference && !ht_reps_read_reference(s, o->reference, o->spans, message))
		return FALSE;
	warn_of_reference(s, o->reference);
	if (o->plot)
		plot = ht_reps_plot_new(exercise ? ht_exercise_title(exercise) : NULL, &s->exercise,
					s->has_reference ? &s->reference : NULL);
	if (!ht_reps_run(s, path, (float)o->rate_hz, plot, message))
		return FALSE;
	if (plot && ht_reps_plot_write(plot, o->plot, path, message) < 0)
		return FALSE;
	if (o->json) {
		tell_troubles(s, path);
		ht_reps_print_json(s, path);
	} else {
		ht_reps_print_text(s, path);
	}
	if (fflush(stdout) == 0 && !ferror(stdout))
		return TRUE;
	message_set(message, -1, "%s: the result cannot be written", path);
	return FALSE;
}

static gboolean load_exercise(const char *name, HtExercise **exercise)
{
	g_autoptr(GError) error = NULL;

	if (!name)
		return TRUE;
	if (ht_exercise_name_is_valid(name))
		*exercise = ht_exercise_find(NULL, name, &error);
	else
		*exercise = ht_exercise_load(name, &error);
	if (!*exercise)
		fprintf(stderr, "twinctl: %s\n", error->message);
	return *exercise != NULL;
}

static int analyze_all(const Options *o)
{
	g_autoptr(HtExercise) exercise = NULL;
	struct recording_message message = {.text = "failed"};
	int status = COMMAND_OK;

	if (!load_exercise(o->exercise, &exercise))
		return COMMAND_FAILED;
	for (char **path = o->paths; *path; path++) {
		if (analyze(o, exercise, *path, &message))
			continue;
		fprintf(stderr, "twinctl: %s\n", message.text);
		status = COMMAND_FAILED;
	}
	if (status == COMMAND_OK && !o->json)
		printf("This is not a medical device.\n");
	return status;
}

int command_analyze_reps(int argc, char **argv)
{
	Options options = {.json = FALSE};
	g_autoptr(GError) error = NULL;
	int status = COMMAND_USAGE;

	g_set_prgname("twinctl analyze reps");
	if (parse(&options, argc, argv, &error))
		status = analyze_all(&options);
	else
		fprintf(stderr, "twinctl analyze reps: %s; see --help\n", error->message);
	clear(&options);
	return status;
}
