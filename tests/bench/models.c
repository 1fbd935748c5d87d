/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: models RECORD
 * Runs the ECG engine and the twin over a recording as a strap sends it, for callgrind:
 * run_models() is the part to count (--toggle-collect=run_models). Prints the seconds of ECG.
 */
#include "health-models/ecg/ecg.h"
#include "health-models/twin/twin.h"
#include "recordings/playback.h"

#include <stdio.h>
#include <stdlib.h>

void run_models(struct ecg *ecg, struct twin *twin, const float *uv, size_t count);

static void take_events(struct ecg *ecg, struct twin *twin)
{
	struct twin_minute minute;
	struct ecg_event event;

	while (ecg_get(ecg, &event) > 0) {
		if (event.kind != ECG_BEAT_FINAL)
			continue;
		if (twin_push(twin, &event.beat, event.beat.sample_index * 1000000000 / 130) > 0)
			twin_get_minute(twin, &minute);
	}
}

__attribute__((noinline)) void run_models(struct ecg *ecg, struct twin *twin, const float *uv,
					  size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ecg_push(ecg, uv[i]) > 0)
			take_events(ecg, twin);
	ecg_flush(ecg);
	take_events(ecg, twin);
}

/* Returns the samples read, all of the recording, into *ret; -1 after telling what is wrong. */
static long read_samples(const char *path, float **ret)
{
	const struct playback_settings settings = {.device = &device_h10};
	struct recording_message message;
	struct playback *playback;
	size_t size = 1 << 20;
	long count = 0, got;
	float *uv;

	if (playback_open(&playback, path, &settings, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	uv = malloc(size * sizeof *uv);
	while (uv &&
	       (got = playback_read(playback, uv + count, size - (size_t)count, &message)) > 0)
		count += got;
	playback_close(playback);
	*ret = uv;
	return uv ? count : -1;
}

int main(int argc, char **argv)
{
	struct ecg ecg;
	struct twin twin;
	float *uv = NULL;
	long count = argc == 2 ? read_samples(argv[1], &uv) : -1;

	if (count <= 0) {
		fprintf(stderr, "usage: models RECORD\n");
		return 1;
	}
	ecg_init(&ecg, &ecg_settings_default);
	twin_init(&twin);
	run_models(&ecg, &twin, uv, (size_t)count);
	printf("%.3f\n", (double)count / ecg_settings_default.rate_hz);
	free(uv);
	return twin_beats(&twin) > 0 ? 0 : 1;
}
