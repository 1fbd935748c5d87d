/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/vitality-print.h"

#include "common/glib/ht-json.h"

#include <math.h>
#include <stdio.h>

static void add_window_json(const HtVitality *v, const struct hrv_window *w, JsonBuilder *b)
{
	json_builder_begin_object(b);
	ht_json_measured(b, "start_s", (double)w->start_index / v->rate_hz);
	ht_json_measured(b, "artefact_share", (double)w->artefact_share);
	ht_json_int(b, "nn", w->nn);
	for (guint i = 0; i < HT_VITALITY_MEASURES; i++) {
		enum ht_vitality_measure measure = (enum ht_vitality_measure)i;

		ht_json_measured(b, ht_vitality_measure_name(measure),
				 ht_vitality_measure_of(w, measure));
	}
	json_builder_end_object(b);
}

static void add_hrv_json(const HtVitality *v, const HtVitalityNumbers *n, JsonBuilder *b)
{
	ht_json_begin_object(b, "hrv");
	ht_json_int(b, "window_s", HRV_WINDOW_S);
	ht_json_int(b, "windows", n->windows);
	ht_json_int(b, "windows_left_out", n->windows_left_out);
	ht_json_measured(b, "artefact_share", n->artefact_share);
	for (guint i = 0; i < HT_VITALITY_MEASURES; i++)
		ht_json_measured(b, ht_vitality_measure_name((enum ht_vitality_measure)i),
				 n->median[i]);
	ht_json_measured(b, "sdann_ms", n->sdann_ms);
	ht_json_measured(b, "sdnn_index_ms", n->sdnn_index_ms);
	ht_json_measured(b, "triangular_index", n->triangular_index);
	ht_json_begin_array(b, "each");
	for (guint i = 0; i < v->windows->len; i++)
		add_window_json(v, &g_array_index(v->windows, struct hrv_window, i), b);
	json_builder_end_array(b);
	json_builder_end_object(b);
}

static void add_respiration_json(const HtVitalityNumbers *n, JsonBuilder *b)
{
	ht_json_begin_object(b, "respiration");
	ht_json_measured(b, "told_share", n->told_share);
	ht_json_measured(b, "per_minute", n->breaths_per_minute);
	ht_json_measured(b, "p10", n->breaths_p10);
	ht_json_measured(b, "p90", n->breaths_p90);
	json_builder_end_object(b);
}

void vitality_add_json(const HtVitality *v, JsonBuilder *b)
{
	HtVitalityNumbers n = ht_vitality_numbers(v);

	if (v->windows->len > 0)
		add_hrv_json(v, &n, b);
	if (n.readings > 0)
		add_respiration_json(&n, b);
	ht_json_measured(b, "p_wave_share", n.p_wave_share);
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
