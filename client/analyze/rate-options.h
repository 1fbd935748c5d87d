/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which heart rates are slow and fast, as options of commands that know no person. */
#pragma once

#include "health-models/ecg/rhythm/rate_limits.h"

#include <glib.h>

G_BEGIN_DECLS

/* Of --brady-below, --tachy-above and --age; -1 = not given. */
struct rate_options {
	int brady_below_bpm, tachy_above_bpm, age_years;
};

#define RATE_OPTIONS_NONE                                                                          \
	(struct rate_options)                                                                      \
	{                                                                                          \
		-1, -1, -1                                                                         \
	}

/* Was any given? */
gboolean rate_options_any(const struct rate_options *options);
/* What they come to: those given, else those of the age, else 0 (usual). Sets a G_OPTION_ERROR for
 * what no heart has. */
gboolean rate_options_get(const struct rate_options *options, struct rate_limits *limits,
			  GError **error);

G_END_DECLS
