/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze-ecg-vitality-print.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

static int smaller_first(gconstpointer a, gconstpointer b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static double quantile(const GArray *values, double part)
{
	g_autoptr(GArray) sorted = g_array_copy((GArray *)values);

	if (sorted->len == 0)
		return 0;
	g_array_sort(sorted, smaller_first);
	return (double)g_array_index(sorted, float, (guint)(part * (sorted->len - 1) + 0.5));
}

/* Median over the windows that have this measure, a float at offset in struct hrv_window. */
static double median(const HtEcgVitality *v, gsize offset, enum hrv_quality least)
{
	g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(float));

	for (guint i = 0; i < v->windows->len; i++) {
		const struct hrv_window *w = &g_array_index(v->windows, struct hrv_window, i);

		if (w->quality >= least)
			g_array_append_vals(values, (const guint8 *)w + offset, 1);
	}
	return quantile(values, 0.5);
}

static guint count_windows(const HtEcgVitality *v, enum hrv_quality least)
{
	guint count = 0;

	for (guint i = 0; i < v->windows->len; i++)
		count += g_array_index(v->windows, struct hrv_window, i).quality >= least;
	return count;
}

static double artefact_share(const HtEcgVitality *v)
{
	double sum = 0;

	for (guint i = 0; i < v->windows->len; i++)
		sum += (double)g_array_index(v->windows, struct hrv_window, i).artefact_share;
	return v->windows->len > 0 ? sum / v->windows->len : 0;
}

static void add_number(JsonBuilder *b, const char *name, double value)
{
	json_builder_set_member_name(b, name);
	json_builder_add_double_value(b, round(value * 1000) / 1000);
}

static void add_count(JsonBuilder *b, const char *name, guint64 value)
{
	json_builder_set_member_name(b, name);
	json_builder_add_int_value(b, (gint64)value);
}

static const struct {
	const char *name;
	gsize offset;
	enum hrv_quality least;
} measures[] = {
    {"mean_nn_ms", offsetof(struct hrv_window, mean_nn_ms), HRV_TIME_ONLY},
    {"sdnn_ms", offsetof(struct hrv_window, sdnn_ms), HRV_TIME_ONLY},
    {"rmssd_ms", offsetof(struct hrv_window, rmssd_ms), HRV_TIME_ONLY},
    {"pnn50", offsetof(struct hrv_window, pnn50), HRV_TIME_ONLY},
    {"sd1_ms", offsetof(struct hrv_window, sd1_ms), HRV_TIME_ONLY},
    {"sd2_ms", offsetof(struct hrv_window, sd2_ms), HRV_TIME_ONLY},
    {"vlf_ms2", offsetof(struct hrv_window, vlf_ms2), HRV_FULL},
    {"lf_ms2", offsetof(struct hrv_window, lf_ms2), HRV_FULL},
    {"hf_ms2", offsetof(struct hrv_window, hf_ms2), HRV_FULL},
    {"lf_hf", offsetof(struct hrv_window, lf_hf), HRV_FULL},
};

static float measure(const struct hrv_window *w, gsize offset)
{
	return *(const float *)(const void *)((const guint8 *)w + offset);
}

static void add_window_json(const HtEcgVitality *v, const struct hrv_window *w, JsonBuilder *b)
{
	json_builder_begin_object(b);
	add_number(b, "start_s", (double)w->start_index / v->rate_hz);
	add_number(b, "artefact_share", (double)w->artefact_share);
	add_count(b, "nn", w->nn);
	for (guint i = 0; i < G_N_ELEMENTS(measures); i++) {
		if (w->quality >= measures[i].least)
			add_number(b, measures[i].name, (double)measure(w, measures[i].offset));
	}
	json_builder_end_object(b);
}

static void add_hours_json(const HtEcgVitality *v, JsonBuilder *b)
{
	struct hrv_hours_numbers n = hrv_hours_get(&v->hrv);

	if (n.has_sdann) {
		add_number(b, "sdann_ms", (double)n.sdann_ms);
		add_number(b, "sdnn_index_ms", (double)n.sdnn_index_ms);
	}
	if (n.has_triangular_index)
		add_number(b, "triangular_index", (double)n.triangular_index);
}

