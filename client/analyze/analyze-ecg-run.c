/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-run.h"

#include "health-models/ecg/ecg.h"
#include "recordings/message.h"

#include <errno.h>
#include <glib.h>

enum { BLOCK = 512 };

struct run {
	struct ecg ecg;
	const struct ecg_run_sink *sink;
	struct recording_message *message;
	int64_t samples;
};

static int hand_out(struct run *run)
{
	struct ecg_event event;
	int rc = 0;

	while (rc == 0 && ecg_get(&run->ecg, &event) > 0) {
		if (run->sink->event)
			rc = run->sink->event(run->sink->context, &event, run->message);
	}
	return rc;
}

static int take(struct run *run, float uv, const char *path)
{
	int rc = 0;

	if (run->sink->sample)
		rc = run->sink->sample(run->sink->context, run->samples, uv, run->message);
	if (rc < 0)
		return rc;
	rc = ecg_push(&run->ecg, uv);
	if (rc < 0)
		return message_set(run->message, rc, "%s: the analysis stopped at sample %lld: %s",
				   path, (long long)run->samples, g_strerror(-rc));
	run->samples++;
	return rc > 0 ? hand_out(run) : 0;
}

static int take_all(struct run *run, struct playback *playback, const char *path)
{
	float uv[BLOCK];
	long got;
	int rc;

	while ((got = playback_read(playback, uv, BLOCK, run->message)) > 0) {
		for (long i = 0; i < got; i++) {
			rc = take(run, uv[i], path);

			if (rc < 0)
				return rc;
		}
	}
	if (got < 0)
		return (int)got;
	ecg_flush(&run->ecg);
	rc = hand_out(run);
	if (rc == 0 && run->sink->end)
		run->sink->end(run->sink->context, &run->ecg);
	return rc;
}

int64_t ecg_run(struct playback *playback, const char *path, struct rate_limits limits,
		const struct ecg_run_sink *sink, struct recording_message *message)
{
	const struct ecg_settings settings = {.rate_hz = playback_info(playback)->rate_hz,
					      .rate_limits = limits};
	g_autofree struct run *run = g_new0(struct run, 1);
	int rc = ecg_init(&run->ecg, &settings);

	run->sink = sink;
	run->message = message;
	if (rc < 0)
		return message_set(
		    message, rc,
		    "%s: %g Hz cannot be analysed (50 to 2000 Hz can; resample with --rate)", path,
		    settings.rate_hz);
	rc = take_all(run, playback, path);
	return rc < 0 ? rc : run->samples;
}
