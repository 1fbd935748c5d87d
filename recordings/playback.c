/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/playback.h"

#include "recordings/message.h"
#include "recordings/rate-ratio.h"
#include "recordings/resample.h"

#include <errno.h>
#include <stdlib.h>

enum { INPUT_BLOCK = 1024 };

struct playback {
	struct recording *recording;
	struct resampler *resampler; /* NULL = the samples as they are */
	struct playback_settings settings;
	struct playback_info info;
	struct rate_ratio to_annotation;
	struct rate_ratio to_sample;
	float input[INPUT_BLOCK];
	size_t input_size;
	size_t input_at;
	int input_end; /* no more input: the resampler is flushed */
};

static int64_t length(const struct playback *p, int64_t samples)
{
	struct rate_ratio ratio;

	if (samples <= 0 || rate_ratio_init(&ratio, p->info.source_hz, p->info.rate_hz) < 0)
		return samples;
	/* floor((samples - 1) * to / from) + 1 without overflow */
	return (samples - 1) / ratio.from * ratio.to +
	       (samples - 1) % ratio.from * ratio.to / ratio.from + 1;
}

static int describe(struct playback *p, const char *path, struct recording_message *message)
{
	const struct recording_info *record = recording_info(p->recording);
	const struct recording_channel *channel =
	    recording_channel(p->recording, p->settings.channel);

	if (!channel)
		return message_set(message, -ENOENT,
				   "%s: there is no channel %u, it has %u (counted from 0)", path,
				   p->settings.channel, record->channels);
	p->info.name = record->name;
	p->info.channel = p->settings.channel;
	p->info.label = channel->label;
	p->info.channels = record->channels;
	p->info.source_hz = channel->rate_hz;
	p->info.annotation_hz = channel->rate_hz / channel->samples_per_frame;
	p->info.rate_hz = p->settings.rate_hz > 0 ? p->settings.rate_hz : channel->rate_hz;
	if (p->settings.device)
		p->info.rate_hz = p->settings.device->rate_hz;
	if (rate_ratio_init(&p->to_annotation, p->info.rate_hz, p->info.annotation_hz) < 0 ||
	    rate_ratio_init(&p->to_sample, p->info.annotation_hz, p->info.rate_hz) < 0)
		return message_set(
		    message, -ERANGE,
		    "%s: %g Hz is outside the rates that can be read (0.001 to 1000000)", path,
		    channel->rate_hz);
	p->info.samples = length(p, channel->samples);
	return 0;
}

static int make_resampler(struct playback *p, const char *path, struct recording_message *message)
{
	if (p->info.rate_hz == p->info.source_hz)
		return 0;
	p->resampler = resampler_new(p->info.source_hz, p->info.rate_hz);
	if (!p->resampler)
		return message_set(message, -ERANGE,
				   "%s: cannot be resampled from %g to %g Hz (1 to 100000 Hz)",
				   path, p->info.source_hz, p->info.rate_hz);
	return 0;
}

int playback_open(struct playback **ret, const char *path, const struct playback_settings *settings,
		  struct recording_message *message)
{
	struct playback *p = calloc(1, sizeof *p);
	int rc;

	*ret = NULL;
	if (!p)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	p->settings = *settings;
	rc = recording_open(&p->recording, path, message);
	if (rc == 0 && settings->channel == PLAYBACK_CHANNEL_ECG)
		rc = recording_find_ecg(p->recording, &p->settings.channel, message);
	if (rc == 0)
		rc = describe(p, path, message);
	if (rc == 0)
		rc = make_resampler(p, path, message);
	if (rc < 0) {
		playback_close(p);
		return rc;
	}
	*ret = p;
	return 0;
}

void playback_close(struct playback *p)
{
	if (!p)
		return;
	recording_close(p->recording);
	resampler_free(p->resampler);
	free(p);
}

const struct playback_info *playback_info(const struct playback *p)
{
	return &p->info;
}

/* Returns 1 and the next sample of the file, 0 at its end, or -errno. */
static int next_input(struct playback *p, float *uv, struct recording_message *message)
{
	if (p->input_at == p->input_size) {
		long got = recording_read(p->recording, p->settings.channel, p->input, INPUT_BLOCK,
					  message);

		if (got <= 0)
			return (int)got;
		p->input_size = (size_t)got;
		p->input_at = 0;
	}
	*uv = p->input[p->input_at++];
	return 1;
}

static int next_output(struct playback *p, float *uv, struct recording_message *message)
{
	if (!p->resampler)
		return next_input(p, uv, message);
	while (!resampler_get(p->resampler, uv)) {
		float input = 0;
		int rc = p->input_end ? 0 : next_input(p, &input, message);

		if (rc < 0 || p->input_end)
			return rc;
		if (rc > 0) {
			resampler_push(p->resampler, input);
		} else {
			resampler_flush(p->resampler);
			p->input_end = 1;
		}
	}
	return 1;
}

long playback_read(struct playback *p, float *uv, size_t n, struct recording_message *message)
{
	for (size_t i = 0; i < n; i++) {
		int rc = next_output(p, &uv[i], message);

		if (rc < 0)
			return rc;
		if (rc == 0)
			return (long)i;
		if (p->settings.device)
			uv[i] = (float)device_quantise_uv(p->settings.device, uv[i]);
	}
	return (long)n;
}

int playback_warning(struct playback *p, struct recording_message *message)
{
	return recording_warning(p->recording, message);
}

int64_t playback_annotation_index(const struct playback *p, int64_t sample_index)
{
	return rate_ratio_map(&p->to_annotation, sample_index);
}

int64_t playback_sample_index(const struct playback *p, int64_t annotation_index)
{
	return rate_ratio_map(&p->to_sample, annotation_index);
}
