/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/variability/hrv.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "health-models/ecg/variability/hrv_hours.h"
#include "health-models/ecg/variability/hrv_measures.h"
#include "health-models/ecg/variability/hrv_spectrum.h"

enum { NN_MIN = 30 /* intervals below which a window says nothing */ };

static const float NN_MIN_MS = 200, NN_MAX_MS = 3000;
static const float TIME_UP_TO = 0.20f, FREQUENCY_UP_TO = 0.10f; /* artefact share */
static const double RATE_MAX_HZ = 1e6;

int hrv_init(struct hrv *h, double rate_hz)
{
	if (!(rate_hz > 0 && rate_hz <= RATE_MAX_HZ))
		return -ERANGE;
	memset(h, 0, sizeof *h);
	h->rate_hz = rate_hz;
	return 0;
}

static int64_t window_start(const struct hrv *h, int64_t window)
{
	return (int64_t)ceil((double)window * HRV_WINDOW_S * h->rate_hz);
}

static void measure(struct hrv *h, struct hrv_window *w)
{
	double covered_ms;

	memset(w, 0, sizeof *w);
	w->start_index = window_start(h, h->window);
	w->end_index = window_start(h, h->window + 1);
	hrv_judge_intervals(h->interval, h->count);
	covered_ms = hrv_covered_ms(h->interval, h->count, &w->nn);
	w->artefact_share = fmaxf(0, 1 - (float)(covered_ms / (1000.0 * HRV_WINDOW_S)));
	if (w->artefact_share > TIME_UP_TO || w->nn < NN_MIN)
		return;
	w->quality = HRV_TIME_ONLY;
	hrv_measure_time(h->interval, h->count, w);
	if (w->artefact_share > FREQUENCY_UP_TO)
		return;
	w->quality = HRV_FULL;
	hrv_measure_spectrum(h->interval, h->count, covered_ms, w);
}

/* Ends the window; returns 1 if there is something to tell. */
static int end_window(struct hrv *h, struct hrv_window *window)
{
	bool any = h->count > 0;

	if (any) {
		measure(h, window);
		hrv_hours_add(&h->hours, window, h->interval, h->count);
	}
	h->count = 0;
	h->last_kept = false;
	return any;
}

static void keep(struct hrv *h, int64_t sample_index, float rr_ms)
{
	int64_t from_start = sample_index - window_start(h, h->window);

	h->interval[h->count++] = (struct hrv_interval){
	    .end_s = (float)((double)from_start / h->rate_hz),
	    .rr_ms = rr_ms,
	    .follows = h->last_kept,
	};
}

int hrv_push_interval(struct hrv *h, int64_t sample_index, float rr_ms, bool normal,
		      struct hrv_window *window)
{
	int64_t number = (int64_t)floor((double)sample_index / (HRV_WINDOW_S * h->rate_hz));
	bool is_nn = normal && h->last_normal && rr_ms >= NN_MIN_MS && rr_ms <= NN_MAX_MS;
	int told = 0;

	if (number > h->window) {
		told = end_window(h, window);
		h->window = number;
	}
	if (is_nn && number == h->window && h->count < HRV_NN_MAX) {
		keep(h, sample_index, rr_ms);
		h->last_kept = true;
	} else {
		h->last_kept = false;
	}
	h->last_normal = normal;
	return told;
}

int hrv_push(struct hrv *h, const struct ecg_beat *beat, struct hrv_window *window)
{
	return hrv_push_interval(h, beat->sample_index, beat->rr_ms, beat->label == BEAT_NORMAL,
				 window);
}

int hrv_flush(struct hrv *h, int64_t end_index, struct hrv_window *window)
{
	if (end_index < window_start(h, h->window + 1))
		return 0;
	return end_window(h, window);
}
