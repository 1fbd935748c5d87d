/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-options.h"

#include "client/analyze/analyze-ecg-zone.h"
#include "client/command.h"
#include "client/analyze/rate-options.h"

#include <stdio.h>

static const double rate_min_hz = 50;
static const double rate_max_hz = 2000;

static const char description[] =
    "RECORD is a WFDB record (its path without extension; formats 16, 24, 61, 80 and 212), or a\n"
    "file in EDF, continuous EDF+ or BDF (.edf, .rec, .bdf).\n"
    "Annotations go to DIR/NAME.EXT, in WFDB's format and the record's own time base.\n"
    "\nThis is not a medical device.";

typedef struct {
	HtEcgOptions *options;
	int channel;
	double rate_hz;
	gboolean rate_given;
	char *device;
	char *from, *to, *zone;
	struct rate_options limits;
} Parse;

/* So much is drawn where only one end is given, and no more than this at all. */
enum { SPAN_USUAL_S = 60, SPAN_MAX_S = 600 };

/* "90", "1:30", "0:01:30.5": seconds into the record. */
static gboolean parse_time(const char *text, const char *option, double *seconds, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ":", 4);
	gboolean ok = parts[0] != NULL && g_strv_length(parts) <= 3;

	*seconds = 0;
	for (char **part = parts; ok && *part; part++) {
		char *end = NULL;
		double value = g_ascii_strtod(*part, &end);

		ok = g_ascii_isdigit(**part) && *end == '\0' && value < 1e7 &&
		     (part == parts || value < 60);
		*seconds = *seconds * 60 + value;
	}
	if (ok)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "%s takes a time into the record, such as 90 or 0:01:30, not \"%s\"", option,
		    text);
	return FALSE;
}

static gboolean set_span(Parse *parse, GError **error)
{
	HtEcgOptions *o = parse->options;
	const char *wrong = NULL;

	o->has_span = parse->from || parse->to;
	if (!o->has_span)
		return TRUE;
	if ((parse->from && !parse_time(parse->from, "--from", &o->from_s, error)) ||
	    (parse->to && !parse_time(parse->to, "--to", &o->to_s, error)))
		return FALSE;
	if (!parse->from)
		o->from_s = MAX(0, o->to_s - SPAN_USUAL_S);
	if (!parse->to)
		o->to_s = o->from_s + SPAN_USUAL_S;
	if (!o->plot)
		wrong = "--from and --to say what --plot draws, which is not given";
	else if (o->to_s <= o->from_s)
		wrong = "--to is not after --from";
	else if (o->to_s - o->from_s > SPAN_MAX_S)
		wrong =
		    "--from and --to are more than ten minutes apart, too much to draw; without "
		    "them the most telling strips are drawn";
	if (wrong)
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, wrong);
	return wrong == NULL;
}

static gboolean parse_rate(const char *name, const char *value, gpointer data, GError **error)
{
	Parse *parse = data;
	char *end = NULL;

	(void)name;
	parse->rate_given = TRUE;
	parse->rate_hz = g_ascii_strtod(value, &end);
	if (end != value && *end == '\0' && parse->rate_hz >= rate_min_hz &&
	    parse->rate_hz <= rate_max_hz)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "--rate takes %g to %g Hz, not \"%s\"", rate_min_hz, rate_max_hz, value);
	return FALSE;
}

/* The extension must not be that of a signal or header, and atr is the reference's. */
static gboolean annotator_allowed(const char *name)
{
	static const char *const taken[] = {"atr", "hea", "dat",  "mat", "edf",
					    "bdf", "rec", "part", NULL};

	for (const char *c = name; *c; c++) {
		if (!g_ascii_isalnum(*c) && *c != '_' && *c != '-')
			return FALSE;
	}
	return *name && !g_strv_contains(taken, name);
}

static gboolean set_device(Parse *parse, GError **error)
{
	if (!parse->device)
		return TRUE;
	if (parse->rate_given) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "--rate and --device exclude each other: a device has its own rate");
		return FALSE;
	}
	parse->options->playback.device = device_find(parse->device);
	if (!parse->options->playback.device)
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "--device \"%s\" is not known (known: %s)", parse->device,
			    device_h10.name);
	return parse->options->playback.device != NULL;
}

static gboolean set_annotator(HtEcgOptions *options, GError **error)
{
	if (options->annotator && !options->output)
		options->output = g_strdup(".");
	if (!options->annotator)
		options->annotator = g_strdup("twin");
	if (annotator_allowed(options->annotator))
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "--annotator \"%s\" must be letters and digits, and none of atr, hea, dat, "
		    "mat, edf, bdf, rec, part",
		    options->annotator);
	return FALSE;
}

