/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: latency RECORD...
 * How long after the R wave the labels come, in sample time, over all beats of all recordings as a
 * strap sends them. A withdrawn beat has no R wave and does not count.
 */
#include "client/analyze/histogram.h"
#include "health-models/ecg/ecg_stream.h"
#include "recordings/playback.h"

#include <stdio.h>

struct latencies {
	struct ecg ecg;
	struct histogram first, final; /* in samples */
};

static void take_events(struct latencies *l)
{
	struct ecg_event event;

	while (ecg_get(&l->ecg, &event) > 0) {
		const struct ecg_beat *beat = &event.beat;

		if (event.kind == ECG_BEAT_FIRST)
			histogram_add(&l->first, beat->decided_index - beat->sample_index);
		else if (event.kind == ECG_BEAT_FINAL && beat->label != BEAT_NONE)
			histogram_add(&l->final, beat->decided_index - beat->sample_index);
	}
}

static int run_record(struct latencies *l, const char *path)
{
	const struct playback_settings settings = {.device = &device_h10};
	struct recording_message message;
	struct playback *playback;
	float uv[1024];
	long count = 0;

	if (playback_open(&playback, path, &settings, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	ecg_init(&l->ecg, &ecg_settings_default);
	while ((count = playback_read(playback, uv, sizeof uv / sizeof *uv, &message)) > 0) {
		for (long i = 0; i < count; i++)
			if (ecg_push(&l->ecg, uv[i]) > 0)
				take_events(l);
	}
	ecg_flush(&l->ecg);
	take_events(l);
	playback_close(playback);
	return (int)count;
}

static void print(const char *label, const struct histogram *h)
{
	double ms = 1000.0 / ecg_settings_default.rate_hz;

	printf("%s label: p50 %.0f ms, p99 %.0f ms, max %.0f ms of %llu beats\n", label,
	       (double)histogram_percentile(h, 50) * ms, (double)histogram_percentile(h, 99) * ms,
	       (double)h->max * ms, (unsigned long long)h->count);
}

int main(int argc, char **argv)
{
	static struct latencies l;

	for (int i = 1; i < argc; i++) {
		if (run_record(&l, argv[i]) < 0)
			return 1;
	}
	print("first", &l.first);
	print("final", &l.final);
	printf("memory per stream: %zu bytes\n", sizeof(struct ecg_stream));
	return 0;
}
