/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: exercise-stops RECORD...
 * What would end a session of exercises if these recordings were one: lines of record, second and
 * why (bits of enum dose_stop), each kind once a minute at most; then record, "end" and the
 * seconds.
 */
#include "health-models/ecg/ecg_stream.h"
#include "health-models/rehab/dose/stop_watch.h"
#include "recordings/message.h"
#include "recordings/playback.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>

enum { AGAIN_S = 60, KINDS = 8 };

struct run {
	struct ecg_stream ecg;
	struct stop_watch watch;
	const char *name;
	double rate_hz;
	int64_t samples;
	double told_s[KINDS];
};

static int64_t time_ns(const struct run *run, int64_t index)
{
	return (int64_t)((double)index / run->rate_hz * 1e9);
}

static void tell(struct run *run, unsigned stops)
{
	double now_s = (double)run->samples / run->rate_hz;

	for (unsigned i = 0; i < KINDS; i++) {
		if (!(stops & 1U << i) || now_s - run->told_s[i] < AGAIN_S)
			continue;
		run->told_s[i] = now_s;
		printf("%s\t%.1f\t%u\n", run->name, now_s, 1U << i);
	}
}

static unsigned take_event(struct run *run, const struct ecg_event *event)
{
	switch (event->kind) {
	case ECG_BEAT_FINAL:
		return event->beat.label == BEAT_NONE ? 0
						      : stop_watch_beat(&run->watch, &event->beat);
	case ECG_RHYTHM:
		return stop_watch_rhythm(&run->watch, event->rhythm.rhythm,
					 time_ns(run, event->rhythm.start_index));
	case ECG_FINDING:
		return stop_watch_finding(&event->finding);
	case ECG_QUALITY:
		stop_watch_quality(&run->watch, event->quality.quality);
		return 0;
	case ECG_BEAT_FIRST:
	case ECG_POLARITY:
		break;
	}
	return 0;
}

static void push(struct run *run, float uv)
{
	struct ecg_event event;

	run->samples++;
	if (ecg_stream_push(&run->ecg, uv) > 0)
		while (ecg_stream_get(&run->ecg, &event) > 0)
			tell(run, take_event(run, &event));
	tell(run, stop_watch_reach(&run->watch, time_ns(run, run->samples)));
}

static long run_record(struct run *run, struct playback *playback,
		       struct recording_message *message)
{
	const struct playback_info *info = playback_info(playback);
	float uv[1024];
	long count;

	*run = (struct run){.name = info->name, .rate_hz = info->rate_hz};
	for (unsigned i = 0; i < KINDS; i++)
		run->told_s[i] = -AGAIN_S;
	stop_watch_init(&run->watch, 0, false);
	if (ecg_stream_init(&run->ecg, info->rate_hz) < 0)
		return message_set(message, -ERANGE, "%s: cannot be analysed", info->name);
	while ((count = playback_read(playback, uv, G_N_ELEMENTS(uv), message)) > 0)
		for (long i = 0; i < count; i++)
			push(run, uv[i]);
	printf("%s\tend\t%.1f\n", run->name, (double)run->samples / run->rate_hz);
	return count;
}

int main(int argc, char **argv)
{
	static struct run run;
	struct recording_message message;

	for (int i = 1; i < argc; i++) {
		const struct playback_settings settings = {0};
		struct playback *playback;
		long rc = playback_open(&playback, argv[i], &settings, &message);

		if (rc == 0) {
			rc = run_record(&run, playback, &message);
			playback_close(playback);
		}
		if (rc < 0) {
			fprintf(stderr, "exercise-stops: %s\n", message.text);
			return 1;
		}
	}
	return 0;
}