static gboolean set_zone(Parse *parse, GError **error)
{
	parse->options->has_zone = parse->zone != NULL;
	return !parse->zone || ht_ecg_zone_parse(parse->zone, &parse->options->zone, error);
}

static gboolean check(Parse *parse, GError **error)
{
	HtEcgOptions *options = parse->options;
	const char *wrong = NULL;

	if (parse->channel < 0)
		wrong = "--channel counts from 0";
	else if (!options->records || !options->records[0])
		wrong = "no RECORD given";
	else if (options->plot && options->records[1])
		wrong = "--plot draws one RECORD, and several are given";
	if (wrong) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, wrong);
		return FALSE;
	}
	options->playback.channel = (unsigned)parse->channel;
	options->playback.rate_hz = parse->rate_hz;
	return set_device(parse, error) && set_annotator(options, error) &&
	       set_span(parse, error) && set_zone(parse, error) &&
	       rate_options_get(&parse->limits, &options->rate_limits, error);
}

static GOptionContext *make_context(Parse *parse)
{
	HtEcgOptions *o = parse->options;
	const GOptionEntry entries[] = {
	    {"channel", 'c', 0, G_OPTION_ARG_INT, &parse->channel,
	     "Channel, counted from 0 (default: the ECG, by its label)", "N"},
	    {"rate", 'r', 0, G_OPTION_ARG_CALLBACK, parse_rate, "Resample to HZ first (50 to 2000)",
	     "HZ"},
	    {"device", 'd', 0, G_OPTION_ARG_STRING, &parse->device,
	     "Resample and quantise as this wearable does (h10)", "NAME"},
	    {"annotator", 'a', 0, G_OPTION_ARG_STRING, &o->annotator,
	     "Extension of the annotation files (default twin)", "EXT"},
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output, "Write annotation files into DIR",
	     "DIR"},
	    {"json", 'j', 0, G_OPTION_ARG_NONE, &o->json,
	     "One JSON object per RECORD, on a line of its own", NULL},
	    {"plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot,
	     "Draw all of it at a glance and the most telling strips", "SVG"},
	    {"from", 0, 0, G_OPTION_ARG_STRING, &parse->from,
	     "Draw strip after strip from here on instead", "[[H:]M:]S"},
	    {"to", 0, 0, G_OPTION_ARG_STRING, &parse->to, "... up to here (a minute)", "[[H:]M:]S"},
	    {"brady-below", 0, 0, G_OPTION_ARG_INT, &parse->limits.brady_below_bpm,
	     "Tell of a heart slower than this", "RATE"},
	    {"tachy-above", 0, 0, G_OPTION_ARG_INT, &parse->limits.tachy_above_bpm,
	     "Tell of a heart faster than this", "RATE"},
	    {"age", 0, 0, G_OPTION_ARG_INT, &parse->limits.age_years,
	     "Tell of hearts slower and faster than usual at this age", "YEARS"},
	    {"zone", 0, 0, G_OPTION_ARG_STRING, &parse->zone,
	     "Count the seconds below, in and above this zone of heart rates", "LOW:HIGH[:CAP]"},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->records, NULL, "RECORD..."},
	    G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = g_option_context_new(NULL);
	GOptionGroup *group = g_option_group_new("ecg", "", "", parse, NULL);

	g_option_group_add_entries(group, entries);
	g_option_context_set_main_group(context, group);
	g_option_context_set_summary(context,
				     "Finds the beats of ECG recordings and says what stands out.");
	g_option_context_set_description(context, description);
	return context;
}

int ht_ecg_options_parse(HtEcgOptions *options, int argc, char **argv)
{
	Parse parse = {
	    .options = options, .channel = PLAYBACK_CHANNEL_ECG, .limits = RATE_OPTIONS_NONE};
	g_autoptr(GOptionContext) context = make_context(&parse);
	g_autoptr(GError) error = NULL;
	gboolean ok;

	g_set_prgname("twinctl analyze ecg");
	ok = g_option_context_parse(context, &argc, &argv, &error) && check(&parse, &error);
	g_free(parse.device);
	g_free(parse.from);
	g_free(parse.to);
	g_free(parse.zone);
	if (ok)
		return COMMAND_OK;
	fprintf(stderr, "twinctl analyze ecg: %s; see --help\n", error->message);
	return COMMAND_USAGE;
}

void ht_ecg_options_clear(HtEcgOptions *options)
{
	g_free(options->annotator);
	g_free(options->output);
	g_free(options->plot);
	g_strfreev(options->records);
}
