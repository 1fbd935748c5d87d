/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: trust-alarms ecg|ecg-unknown|ecg-replayed|acceleration NAME FILE...
 * How often each check of a stream is wrong about true signals. ECG recordings are played as an H10
 * sends them (ecg-unknown: nothing known of its converter); acceleration, from .csv files in g or
 * .f32 rows in m/s2, in counts of 1 mg. Times are made up as a good wearable and an awkward radio
 * make them: the clock 1 % off, frames up to 2 s late, one in 500 lost.
 */
#include "ble/trust/stream_check.h"
#include "common/timebase.h"
#include "recordings/playback.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 73, WAVE_FRAME = 36, CHECKS = 4, KEPT = 36, REPLAYED = 18, EVERY = 107 };

static const struct {
	unsigned reason;
	const char *name;
} checks[CHECKS] = {
    {TRUST_REASON_TIME, "time"},
    {TRUST_REASON_RATE, "rate"},
    {TRUST_REASON_QUANTISATION, "steps"},
    {TRUST_REASON_REPLAY, "replay"},
};

struct tally {
	const char *name;
	bool known;
	struct trust_stream stream;
	unsigned in_force;
	uint64_t random;
	double true_s;
	double seconds, alarm_s[CHECKS];
	unsigned files, alarms[CHECKS], files_with[CHECKS];
	unsigned of_file;
	bool replays;
	struct ecg_block kept[KEPT];
	unsigned frames, replayed, found;
};

/* xorshift64* (Vigna 2016); 0 .. 1. */
static double draw(struct tally *t)
{
	t->random ^= t->random >> 12;
	t->random ^= t->random << 25;
	t->random ^= t->random >> 27;
	return (double)(t->random * UINT64_C(0x2545f4914f6cdd1d) >> 11) / 9007199254740992.0;
}

static void count(struct tally *t, unsigned reasons, double seconds)
{
	t->seconds += seconds;
	for (int i = 0; i < CHECKS; i++) {
		if (!(reasons & checks[i].reason))
			continue;
		t->alarm_s[i] += seconds;
		t->alarms[i] += !(t->in_force & checks[i].reason);
	}
	t->in_force = reasons;
	t->of_file |= reasons;
}

static void begin_file(struct tally *t)
{
	t->files++;
	t->in_force = 0;
	t->of_file = 0;
	t->true_s = 1000;
	t->frames = 0;
	trust_stream_init(&t->stream, &trust_stream_settings_default);
	trust_stream_set_model(&t->stream, t->known ? "H10" : "");
}

static void end_file(struct tally *t, const char *path)
{
	for (int i = 0; i < CHECKS; i++) {
		if (!(t->of_file & checks[i].reason))
			continue;
		t->files_with[i]++;
		if (!t->replays)
			fprintf(stderr, "%s: %s\n", path, checks[i].name);
	}
}

/* Both times of the next frame; false if it is lost. */
static bool next_times(struct tally *t, double seconds, uint64_t *device_ns, int64_t *arrival_ns)
{
	t->true_s += seconds;
	*device_ns = UINT64_C(599616000000000000) + (uint64_t)(t->true_s * 1.01e9);
	*arrival_ns = (int64_t)((t->true_s + 2 * draw(t)) * 1e9);
	return draw(t) >= 0.002;
}

static unsigned send_ecg(struct tally *t, struct ecg_block *block)
{
	const double seconds = FRAME / 130.045;
	unsigned reasons;
	int64_t arrival_ns;

	if (!next_times(t, seconds, &block->device_ns, &arrival_ns))
		return 0;
	reasons = trust_stream_ecg(&t->stream, block, arrival_ns);
	count(t, reasons, seconds);
	return reasons;
}

static void replay(struct tally *t)
{
	unsigned reasons = 0;

	for (unsigned i = 0; i < REPLAYED; i++) {
		struct ecg_block block = t->kept[(t->frames + i) % KEPT];

		reasons |= send_ecg(t, &block);
	}
	t->replayed++;
	t->found += (reasons & TRUST_REASON_REPLAY) != 0;
}

