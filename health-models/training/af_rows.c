/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For train_af.py (ctypes): the beats of a lead as the AF detector gets them
 * from the engine, or of somebody else's intervals, and the features of such
 * beats. Not part of the product.
 */
#include <string.h>

#include "health-models/ecg/atria/af_detector.h"
#include "health-models/ecg/ecg.h"

/* A row of bytes to the caller; begins: nothing is known of what was before it.
 */
struct af_row {
	struct af_beat beat;
	int64_t begins;
};

int af_row_size(void);
int af_feature_count(void);
int af_record_feature_count(void);
int af_stride(void);
long af_beats_of_signal(const float *uv, long n, double rate_hz, struct af_row *out, long max,
			float *record);
void af_beats_of_intervals(const double *samples, long n, double rate_hz, struct af_row *out);
void af_beat_words(const struct af_row *row, long n, double *sample, float *rr_ms,
		   int8_t *readable);
long af_features_of(const struct af_row *row, long n, const uint8_t *ventricular, int blind,
		    float *feature, int64_t *which);

int af_row_size(void)
{
	return sizeof(struct af_row);
}

int af_feature_count(void)
{
	return AF_FEATURES;
}

int af_record_feature_count(void)
{
	return AF_RECORD_FEATURES;
}

int af_stride(void)
{
	return AF_STRIDE;
}

static long take_new(const struct af_window *w, int64_t *seen, struct af_row *out, long max)
{
	long n = 0;

	for (; *seen < w->count; (*seen)++) {
		if (n == max)
			continue;
		out[n].beat = *af_window_beat(w, *seen);
		out[n++].begins = *seen == w->first;
	}
	return n;
}

/* record: AF_RECORD_FEATURES of the whole. Returns how many, or a negative
 * errno. */
long af_beats_of_signal(const float *uv, long n, double rate_hz, struct af_row *out, long max,
			float *record)
{
	struct ecg_settings settings = {.rate_hz = rate_hz};
	struct ecg e;
	struct ecg_event event;
	int64_t seen = 0;
	long beats = 0;
	int rc = ecg_init(&e, &settings);

	for (long i = 0; rc >= 0 && i <= n; i++) {
		rc = i < n ? ecg_push(&e, uv[i]) : ecg_flush(&e);
		beats += take_new(&e.af.window, &seen, out + beats, max - beats);
		while (ecg_get(&e, &event) > 0)
			;
	}
	af_record_features(&e.af.window, (double)n / rate_hz, record);
	return rc < 0 ? rc : beats;
}

void af_beats_of_intervals(const double *samples, long n, double rate_hz, struct af_row *out)
{
	struct af_window w;

	af_window_init(&w);
	for (long i = 0; i < n; i++) {
		struct ecg_beat beat = {.sample_index = (int64_t)samples[i],
					.label = BEAT_NORMAL,
					.confidence = 1,
					.p_wave = -1};

		if (i > 0)
			beat.rr_ms = (float)((samples[i] - samples[i - 1]) * 1000 / rate_hz);
		af_window_add(&w, &beat, NULL);
		out[i].beat = *af_window_beat(&w, w.count - 1);
		out[i].begins = i == 0;
	}
}

/* Where each beat is, its interval, and whether the signal was readable. */
void af_beat_words(const struct af_row *row, long n, double *sample, float *rr_ms, int8_t *readable)
{
	for (long i = 0; i < n; i++) {
		sample[i] = (double)row[i].beat.sample_index;
		rr_ms[i] = row[i].beat.rr_ms;
		readable[i] = row[i].beat.sight.readable;
	}
}

static void add(struct af_window *w, const struct af_beat *b, bool ventricular, int blind)
{
	struct ecg_beat beat = {.sample_index = b->sample_index,
				.label = ventricular ? BEAT_VENTRICULAR : b->label,
				.confidence = b->confidence,
				.rr_ms = b->rr_ms,
				.qrs_ms = b->qrs_ms,
				.p_wave = blind ? -1 : b->p_wave};
	struct af_sight sight = b->sight;

	if (blind)
		memset(&sight.atrial, 0, sizeof sight.atrial);
	af_window_add(w, &beat, &sight);
}

/* Judged as the detector does. ventricular: which beats are called so, whatever
 * they are. blind: without their atria. which: the beat of each row. Returns
 * how many rows. */
long af_features_of(const struct af_row *row, long n, const uint8_t *ventricular, int blind,
		    float *feature, int64_t *which)
{
	struct af_window w;
	long rows = 0;
	int64_t target = 0;

	af_window_init(&w);
	for (long i = 0; i < n; i++) {
		bool last = i + 1 == n || row[i + 1].begins;

		if (row[i].begins) {
			af_window_break(&w);
			target = w.first;
		}
		add(&w, &row[i].beat, ventricular[i], blind);
		if (last && w.count - w.first < AF_FIRST_BEATS)
			continue;
		while (target < w.count && (last || target + AF_DELAY < w.count)) {
			af_features(&w, target, feature + rows * AF_FEATURES);
			which[rows++] = target;
			target += AF_STRIDE;
		}
	}
	return rows;
}
