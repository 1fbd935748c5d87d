/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/rate-options.h"

enum { AGE_MAX_YEARS = 130 };

gboolean rate_options_any(const struct rate_options *options)
{
	return options->brady_below_bpm >= 0 || options->tachy_above_bpm >= 0 ||
	       options->age_years >= 0;
}

gboolean rate_options_get(const struct rate_options *options, struct rate_limits *limits,
			  GError **error)
{
	const char *wrong = NULL;

	*limits = (struct rate_limits){0, 0};
	if (options->age_years >= 0)
		*limits = rate_limits_of_age(options->age_years);
	if (options->brady_below_bpm >= 0)
		limits->brady_below_bpm = (float)options->brady_below_bpm;
	if (options->tachy_above_bpm >= 0)
		limits->tachy_above_bpm = (float)options->tachy_above_bpm;
	if (options->age_years < -1 || options->age_years > AGE_MAX_YEARS)
		wrong = "--age takes 0 to 130 years";
	else if (options->brady_below_bpm < -1 || options->tachy_above_bpm < -1 ||
		 options->brady_below_bpm == 0 || options->tachy_above_bpm == 0 ||
		 !rate_limits_are_sound(*limits))
		wrong =
		    "--brady-below takes 20 to 150 and --tachy-above 60 to 300 beats a minute, the "
		    "first one lower";
	if (wrong)
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);
	return wrong == NULL;
}
