/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-wearable-source.h"

#include "ble/virtual/capture-source.h"
#include "ble/virtual/record-source.h"
#include "ble/virtual/story-source.h"
#include "common/glib/ht-error.h"
#include "recordings/playback.h"

#include <errno.h>
#include <stdio.h>

struct _HtWearableSource {
	struct wearable_source samples;
	struct record_source *record;   /* NULL = a story or a capture is played */
	struct capture_source *capture; /* NULL = none is played */
	struct story story;
	struct story_source story_source;
	char *truth_path;
	FILE *truth; /* NULL = not asked for */
};

static gboolean open_record(HtWearableSource *source, const HtWearableChoice *options,
			    GError **error)
{
	struct recording_message message;

	if (record_source_open(&source->record, options->record, (unsigned)options->channel,
			       &source->samples, &message) == 0)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, message.text);
	return FALSE;
}

static gboolean open_capture(HtWearableSource *source, const HtWearableChoice *options,
			     GError **error)
{
	struct recording_message message;
	guint wearable = options->channel == PLAYBACK_CHANNEL_ECG ? 0 : (guint)options->channel;

	if (capture_source_open(&source->capture, options->capture, wearable, &message) < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, message.text);
		return FALSE;
	}
	source->samples = capture_source_samples(source->capture);
	return TRUE;
}

static gboolean read_story(HtWearableSource *source, const char *name, GError **error)
{
	const char *text = story_builtin(name);
	g_autofree char *contents = NULL;
	char message[STORY_MESSAGE_MAX];

	if (!text) {
		if (!g_file_get_contents(name, &contents, NULL, error)) {
			g_prefix_error(error,
				       "--story %s is neither built in (day, brief, steady) "
				       "nor a file: ",
				       name);
			return FALSE;
		}
		text = contents;
	}
	if (story_parse(&source->story, text, message) == 0)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: %s", name, message);
	return FALSE;
}

static void write_truth(void *context, const struct story_truth *truth)
{
	HtWearableSource *source = context;

	fprintf(source->truth, "%" G_GUINT64_FORMAT ",%s\n", truth->sample_index, truth->label);
}

static gboolean open_truth(HtWearableSource *source, const char *path, GError **error)
{
	if (!path)
		return TRUE;
	source->truth_path = g_strdup(path);
	source->truth = fopen(path, "we");
	if (!source->truth)
		return ht_error_set_errno(error, -errno, path);
	fputs("sample_index,label\n", source->truth);
	source->story_source.tell = write_truth;
	source->story_source.tell_context = source;
	return TRUE;
}

static gboolean open_story(HtWearableSource *source, const HtWearableChoice *options,
			   GError **error)
{
	if (!read_story(source, options->story ? options->story : "day", error))
		return FALSE;
	story_source_init(&source->story_source, &source->story, (guint64)options->seed,
			  &source->samples);
	return open_truth(source, options->truth, error);
}

HtWearableSource *ht_wearable_source_open(const HtWearableChoice *options, GError **error)
{
	g_autoptr(HtWearableSource) source = g_new0(HtWearableSource, 1);
	gboolean ok = options->record    ? open_record(source, options, error)
		      : options->capture ? open_capture(source, options, error)
					 : open_story(source, options, error);

	return ok ? g_steal_pointer(&source) : NULL;
}

void ht_wearable_source_free(HtWearableSource *source)
{
	record_source_close(source->record);
	capture_source_close(source->capture);
	if (source->truth)
		fclose(source->truth);
	g_free(source->truth_path);
	g_free(source);
}

const struct wearable_kind *ht_wearable_source_kind(const HtWearableSource *source,
						    const struct wearable_kind *usual)
{
	return source->capture ? capture_source_kind(source->capture) : usual;
}

const struct wearable_source *ht_wearable_source_samples(const HtWearableSource *source)
{
	return &source->samples;
}

const char *ht_wearable_source_error(const HtWearableSource *source)
{
	if (source->capture)
		return capture_source_error(source->capture);
	return source->record ? record_source_error(source->record) : "";
}

char *ht_wearable_source_warning(HtWearableSource *source)
{
	struct recording_message message;

	if (!source->record || record_source_warning(source->record, &message) <= 0)
		return NULL;
	return g_strdup(message.text);
}

gboolean ht_wearable_source_finish(HtWearableSource *source, GError **error)
{
	FILE *truth = g_steal_pointer(&source->truth);
	gboolean failed;

	if (!truth)
		return TRUE;
	failed = ferror(truth) != 0;
	if (fclose(truth) != 0 || failed)
		return ht_error_set_errno(error, -EIO, source->truth_path);
	return TRUE;
}
