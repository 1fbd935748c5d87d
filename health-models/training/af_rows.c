/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hands out the features of af_features.h, beat by beat, for train_af.py (ctypes): of a lead, as
 * the engine finds its beats, or of beats that somebody else found. Not part of the product.
 */
#include <string.h>

#include "health-models/ecg/af_features.h"
#include "health-models/ecg/candidates.h"
#include "health-models/ecg/ecg.h"

struct af_rows {
	float *features; /* AF_FEATURES per beat */
	double *samples; /* where the beat is */
	long max, count;
};

int af_features_count(void);
int af_run_signal(const float *uv, long n, double rate_hz, double ventricular, struct af_rows *out);
void af_run_beats(const double *samples, long n, double rate_hz, struct af_rows *out);

int af_features_count(void)
{
	return AF_FEATURES;
}

static void add_row(const struct af_window *w, double sample, struct af_rows *out)
{
	if (out->count == out->max)
		return;
	af_features(w, out->features + out->count * AF_FEATURES);
	out->samples[out->count++] = sample;
}

static void measure(const struct ecg *e, uint64_t id, struct af_atrial *atrial)
{
	memset(atrial, 0, sizeof *atrial);
	for (int64_t i = e->candidate_count - 1; i >= 0 && i > e->candidate_count - ECG_CANDIDATES;
	     i--) {
		int64_t before;

		if (candidate_seen(e, i)->id != id)
			continue;
		before = beat_before(e, i);
		af_atrial_measure(&e->trace, candidate_seen(e, i),
				  before < 0 ? -1 : candidate_seen(e, before)->at, atrial);
		return;
	}
}

/* 0 .. 1, the same for the same number. */
static double drawn(uint64_t number)
{
	return (double)((number * 0x9E3779B97F4A7C15u) >> 40) / (1 << 24);
}

static void take_events(struct ecg *e, struct af_window *w, double ventricular, struct af_rows *out)
{
	struct ecg_event event;
	struct af_atrial atrial;

	while (ecg_get(e, &event) > 0) {
		if (event.kind != ECG_BEAT_FINAL || event.beat.label == BEAT_NONE)
			continue;
		if (drawn(event.beat.id) < ventricular)
			event.beat.label = BEAT_VENTRICULAR;
		measure(e, event.beat.id, &atrial);
		af_window_add(w, &event.beat, &atrial);
		add_row(w, (double)event.beat.sample_index, out);
	}
}

/* ventricular: share of the beats that are called so at random, whatever they are. */
int af_run_signal(const float *uv, long n, double rate_hz, double ventricular, struct af_rows *out)
{
	struct ecg_settings settings = {.rate_hz = rate_hz};
	struct ecg e;
	struct af_window w;
	int rc = ecg_init(&e, &settings);

	af_window_init(&w);
	for (long i = 0; rc >= 0 && i <= n; i++) {
		rc = i < n ? ecg_push(&e, uv[i]) : ecg_flush(&e);
		take_events(&e, &w, ventricular, out);
	}
	return rc < 0 ? rc : 0;
}

void af_run_beats(const double *samples, long n, double rate_hz, struct af_rows *out)
{
	struct af_window w;

	af_window_init(&w);
	for (long i = 0; i < n; i++) {
		struct ecg_beat beat = {.sample_index = (int64_t)samples[i], .label = BEAT_NORMAL};

		if (i > 0)
			beat.rr_ms = (float)((samples[i] - samples[i - 1]) * 1000 / rate_hz);
		af_window_add(&w, &beat, NULL);
		add_row(&w, samples[i], out);
	}
}
