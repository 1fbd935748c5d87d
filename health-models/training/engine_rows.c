/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the engine over one lead and hands out what its forests saw, for train_beats.py (ctypes).
 * Not part of the product.
 */
#include <string.h>

#include "health-models/ecg/beats/candidates.h"
#include "health-models/ecg/ecg.h"

enum { LABELS = 4 /* sample_index, label, decided_index of the first label, of the final one */ };

struct engine_rows {
	float *rows; /* per look: features, look (1 or 2), position in the caller's samples */
	long rows_max, rows_count;
	double *beats; /* per final beat: LABELS numbers */
	long beats_max, beats_count;
};

int engine_features(void);
int engine_features_first(void);
int engine_run(const float *uv, long n, double rate_hz, struct engine_rows *out);

int engine_features(void)
{
	return ECG_FEATURES;
}

int engine_features_first(void)
{
	return ECG_FEATURES_FIRST;
}

/* A last look that was left out leaves no features behind. */
static bool was_looked_at(const struct candidate *c, int look)
{
	for (int i = ECG_FEATURES_FIRST; look == 2 && i < ECG_FEATURES; i++) {
		if (c->feature[i] != 0)
			return true;
	}
	return look == 1;
}

static void add_looks(const struct ecg *e, int look, int64_t from, int64_t to,
		      struct engine_rows *out)
{
	for (int64_t i = from; i < to && out->rows_count < out->rows_max; i++) {
		const struct candidate *c = candidate_seen(e, i);
		float *row = out->rows + out->rows_count * (ECG_FEATURES + 2);

		if (!was_looked_at(c, look))
			continue;
		out->rows_count++;
		memcpy(row, c->feature, sizeof c->feature);
		row[ECG_FEATURES] = (float)look;
		row[ECG_FEATURES + 1] =
		    (float)rate_converter_position(&e->converter, (double)c->at);
	}
}

static void take_events(struct ecg *e, struct engine_rows *out)
{
	struct ecg_event event;
	double first = 0;

	while (ecg_get(e, &event) > 0) {
		double *beat = out->beats + out->beats_count * LABELS;

		if (event.kind == ECG_BEAT_FIRST)
			first = (double)event.beat.decided_index;
		if (event.kind != ECG_BEAT_FINAL || event.beat.label == BEAT_NONE ||
		    out->beats_count == out->beats_max)
			continue;
		beat[0] = (double)event.beat.sample_index;
		beat[1] = event.beat.label;
		beat[2] = first;
		beat[3] = (double)event.beat.decided_index;
		out->beats_count++;
	}
}

int engine_run(const float *uv, long n, double rate_hz, struct engine_rows *out)
{
	struct ecg_settings settings = {.rate_hz = rate_hz};
	struct ecg e;
	int64_t first = 0, last = 0;
	int rc = ecg_init(&e, &settings);

	for (long i = 0; rc >= 0 && i <= n; i++) {
		rc = i < n ? ecg_push(&e, uv[i]) : ecg_flush(&e);
		if (e.first_looked < first)
			first = e.first_looked;
		add_looks(&e, 2, last, e.last_looked, out);
		last = e.last_looked;
		add_looks(&e, 1, first > last ? first : last, e.first_looked, out);
		first = e.first_looked;
		take_events(&e, out);
	}
	return rc < 0 ? rc : 0;
}
