/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/vitality-print.h"

#include <math.h>
#include <stdio.h>

/* What is not known is left out. */
static void add_number(JsonBuilder *b, const char *name, double value)
{
	if (!isfinite(value))
		return;
	json_builder_set_member_name(b, name);
	json_builder_add_double_value(b, round(value * 1000) / 1000);
}

static void add_count(JsonBuilder *b, const char *name, guint64 value)
{
	json_builder_set_member_name(b, name);
	json_builder_add_int_value(b, (gint64)value);
}

static void add_window_json(const HtVitality *v, const struct hrv_window *w, JsonBuilder *b)
{
	json_builder_begin_object(b);
	add_number(b, "start_s", (double)w->start_index / v->rate_hz);
	add_number(b, "artefact_share", (double)w->artefact_share);
	add_count(b, "nn", w->nn);
	for (guint i = 0; i < HT_VITALITY_MEASURES; i++) {
		enum ht_vitality_measure measure = (enum ht_vitality_measure)i;

		add_number(b, ht_vitality_measure_name(measure),
			   ht_vitality_measure_of(w, measure));
	}
	json_builder_end_object(b);
}

static void add_hrv_json(const HtVitality *v, const HtVitalityNumbers *n, JsonBuilder *b)
{
	json_builder_set_member_name(b, "hrv");
	json_builder_begin_object(b);
	add_count(b, "window_s", HRV_WINDOW_S);
	add_count(b, "windows", n->windows);
	add_count(b, "windows_left_out", n->windows_left_out);
	add_number(b, "artefact_share", n->artefact_share);
	for (guint i = 0; i < HT_VITALITY_MEASURES; i++)
		add_number(b, ht_vitality_measure_name((enum ht_vitality_measure)i), n->median[i]);
	add_number(b, "sdann_ms", n->sdann_ms);
	add_number(b, "sdnn_index_ms", n->sdnn_index_ms);
	add_number(b, "triangular_index", n->triangular_index);
	json_builder_set_member_name(b, "each");
	json_builder_begin_array(b);
	for (guint i = 0; i < v->windows->len; i++)
		add_window_json(v, &g_array_index(v->windows, struct hrv_window, i), b);
	json_builder_end_array(b);
	json_builder_end_object(b);
}

static void add_respiration_json(const HtVitalityNumbers *n, JsonBuilder *b)
{
	json_builder_set_member_name(b, "respiration");
	json_builder_begin_object(b);
	add_number(b, "told_share", n->told_share);
	add_number(b, "per_minute", n->breaths_per_minute);
	add_number(b, "p10", n->breaths_p10);
	add_number(b, "p90", n->breaths_p90);
	json_builder_end_object(b);
}

void vitality_add_json(const HtVitality *v, JsonBuilder *b)
{
	HtVitalityNumbers n = ht_vitality_numbers(v);

	if (v->windows->len > 0)
		add_hrv_json(v, &n, b);
	if (n.readings > 0)
		add_respiration_json(&n, b);
	add_number(b, "p_wave_share", n.p_wave_share);
}

static void print_hours(const HtVitalityNumbers *n)
{
	if (isfinite(n->sdann_ms))
		printf("    over %.1f hours: SDANN %.0f ms, SDNN index %.0f ms\n",
		       n->windows * (HRV_WINDOW_S / 3600.0), n->sdann_ms, n->sdnn_index_ms);
	if (isfinite(n->triangular_index))
		printf("    triangular index %.1f\n", n->triangular_index);
}

static void print_hrv(const HtVitalityNumbers *n)
{
	const double *m = n->median;

	printf("  variability in 5 minutes, median of %u windows (%u more have too many artefacts; "
	       "%.0f %% of all time left out):\n",
	       n->windows, n->windows_left_out, 100 * n->artefact_share);
	if (n->windows == 0)
		return;
	printf("    mean NN %.0f ms, SDNN %.0f ms, RMSSD %.0f ms, pNN50 %.0f %%, SD1 %.0f ms, SD2 "
	       "%.0f ms\n",
	       m[HT_VITALITY_MEAN_NN], m[HT_VITALITY_SDNN], m[HT_VITALITY_RMSSD],
	       100 * m[HT_VITALITY_PNN50], m[HT_VITALITY_SD1], m[HT_VITALITY_SD2]);
	if (isfinite(m[HT_VITALITY_LF]))
		printf("    VLF %.0f ms^2, LF %.0f ms^2, HF %.0f ms^2, LF/HF %.1f\n",
		       m[HT_VITALITY_VLF], m[HT_VITALITY_LF], m[HT_VITALITY_HF],
		       m[HT_VITALITY_LF_HF]);
	print_hours(n);
}

void vitality_print_text(const HtVitalityNumbers *n)
{
	if (n->windows + n->windows_left_out > 0)
		print_hrv(n);
	if (isfinite(n->breaths_per_minute))
		printf("  respiration about %.0f/min (%.0f to %.0f/min in 80 %% of the minutes; "
		       "told in %.0f %% of them)\n",
		       n->breaths_per_minute, n->breaths_p10, n->breaths_p90, 100 * n->told_share);
	else if (n->readings > 0)
		printf("  respiration cannot be told\n");
	if (isfinite(n->p_wave_share))
		printf("  a P wave is seen before %.0f %% of the beats\n", 100 * n->p_wave_share);
}
