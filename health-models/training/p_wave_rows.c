/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the engine over one lead and hands out what p_wave.h weighs of every beat, for
 * train_p_wave.py (ctypes). Not part of the product.
 */
#include "health-models/ecg/beats/candidates.h"
#include "health-models/ecg/ecg.h"

enum { P_WAVE_ROW = 2 + P_WAVE_MEASURES /* sample_index, label */ };

int p_wave_row(void);
long p_wave_run(const float *uv, long n, double rate_hz, double *rows, long rows_max);

int p_wave_row(void)
{
	return P_WAVE_ROW;
}

static const struct candidate *candidate_of(const struct ecg *e, uint64_t id)
{
	for (int i = 0; i < ECG_CANDIDATES; i++)
		if (e->candidate[i].id == id)
			return &e->candidate[i];
	return 0;
}

/* As the engine does: measured first, then learned from. */
static long add_rows(struct ecg *e, struct p_wave *p, double *rows, long rows_max)
{
	struct ecg_event event;
	long count = 0;

	while (ecg_get(e, &event) > 0) {
		const struct candidate *c;
		float measure[P_WAVE_MEASURES];

		if (event.kind != ECG_BEAT_FINAL || event.beat.label == BEAT_NONE)
			continue;
		c = candidate_of(e, event.beat.id);
		if (!c)
			continue;
		if (count < rows_max && p_wave_measure(p, c->shape.before, measure)) {
			double *row = rows + count++ * P_WAVE_ROW;

			row[0] = (double)event.beat.sample_index;
			row[1] = (double)event.beat.label;
			for (int i = 0; i < P_WAVE_MEASURES; i++)
				row[2 + i] = (double)measure[i];
		}
		if (event.beat.label == BEAT_NORMAL)
			p_wave_learn(p, c->shape.before);
	}
	return count;
}

/* Returns the rows filled: those of beats for which enough was learned. */
long p_wave_run(const float *uv, long n, double rate_hz, double *rows, long rows_max)
{
	static _Thread_local struct ecg e;
	const struct ecg_settings settings = {.rate_hz = rate_hz};
	struct p_wave p;
	long count = 0;

	if (ecg_init(&e, &settings) < 0)
		return -1;
	p_wave_init(&p);
	for (long i = 0; i <= n; i++) {
		if (i < n ? ecg_push(&e, uv[i]) > 0 : ecg_flush(&e) >= 0)
			count += add_rows(&e, &p, rows + count * P_WAVE_ROW, rows_max - count);
	}
	return count;
}
