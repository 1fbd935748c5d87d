/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two weeks of ECG at 130 Hz through one engine, at speed: every beat of the last hour has the
 * index, the interval and the label that its like had in the first, none is lost, and nothing
 * grows: one struct holds it all. A stretch of ten minutes with ventricular beats and a second
 * without a sample goes round.
 *
 * usage: ecg-two-weeks [HOURS]
 */
#include "health-models/ecg/ecg_stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 130, ROUND = 600 * RATE_HZ, ROUNDS_PER_HOUR = 6, HOURS = 14 * 24 };
enum { BEATS_MAX = 2000 };

struct round {
	struct ecg_beat beat[BEATS_MAX];
	size_t count;
	int findings;
};

static float drawn_uv[ROUND];
static struct ecg_stream stream;
static struct round second, now;
static uint64_t newest_id;

static double wave(double u_s, double at_s, double height_uv, double width_s)
{
	double u = (u_s - at_s) / width_s;

	return fabs(u) < 6 ? height_uv * exp(-0.5 * u * u) : 0;
}

static void add_beat(double at_s, int ventricular)
{
	for (int i = (int)((at_s - 0.6) * RATE_HZ); i < (int)((at_s + 0.6) * RATE_HZ); i++) {
		double u = (double)i / RATE_HZ - at_s;
		float *uv = &drawn_uv[(i + ROUND) % ROUND];

		if (ventricular)
			*uv += (float)(wave(u, 0, -1300, 0.026) + wave(u, 0.06, 500, 0.028) +
				       wave(u, 0.28, 400, 0.055));
		else
			*uv += (float)(wave(u, -0.16, 120, 0.02) + wave(u, 0, 1000, 0.011) +
				       wave(u, 0.028, -220, 0.01) + wave(u, 0.24, 280, 0.045));
	}
}

/* 750 beats of 0.8 s; every fiftieth is early and ventricular. Returns how many there are. */
static int draw_round(void)
{
	int beats = 750;

	for (int k = 0; k < beats; k++)
		add_beat(0.4 + 0.8 * k - (k % 50 == 25 ? 0.28 : 0), k % 50 == 25);
	for (int i = 300 * RATE_HZ; i < 301 * RATE_HZ; i++)
		drawn_uv[i] = NAN;
	return beats;
}

static void fail(const char *what, int64_t round)
{
	printf("round %lld: %s\n", (long long)round, what);
	exit(1);
}

/* Beats belong to the round in which they lie; labels come up to 3 s later. */
static void take_events(int64_t start)
{
	struct ecg_event event;

	while (ecg_stream_get(&stream, &event) > 0) {
		if (event.kind == ECG_FINDING)
			now.findings++;
		if (event.kind != ECG_BEAT_FINAL || event.beat.label == BEAT_NONE)
			continue;
		if (event.beat.id <= newest_id || now.count == BEATS_MAX)
			fail("the counter of beats went back, or there are too many", start);
		newest_id = event.beat.id;
		event.beat.sample_index -= start;
		event.beat.decided_index -= start;
		event.beat.id = 0;
		now.beat[now.count++] = event.beat;
	}
}

static void play_round(int64_t round)
{
	memset(&now, 0, sizeof now);
	for (int i = 0; i < ROUND; i++) {
		ecg_stream_push(&stream, drawn_uv[i]);
		take_events(round * ROUND);
	}
}

static void compare(int64_t round)
{
	if (now.count != second.count)
		fail("other beats than in the second round", round);
	for (size_t i = 0; i < now.count; i++) {
		const struct ecg_beat *a = &now.beat[i], *b = &second.beat[i];

		if (llabs(a->sample_index - b->sample_index) > 1 ||
		    fabsf(a->rr_ms - b->rr_ms) > 16 || a->label != b->label)
			fail("a beat is not as it was in the second round", round);
	}
	if (now.findings != second.findings)
		fail("other findings than in the second round", round);
}

int main(int argc, char **argv)
{
	int64_t rounds = (int64_t)ROUNDS_PER_HOUR * (argc > 1 ? atoi(argv[1]) : HOURS);
	int beats = draw_round();

	if (rounds < 3 || ecg_stream_init(&stream, RATE_HZ) < 0)
		return 2;
	for (int64_t round = 0; round < rounds; round++) {
		play_round(round);
		if (round == 1)
			second = now;
		if (round > 1)
			compare(round);
	}
	if (second.count + 3 < (size_t)beats)
		fail("beats are missing", 1);
	printf("%lld days, %zu beats every ten minutes, always the same ones\n",
	       (long long)rounds / (ROUNDS_PER_HOUR * 24), second.count);
	return 0;
}
