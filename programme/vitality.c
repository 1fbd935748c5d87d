/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/vitality.h"

#include <math.h>

static const struct {
	const char *name;
	gsize offset; /* of a float in struct hrv_window */
	enum hrv_quality least;
} measures[HT_VITALITY_MEASURES] = {
    [HT_VITALITY_MEAN_NN] = {"mean_nn_ms", offsetof(struct hrv_window, mean_nn_ms), HRV_TIME_ONLY},
    [HT_VITALITY_SDNN] = {"sdnn_ms", offsetof(struct hrv_window, sdnn_ms), HRV_TIME_ONLY},
    [HT_VITALITY_RMSSD] = {"rmssd_ms", offsetof(struct hrv_window, rmssd_ms), HRV_TIME_ONLY},
    [HT_VITALITY_PNN50] = {"pnn50", offsetof(struct hrv_window, pnn50), HRV_TIME_ONLY},
    [HT_VITALITY_SD1] = {"sd1_ms", offsetof(struct hrv_window, sd1_ms), HRV_TIME_ONLY},
    [HT_VITALITY_SD2] = {"sd2_ms", offsetof(struct hrv_window, sd2_ms), HRV_TIME_ONLY},
    [HT_VITALITY_VLF] = {"vlf_ms2", offsetof(struct hrv_window, vlf_ms2), HRV_FULL},
    [HT_VITALITY_LF] = {"lf_ms2", offsetof(struct hrv_window, lf_ms2), HRV_FULL},
    [HT_VITALITY_HF] = {"hf_ms2", offsetof(struct hrv_window, hf_ms2), HRV_FULL},
    [HT_VITALITY_LF_HF] = {"lf_hf", offsetof(struct hrv_window, lf_hf), HRV_FULL},
};

HtVitality *ht_vitality_new(double rate_hz)
{
	HtVitality *v = g_new0(HtVitality, 1);

	v->rate_hz = rate_hz;
	/* The engine takes fewer rates than these two. */
	(void)hrv_init(&v->hrv, rate_hz);
	(void)respiration_init(&v->respiration, rate_hz);
	v->windows = g_array_new(FALSE, FALSE, sizeof(struct hrv_window));
	v->per_minute = g_array_new(FALSE, FALSE, sizeof(float));
	return v;
}

void ht_vitality_free(HtVitality *v)
{
	if (!v)
		return;
	g_array_unref(v->windows);
	g_array_unref(v->per_minute);
	g_free(v);
}

void ht_vitality_add(HtVitality *v, const struct ecg_beat *beat)
{
	struct respiration_reading reading;

	ht_vitality_add_interval(v, beat->sample_index, beat->rr_ms, beat->label == BEAT_NORMAL);
	if (respiration_push(&v->respiration, beat, &reading) > 0)
		ht_vitality_add_breaths(v, reading.per_minute);
	if (beat->p_wave >= 0) {
		v->judged++;
		v->with_p += beat->p_wave > 0.5f;
	}
}

void ht_vitality_add_interval(HtVitality *v, gint64 sample_index, float rr_ms, gboolean normal)
{
	struct hrv_window window;

	if (hrv_push_interval(&v->hrv, sample_index, rr_ms, normal, &window) > 0)
		g_array_append_val(v->windows, window);
}

void ht_vitality_add_breaths(HtVitality *v, float per_minute)
{
	v->readings++;
	if (per_minute > 0)
		g_array_append_val(v->per_minute, per_minute);
}

void ht_vitality_end(HtVitality *v, gint64 samples)
{
	struct hrv_window window;

	if (hrv_flush(&v->hrv, samples, &window) > 0)
		g_array_append_val(v->windows, window);
}

const char *ht_vitality_measure_name(enum ht_vitality_measure measure)
{
	return measures[measure].name;
}

double ht_vitality_measure_of(const struct hrv_window *window, enum ht_vitality_measure measure)
{
	if (window->quality < measures[measure].least)
		return NAN;
	return (double)*(const float *)(const void *)((const guint8 *)window +
						      measures[measure].offset);
}

static int smaller_first(gconstpointer a, gconstpointer b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static double quantile(const GArray *values, double part)
{
	g_autoptr(GArray) sorted = g_array_copy((GArray *)values);

	if (sorted->len == 0)
		return NAN;
	g_array_sort(sorted, smaller_first);
	return (double)g_array_index(sorted, float, (guint)(part * (sorted->len - 1) + 0.5));
}

/* Over the windows that have this measure. */
static double median(const HtVitality *v, enum ht_vitality_measure measure)
{
	g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(float));

	for (guint i = 0; i < v->windows->len; i++) {
		float value = (float)ht_vitality_measure_of(
		    &g_array_index(v->windows, struct hrv_window, i), measure);

		if (isfinite(value))
			g_array_append_val(values, value);
	}
	return quantile(values, 0.5);
}

static void count_windows(const HtVitality *v, HtVitalityNumbers *n)
{
	double sum = 0;

	for (guint i = 0; i < v->windows->len; i++) {
		const struct hrv_window *w = &g_array_index(v->windows, struct hrv_window, i);

		n->windows += w->quality >= HRV_TIME_ONLY;
		sum += (double)w->artefact_share;
	}
	n->windows_left_out = v->windows->len - n->windows;
	n->artefact_share = v->windows->len > 0 ? sum / v->windows->len : NAN;
}

HtVitalityNumbers ht_vitality_numbers(const HtVitality *v)
{
	struct hrv_hours_numbers hours = hrv_hours_get(&v->hrv);
	HtVitalityNumbers n = {
	    .sdann_ms = hours.has_sdann ? (double)hours.sdann_ms : NAN,
	    .sdnn_index_ms = hours.has_sdann ? (double)hours.sdnn_index_ms : NAN,
	    .triangular_index = hours.has_triangular_index ? (double)hours.triangular_index : NAN,
	    .readings = v->readings,
	    .told_share = v->readings > 0 ? (double)v->per_minute->len / v->readings : NAN,
	    .breaths_per_minute = quantile(v->per_minute, 0.5),
	    .breaths_p10 = quantile(v->per_minute, 0.1),
	    .breaths_p90 = quantile(v->per_minute, 0.9),
	    .p_wave_share = v->judged > 0 ? (double)v->with_p / (double)v->judged : NAN,
	};

	count_windows(v, &n);
	for (guint i = 0; i < HT_VITALITY_MEASURES; i++)
		n.median[i] = median(v, (enum ht_vitality_measure)i);
	return n;
}
