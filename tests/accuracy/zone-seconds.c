/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: zone-seconds RECORD [STEPS]
 * The heart rate of each second of a recording as a strap sends it, by which zone time is counted:
 * lines of second and beats a minute, 0 = unknown. STEPS holds steps a minute, a line a second.
 */
#include "common/timebase.h"
#include "health-models/ecg/ecg.h"
#include "health-models/rehab/heart/hr_zone.h"
#include "recordings/playback.h"

#include <stdio.h>

struct seconds {
	struct ecg ecg;
	struct hr_periodicity periodicity;
	struct hr_zone zone;
	FILE *steps; /* NULL = motion is not measured */
	int64_t told_ns;
};

static int64_t time_of(int64_t index)
{
	return (int64_t)((double)index / ecg_settings_default.rate_hz * (double)NS_PER_S);
}

/* A second is decided when the next one begins. */
static void print_decided(struct seconds *s)
{
	for (; s->told_ns < s->zone.next_ns; s->told_ns += NS_PER_S)
		printf("%lld %.2f\n", (long long)(s->told_ns / NS_PER_S),
		       (double)hr_zone_now_bpm(&s->zone));
}

static void take_events(struct seconds *s)
{
	struct ecg_event event;

	while (ecg_get(&s->ecg, &event) > 0) {
		if (event.kind == ECG_QUALITY)
			hr_zone_add_grade(&s->zone, time_of(event.quality.start_index),
					  event.quality.quality);
		if (event.kind == ECG_BEAT_FINAL && event.beat.label != BEAT_NONE)
			hr_zone_add_beat(&s->zone, time_of(event.beat.sample_index),
					 event.beat.rr_ms);
		print_decided(s);
	}
}

static void end_second(struct seconds *s, int64_t t_ns)
{
	float per_minute;

	hr_zone_add_rate(&s->zone, t_ns, hr_periodicity_get(&s->periodicity));
	if (s->steps && fscanf(s->steps, "%f", &per_minute) == 1)
		hr_zone_add_steps(&s->zone, t_ns, per_minute);
}

static int run_record(struct seconds *s, const char *path)
{
	const struct playback_settings settings = {.device = &device_h10};
	struct recording_message message;
	struct playback *playback;
	int64_t index = 0;
	float uv;
	long count;

	if (playback_open(&playback, path, &settings, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	while ((count = playback_read(playback, &uv, 1, &message)) > 0) {
		if (ecg_push(&s->ecg, uv) > 0)
			take_events(s);
		hr_periodicity_push(&s->periodicity, uv);
		if (++index % (int64_t)ecg_settings_default.rate_hz == 0)
			end_second(s, time_of(index));
		hr_zone_advance(&s->zone, time_of(index));
		print_decided(s);
	}
	ecg_flush(&s->ecg);
	take_events(s);
	for (int64_t end_ns = s->told_ns; end_ns <= time_of(index); end_ns += NS_PER_S) {
		hr_zone_finish(&s->zone, end_ns);
		print_decided(s);
	}
	playback_close(playback);
	return (int)count;
}

int main(int argc, char **argv)
{
	static struct seconds s;
	int rc;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: zone-seconds RECORD [STEPS]\n");
		return 2;
	}
	s.steps = argc == 3 ? fopen(argv[2], "r") : NULL;
	if (argc == 3 && !s.steps) {
		perror(argv[2]);
		return 1;
	}
	ecg_init(&s.ecg, &ecg_settings_default);
	hr_periodicity_init(&s.periodicity, ecg_settings_default.rate_hz);
	hr_zone_init(&s.zone, &(struct hr_zone_limits){0}, 0);
	rc = run_record(&s, argv[1]);
	if (s.steps)
		fclose(s.steps);
	return rc < 0;
}
