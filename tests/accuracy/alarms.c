/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: alarms RECORD...
 * When the rhythm word changed, in sample time: lines of record, the seconds taken in when it was
 * said, the word, and the second from which it is said to hold.
 */
#include "health-models/ecg/ecg.h"
#include "programme/finding-words.h"
#include "recordings/message.h"
#include "recordings/playback.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>

struct run {
	struct ecg ecg;
	const char *name;
	double rate_hz;
	int64_t samples;
};

static void print_line(const struct run *run, const char *what, const char *word,
		       int64_t start_index)
{
	printf("%s\t%s\t%.3f\t%s\t%.3f\n", run->name, what, (double)run->samples / run->rate_hz,
	       word, (double)start_index / run->rate_hz);
}

static void tell(struct run *run)
{
	struct ecg_event event;

	while (ecg_get(&run->ecg, &event) > 0) {
		if (event.kind == ECG_RHYTHM)
			print_line(run, "rhythm", ht_rhythm_name(event.rhythm.rhythm),
				   event.rhythm.start_index);
		else if (event.kind == ECG_FINDING)
			print_line(run, "finding", ht_finding_kind_name(event.finding.kind),
				   event.finding.start_index);
	}
}

static long run_record(struct run *run, struct playback *playback,
		       struct recording_message *message)
{
	const struct playback_info *info = playback_info(playback);
	const struct ecg_settings settings = {.rate_hz = info->rate_hz};
	float uv[1024];
	long count;

	run->name = info->name;
	run->rate_hz = info->rate_hz;
	run->samples = 0;
	if (ecg_init(&run->ecg, &settings) < 0)
		return message_set(message, -ERANGE, "%s: cannot be analysed", info->name);
	while ((count = playback_read(playback, uv, G_N_ELEMENTS(uv), message)) > 0) {
		for (long i = 0; i < count; i++) {
			run->samples++;
			if (ecg_push(&run->ecg, uv[i]) > 0)
				tell(run);
		}
	}
	ecg_flush(&run->ecg);
	tell(run);
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
			fprintf(stderr, "alarms: %s\n", message.text);
			return 1;
		}
	}
	return 0;
}
