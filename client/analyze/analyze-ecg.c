/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl analyze ecg: the models of the live way over a file, with no daemon, bus or key. */
#include "client/analyze/analyze-ecg-options.h"
#include "client/analyze/analyze-ecg-plot.h"
#include "client/analyze/analyze-ecg-run.h"
#include "client/analyze/analyze-ecg-summary.h"
#include "client/analyze/analyze-ecg-zone.h"
#include "client/command.h"
#include "health-models/ecg/ecg.h"
#include "recordings/annotations.h"
#include "recordings/message.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>

/* Where the events of one recording go. */
typedef struct {
	struct playback *playback;
	HtEcgSummary *summary;
	struct annotation_writer *writer; /* NULL = none wanted */
	int channel;
} Sink;

static int write_beat(Sink *sink, const struct ecg_beat *beat, struct recording_message *message)
{
	struct annotation a = {
	    .sample_index = playback_annotation_index(sink->playback, beat->sample_index),
	    .symbol = (char)beat->label,
	    .channel = sink->channel,
	};

	return annotation_writer_put(sink->writer, &a, message);
}

static int on_sample(void *context, int64_t index, float uv, struct recording_message *message)
{
	Sink *sink = context;

	(void)message;
	if (sink->summary->zone)
		ht_ecg_zone_add_sample(sink->summary->zone, index, uv);
	return 0;
}

static int on_event(void *context, const struct ecg_event *event, struct recording_message *message)
{
	Sink *sink = context;

	ht_ecg_summary_add(sink->summary, event);
	if (sink->summary->zone)
		ht_ecg_zone_add_event(sink->summary->zone, event);
	if (sink->writer && event->kind == ECG_BEAT_FINAL && event->beat.label != BEAT_NONE)
		return write_beat(sink, &event->beat, message);
	return 0;
}

static void on_end(void *context, const struct ecg *ecg)
{
	Sink *sink = context;

	af_detector_summary(&ecg->af, sink->summary->rhythm_class);
	sink->summary->classified = TRUE;
}

static int open_writer(Sink *sink, const HtEcgOptions *options, struct recording_message *message)
{
	g_autofree char *file =
	    g_strdup_printf("%s.%s", playback_info(sink->playback)->name, options->annotator);
	g_autofree char *path = g_build_filename(options->output, file, NULL);

	return annotation_writer_open(&sink->writer, path, message);
}

/* The annotation file appears only when all of it is right. */
static int close_writer(Sink *sink, int rc, struct recording_message *message)
{
	if (!sink->writer)
		return rc;
	if (rc == 0)
		return annotation_writer_close(sink->writer, message);
	annotation_writer_abandon(sink->writer);
	return rc;
}

static void print_warnings(struct playback *playback)
{
	struct recording_message warning;

	while (playback_warning(playback, &warning))
		fprintf(stderr, "twinctl: warning: %s\n", warning.text);
}

static int print_summary(const HtEcgOptions *options, const HtEcgSummary *summary, const char *path,
			 struct recording_message *message)
{
	if (options->json)
		ht_ecg_summary_print_json(summary, path);
	else
		ht_ecg_summary_print_text(summary, path);
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	return message_set(message, -EIO, "%s: the result cannot be written: %s", path,
			   g_strerror(errno ? errno : EIO));
}

/* Fills the summary, and the annotation file where one is wanted. Returns 0, or -errno with
 * *message. */
static int analyze_playback(struct playback *playback, const HtEcgOptions *options,
			    const char *path, HtEcgSummary *summary,
			    struct recording_message *message)
{
	Sink sink = {
	    .playback = playback,
	    .summary = summary,
	    .channel = (int)playback_info(playback)->channel,
	};
	const struct ecg_run_sink run_sink = {
	    .sample = on_sample, .event = on_event, .end = on_end, .context = &sink};
	int rc = options->output ? open_writer(&sink, options, message) : 0;

	if (rc < 0)
		return rc;
	ht_ecg_summary_end(summary,
			   ecg_run(playback, path, options->rate_limits, &run_sink, message));
	if (summary->zone)
		ht_ecg_zone_end(summary->zone, MAX(0, summary->samples));
	rc = close_writer(&sink, summary->samples < 0 ? (int)summary->samples : 0, message);
	print_warnings(playback);
	return rc;
}

static HtEcgSummary *new_summary(const struct playback_info *info)
{
	HtEcgSummary *summary = ht_ecg_summary_new(info->rate_hz);

	summary->channel = info->channel;
	summary->channels = info->channels;
	g_strlcpy(summary->label, info->label, sizeof summary->label);
	return summary;
}

/* Opens and closes the record: EDFlib would not open it for the plot while it is open here. */
static HtEcgSummary *analyze_file(const HtEcgOptions *options, const char *path,
				  struct recording_message *message)
{
	g_autoptr(HtEcgSummary) summary = NULL;
	struct playback *playback = NULL;
	int rc = playback_open(&playback, path, &options->playback, message);

	if (rc < 0)
		return NULL;
	summary = new_summary(playback_info(playback));
	if (options->has_zone)
		summary->zone = ht_ecg_zone_new(&options->zone, summary->rate_hz);
	rc = analyze_playback(playback, options, path, summary, message);
	playback_close(playback);
	return rc < 0 ? NULL : g_steal_pointer(&summary);
}

static gboolean analyze_record(const HtEcgOptions *options, const char *path)
{
	struct recording_message message = {.text = "failed"};
	g_autoptr(HtEcgSummary) summary = analyze_file(options, path, &message);
	gboolean ok = summary != NULL;

	if (ok && options->plot)
		ok = ht_ecg_plot_write(options, path, summary, &message) == 0;
	if (ok)
		ok = print_summary(options, summary, path, &message) == 0;
	if (!ok)
		fprintf(stderr, "twinctl: %s\n", message.text);
	return ok;
}

static gboolean make_output_folder(const HtEcgOptions *options)
{
	if (!options->output || g_mkdir_with_parents(options->output, 0777) == 0)
		return TRUE;
	fprintf(stderr, "twinctl: %s: %s\n", options->output, g_strerror(errno));
	return FALSE;
}

static int analyze_all(const HtEcgOptions *options)
{
	gboolean any = FALSE, all = TRUE;

	for (char **record = options->records; *record; record++) {
		gboolean ok = analyze_record(options, *record);

		any = any || ok;
		all = all && ok;
	}
	if (any && !options->json)
		printf("This is not a medical device.\n");
	return all ? COMMAND_OK : COMMAND_FAILED;
}

int command_analyze_ecg(int argc, char **argv)
{
	HtEcgOptions options = {0};
	int status = ht_ecg_options_parse(&options, argc, argv);

	if (status == COMMAND_OK && !make_output_folder(&options))
		status = COMMAND_FAILED;
	if (status == COMMAND_OK)
		status = analyze_all(&options);
	ht_ecg_options_clear(&options);
	return status;
}
