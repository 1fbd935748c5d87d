/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/record-source.h"

#include "recordings/annotations.h"
#include "recordings/playback.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_CHUNK = 256, RR_1024_MAX = 4 * 1024 };

struct record_source {
	struct playback *playback;
	struct annotation_reader *beats; /* NULL = the record has none */
	double annotation_hz;
	struct annotation beat; /* the next one */
	bool has_beat;
	int64_t last_beat; /* of the one before, in annotation time; -1 = none */

	float uv[SOURCE_CHUNK];
	long filled, used;
	int64_t index;
	struct recording_message message;
};

static bool is_beat(char symbol)
{
	return symbol != '\0' && strchr("NLRBAaJSVrFejnE/fQ?", symbol) != NULL;
}

static int read_beat(struct record_source *r)
{
	int got;

	do {
		got = annotation_reader_get(r->beats, &r->beat, &r->message);
		if (got < 0)
			return got;
	} while (got > 0 && !is_beat(r->beat.symbol));
	r->has_beat = got > 0;
	return 0;
}

static uint16_t interval_to(struct record_source *r, int64_t beat)
{
	int64_t last = r->last_beat;
	double rr_1024;

	r->last_beat = beat;
	if (last < 0)
		return 0;
	rr_1024 = round((double)(beat - last) * 1024.0 / r->annotation_hz);
	return rr_1024 >= 1 && rr_1024 <= RR_1024_MAX ? (uint16_t)rr_1024 : 0;
}

static int find_interval(struct record_source *r, struct wearable_sample *sample)
{
	int rc = 0;

	while (rc == 0 && r->has_beat &&
	       playback_sample_index(r->playback, r->beat.sample_index) <= r->index) {
		uint16_t rr_1024 = interval_to(r, r->beat.sample_index);

		if (rr_1024 > 0)
			sample->rr_1024 = rr_1024;
		rc = read_beat(r);
	}
	return rc;
}

static int next_sample(void *context, struct wearable_sample *sample)
{
	struct record_source *r = context;
	int rc;

	if (r->used == r->filled) {
		r->used = 0;
		r->filled = playback_read(r->playback, r->uv, SOURCE_CHUNK, &r->message);
		if (r->filled <= 0) {
			rc = (int)r->filled;
			r->filled = 0;
			return rc;
		}
	}
	*sample = (struct wearable_sample){
	    .uv = (int32_t)r->uv[r->used++], .contact = true, .linked = true};
	rc = r->beats ? find_interval(r, sample) : 0;
	r->index++;
	return rc < 0 ? rc : 1;
}

/* A record without annotations is nothing to speak of; one with bad annotations is an error. */
static int open_beats(struct record_source *r, const char *path)
{
	char atr[4096 + 8];
	size_t length = strlen(path);
	int rc;

	if (length > 4 && strcmp(path + length - 4, ".hea") == 0)
		length -= 4;
	if (length > 4096)
		return 0;
	snprintf(atr, sizeof(atr), "%.*s.atr", (int)length, path);
	rc = annotation_reader_open(&r->beats, atr, &r->message);
	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? rc : read_beat(r);
}

static int open_all(struct record_source *r, const char *path, unsigned channel)
{
	const struct playback_settings settings = {.channel = channel, .device = &device_h10};
	int rc = playback_open(&r->playback, path, &settings, &r->message);

	if (rc < 0)
		return rc;
	r->annotation_hz = playback_info(r->playback)->annotation_hz;
	r->last_beat = -1;
	return open_beats(r, path);
}

int record_source_open(struct record_source **ret, const char *path, unsigned channel,
		       struct wearable_source *source, struct recording_message *message)
{
	struct record_source *r = calloc(1, sizeof(*r));
	int rc;

	*ret = NULL;
	if (!r) {
		snprintf(message->text, sizeof(message->text), "%s: out of memory", path);
		return -ENOMEM;
	}
	rc = open_all(r, path, channel);
	if (rc < 0) {
		*message = r->message;
		record_source_close(r);
		return rc;
	}
	*source = (struct wearable_source){
	    .context = r, .has_heart_rate = r->beats != NULL, .next = next_sample};
	*ret = r;
	return 0;
}

void record_source_close(struct record_source *r)
{
	if (!r)
		return;
	if (r->beats)
		annotation_reader_close(r->beats);
	if (r->playback)
		playback_close(r->playback);
	free(r);
}

const char *record_source_error(const struct record_source *r)
{
	return r->message.text;
}

int record_source_warning(struct record_source *r, struct recording_message *message)
{
	return playback_warning(r->playback, message);
}