static void add_hrv_json(const HtEcgVitality *v, JsonBuilder *b)
{
	json_builder_set_member_name(b, "hrv");
	json_builder_begin_object(b);
	add_count(b, "window_s", HRV_WINDOW_S);
	add_count(b, "windows", count_windows(v, HRV_TIME_ONLY));
	add_count(b, "windows_left_out", v->windows->len - count_windows(v, HRV_TIME_ONLY));
	add_number(b, "artefact_share", artefact_share(v));
	for (guint i = 0; i < G_N_ELEMENTS(measures); i++) {
		if (count_windows(v, measures[i].least) > 0)
			add_number(b, measures[i].name,
				   median(v, measures[i].offset, measures[i].least));
	}
	add_hours_json(v, b);
	json_builder_set_member_name(b, "each");
	json_builder_begin_array(b);
	for (guint i = 0; i < v->windows->len; i++)
		add_window_json(v, &g_array_index(v->windows, struct hrv_window, i), b);
	json_builder_end_array(b);
	json_builder_end_object(b);
}

static void add_respiration_json(const HtEcgVitality *v, JsonBuilder *b)
{
	json_builder_set_member_name(b, "respiration");
	json_builder_begin_object(b);
	add_number(b, "told_share", (double)v->per_minute->len / v->readings);
	if (v->per_minute->len > 0) {
		add_number(b, "per_minute", quantile(v->per_minute, 0.5));
		add_number(b, "p10", quantile(v->per_minute, 0.1));
		add_number(b, "p90", quantile(v->per_minute, 0.9));
	}
	json_builder_end_object(b);
}

void ht_ecg_vitality_add_json(const HtEcgVitality *v, JsonBuilder *b)
{
	if (v->windows->len > 0)
		add_hrv_json(v, b);
	if (v->readings > 0)
		add_respiration_json(v, b);
	if (v->judged > 0)
		add_number(b, "p_wave_share", (double)v->with_p / (double)v->judged);
}

static void print_hours(const HtEcgVitality *v)
{
	struct hrv_hours_numbers n = hrv_hours_get(&v->hrv);

	if (n.has_sdann)
		printf("    over %.1f hours: SDANN %.0f ms, SDNN index %.0f ms\n",
		       n.windows * (HRV_WINDOW_S / 3600.0), (double)n.sdann_ms,
		       (double)n.sdnn_index_ms);
	if (n.has_triangular_index)
		printf("    triangular index %.1f\n", (double)n.triangular_index);
}

static double median_of(const HtEcgVitality *v, guint i)
{
	return median(v, measures[i].offset, measures[i].least);
}

static void print_hrv(const HtEcgVitality *v)
{
	guint good = count_windows(v, HRV_TIME_ONLY);

	printf("  variability in 5 minutes, median of %u windows (%u more have too many artefacts; "
	       "%.0f %% of all time left out):\n",
	       good, v->windows->len - good, 100 * artefact_share(v));
	if (good == 0)
		return;
	printf("    mean NN %.0f ms, SDNN %.0f ms, RMSSD %.0f ms, pNN50 %.0f %%, SD1 %.0f ms, SD2 "
	       "%.0f ms\n",
	       median_of(v, 0), median_of(v, 1), median_of(v, 2), 100 * median_of(v, 3),
	       median_of(v, 4), median_of(v, 5));
	if (count_windows(v, HRV_FULL) > 0)
		printf("    VLF %.0f ms^2, LF %.0f ms^2, HF %.0f ms^2, LF/HF %.1f\n",
		       median_of(v, 6), median_of(v, 7), median_of(v, 8), median_of(v, 9));
	print_hours(v);
}

void ht_ecg_vitality_print_text(const HtEcgVitality *v)
{
	if (v->windows->len > 0)
		print_hrv(v);
	if (v->per_minute->len > 0)
		printf("  respiration about %.0f/min (%.0f to %.0f/min in 80 %% of the minutes; "
		       "told in %.0f %% of them)\n",
		       quantile(v->per_minute, 0.5), quantile(v->per_minute, 0.1),
		       quantile(v->per_minute, 0.9), 100.0 * v->per_minute->len / v->readings);
	else if (v->readings > 0)
		printf("  respiration cannot be told\n");
	if (v->judged > 0)
		printf("  a P wave is seen before %.0f %% of the beats\n",
		       100 * (double)v->with_p / (double)v->judged);
}
