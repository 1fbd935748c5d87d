/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the heart was in a zone of heart rates, of a recorded ECG, as a live session counts it.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"
#include "health-models/rehab/heart/hr_zone.h"

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Free with g_free(). */
typedef struct _HtEcgZone {
	double rate_hz;
	gboolean has_periodicity; /* the rate allows it */
	struct hr_periodicity periodicity;
	struct hr_zone zone;
} HtEcgZone;

/* "100:130", or with a cap "100:130:150", in beats a minute. */
gboolean ht_ecg_zone_parse(const char *text, struct hr_zone_limits *limits, GError **error);

HtEcgZone *ht_ecg_zone_new(const struct hr_zone_limits *limits, double rate_hz);
void ht_ecg_zone_add_sample(HtEcgZone *zone, gint64 index, float uv);
void ht_ecg_zone_add_event(HtEcgZone *zone, const struct ecg_event *event);
/* All of so many samples was added. */
void ht_ecg_zone_end(HtEcgZone *zone, gint64 samples);

/* A member "zone" of the open object. */
void ht_ecg_zone_add_json(const HtEcgZone *zone, JsonBuilder *builder);
/* A line for a person. */
void ht_ecg_zone_print_text(const HtEcgZone *zone);

G_END_DECLS
