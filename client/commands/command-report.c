/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <glib/gstdio.h>

#include "client/arguments.h"
#include "client/checkpoint-file.h"
#include "client/report-query.h"
#include "client/time-option.h"
#include "common/glib/ht-error.h"
#include "report/report-pdf.h"

struct report_arguments {
	const char *person;
	const char *output;
	const char *start;
	const char *end;
};

static gboolean make_report(HtHub1 *hub, const struct report_arguments *a,
			    const struct hub_person *person, GError **error)
{
	struct report_query query;
	gint64 start_utc_us, end_utc_us;
	gboolean ok;

	if (!time_option_parse(a->start, "--start", person->zone, &start_utc_us, error) ||
	    !time_option_parse(a->end, "--end", person->zone, &end_utc_us, error))
		return FALSE;
	if (end_utc_us && end_utc_us <= start_utc_us) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "--end is not after --start");
		return FALSE;
	}
	ok = report_query_run(&query, hub, person, start_utc_us, end_utc_us, error) &&
	     report_pdf_write(a->output, &query.input, error);
	report_query_clear(&query);
	return ok;
}

/* What the hub vouched for when this left it, to be kept with it. */
static gboolean write_checkpoint(HtHub1 *hub, const char *output, GError **error)
{
	g_autofree char *path = g_strconcat(output, ".checkpoint", NULL);

	g_unlink(path);
	return checkpoint_file_write(hub, path, error);
}

static int run_report(const struct report_arguments *a)
{
	g_auto(HubVisit) visit = {0};
	gboolean ok = hub_visit(&visit, a->person) &&
		      make_report(visit.hub, a, &visit.person, &visit.error) &&
		      write_checkpoint(visit.hub, a->output, &visit.error);

	if (!ok) {
		hub_print_error(visit.error);
		return COMMAND_FAILED;
	}
	g_print("%s\n", a->output);
	return COMMAND_OK;
}

int command_report(int argc, char **argv)
{
	g_autofree char *output = NULL;
	g_autofree char *start = NULL;
	g_autofree char *end = NULL;
	const GOptionEntry options[] = {
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the PDF to write", "FILE.pdf"},
	    {"start", 0, 0, G_OPTION_ARG_STRING, &start,
	     "from this time on, in the person's zone (all that is stored)", "ISO"},
	    {"end", 0, 0, G_OPTION_ARG_STRING, &end, "up to this time", "ISO"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl report",
	    .operands = "PERSON",
	    .summary = "Writes a one-page PDF: beats, heart-rate trend, ECG strips.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!output) {
		g_printerr("twinctl report: --output FILE.pdf is missing\n");
		return COMMAND_USAGE;
	}
	return run_report(&(struct report_arguments){argv[1], output, start, end});
}
