/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of `twinctl analyze ecg`. */
#pragma once

#include "health-models/ecg/rhythm/rate_limits.h"
#include "health-models/rehab/heart/hr_zone.h"
#include "recordings/playback.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	struct playback_settings playback;
	char *annotator; /* extension of the annotation files */
	char *output;    /* their folder; NULL = write none */
	gboolean json;
	char *plot;        /* NULL = none */
	gboolean has_span; /* the plot is to show from_s to to_s, not what is telling */
	double from_s, to_s;
	struct rate_limits rate_limits; /* what is slow and fast; 0 = usual for adults */
	gboolean has_zone;
	struct hr_zone_limits zone; /* how long the heart was in it is asked for */
	char **records;             /* one at least */
} HtEcgOptions;

/* Fills *options (free with ht_ecg_options_clear()). Returns COMMAND_OK, or COMMAND_USAGE after one
 * line on stderr. --help prints and leaves the program. */
int ht_ecg_options_parse(HtEcgOptions *options, int argc, char **argv);
void ht_ecg_options_clear(HtEcgOptions *options);

G_END_DECLS