static int run_ecg(struct tally *t, const char *path)
{
	const struct playback_settings settings = {.device = &device_h10};
	struct recording_message message;
	struct playback *playback;
	float uv[FRAME];

	if (playback_open(&playback, path, &settings, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	while (playback_read(playback, uv, FRAME, &message) == FRAME) {
		struct ecg_block block = {.rate_mhz = 130000, .count = FRAME};

		for (int i = 0; i < FRAME; i++)
			block.uv[i] = (int32_t)uv[i];
		send_ecg(t, &block);
		t->kept[t->frames++ % KEPT] = block;
		if (t->replays && t->frames % EVERY == 0)
			replay(t);
	}
	playback_close(playback);
	return 0;
}

/* The next row's acceleration in g. */
static bool read_row(FILE *file, bool csv, double g[3])
{
	char line[256];
	float row[14];

	if (!csv) {
		if (fread(row, sizeof row, 1, file) != 1)
			return false;
		for (int i = 0; i < 3; i++)
			g[i] = (double)row[3 + i] / 9.80665;
		return true;
	}
	while (fgets(line, sizeof line, file)) {
		if (sscanf(line, "%*[^,],%*[^,],%*[^,],%lf,%lf,%lf", &g[0], &g[1], &g[2]) == 3)
			return true;
	}
	return false;
}

static int run_acceleration(struct tally *t, const char *path)
{
	const bool csv = strstr(path, ".csv") != NULL;
	const double rate_hz = csv ? 12.5 : 2000 / 7.0;
	struct wave_block block = {
	    .quantity = QUANTITY_ACCELERATION,
	    .has_time = true,
	    .rate_mhz = (uint32_t)(rate_hz * 1e3),
	    .channels = 3,
	    .scale = 0.00980665,
	};
	FILE *file = fopen(path, "rb");
	double g[3];

	if (!file) {
		perror(path);
		return -1;
	}
	while (read_row(file, csv, g)) {
		int64_t arrival_ns;

		for (int i = 0; i < 3; i++)
			block.raw[3 * block.count + i] =
			    (int32_t)lrint(1000 * (isfinite(g[i]) ? g[i] : 0));
		if (++block.count < WAVE_FRAME)
			continue;
		if (next_times(t, WAVE_FRAME / rate_hz, &block.device_ns, &arrival_ns))
			count(t, trust_stream_wave(&t->stream, &block, arrival_ns),
			      WAVE_FRAME / rate_hz);
		block.count = 0;
	}
	fclose(file);
	return 0;
}

static void print(const struct tally *t)
{
	if (t->replays) {
		printf("%-22s %u of %u replays of 10 s found\n", t->name, t->found, t->replayed);
		return;
	}
	printf("%-22s %4u files %6.1f h ", t->name, t->files, t->seconds / 3600);
	for (int i = 0; i < CHECKS; i++)
		printf("  %s %u (%.3f/h, %u files, %.3f %%)", checks[i].name, t->alarms[i],
		       t->alarms[i] * 3600 / t->seconds, t->files_with[i],
		       100 * t->alarm_s[i] / t->seconds);
	printf("\n");
}

int main(int argc, char **argv)
{
	static struct tally t;
	bool is_ecg;

	if (argc < 4) {
		fprintf(stderr,
			"usage: trust-alarms ecg|ecg-unknown|ecg-replayed|acceleration NAME "
			"FILE...\n");
		return 2;
	}
	t = (struct tally){.name = argv[2], .random = 1, .known = strcmp(argv[1], "ecg") == 0};
	is_ecg = strncmp(argv[1], "ecg", 3) == 0;
	t.replays = strcmp(argv[1], "ecg-replayed") == 0;
	for (int i = 3; i < argc; i++) {
		begin_file(&t);
		if ((is_ecg ? run_ecg : run_acceleration)(&t, argv[i]) < 0)
			return 1;
		end_file(&t, argv[i]);
	}
	print(&t);
	return 0;
}
