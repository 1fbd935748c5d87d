/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heart rate variability, respiration and P waves of one recording, beat by beat. */
#pragma once

#include "health-models/ecg/hrv.h"
#include "health-models/ecg/respiration.h"

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
} HtEcgVitality;

HtEcgVitality *ht_ecg_vitality_new(double rate_hz);
void ht_ecg_vitality_free(HtEcgVitality *vitality);

/* Takes a beat with its final label, in order. */
void ht_ecg_vitality_add(HtEcgVitality *vitality, const struct ecg_beat *beat);
/* The recording has so many samples. */
void ht_ecg_vitality_end(HtEcgVitality *vitality, gint64 samples);

G_END_DECLS
