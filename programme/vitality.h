/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heart rate variability, respiration and P waves of one recording or of a day, beat by beat, and
 * what to say of them. */
#pragma once

#include "health-models/ecg/variability/hrv.h"
#include "health-models/ecg/variability/respiration.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	double rate_hz;
	struct hrv hrv;
	struct respiration respiration;
	GArray *windows;    /* struct hrv_window */
	GArray *per_minute; /* float: breaths, where they could be told */
	guint readings;     /* with those where they could not */
	guint64 judged, with_p;
} HtVitality;

/* What is told of each window, and as a median of all of them. */
enum ht_vitality_measure {
	HT_VITALITY_MEAN_NN,
	HT_VITALITY_SDNN,
	HT_VITALITY_RMSSD,
	HT_VITALITY_PNN50,
	HT_VITALITY_SD1,
	HT_VITALITY_SD2,
	HT_VITALITY_VLF,
	HT_VITALITY_LF,
	HT_VITALITY_HF,
	HT_VITALITY_LF_HF,
	HT_VITALITY_MEASURES,
};

/* What is not known is NaN. */
typedef struct {
	guint windows, windows_left_out; /* of HRV_WINDOW_S, with and without numbers */
	double artefact_share;           /* 0..1 of all windows' time */
	double median[HT_VITALITY_MEASURES];
	double sdann_ms, sdnn_index_ms, triangular_index;
	guint readings;    /* of respiration, told or not */
	double told_share; /* of the readings, 0..1 */
	double breaths_per_minute, breaths_p10, breaths_p90;
	double p_wave_share; /* of the beats */
} HtVitalityNumbers;

HtVitality *ht_vitality_new(double rate_hz);
void ht_vitality_free(HtVitality *vitality);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtVitality, ht_vitality_free)

/* Takes a beat with its final label, in order: everything is told. */
void ht_vitality_add(HtVitality *vitality, const struct ecg_beat *beat);
/* The same for what is kept of beats and breaths: the variability alone, and a reading of the
 * respiration, per_minute 0 = could not be told. */
void ht_vitality_add_interval(HtVitality *vitality, gint64 sample_index, float rr_ms,
			      gboolean normal);
void ht_vitality_add_breaths(HtVitality *vitality, float per_minute);
/* The recording has so many samples. */
void ht_vitality_end(HtVitality *vitality, gint64 samples);

/* "mean_nn_ms", "sdnn_ms", ... */
const char *ht_vitality_measure_name(enum ht_vitality_measure measure);
/* Of one window; NaN = it has too many artefacts for this. */
double ht_vitality_measure_of(const struct hrv_window *window, enum ht_vitality_measure measure);
HtVitalityNumbers ht_vitality_numbers(const HtVitality *vitality);

G_END_DECLS
