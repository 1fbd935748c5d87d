/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/finding-reasons.h"

#include "programme/finding-words.h"

static const char *const names[REASON_MAX + 1] = {
    [REASON_NONE] = "",
    [REASON_NO_SIGNAL] = "no_signal",
    [REASON_IRREGULARITY] = "irregularity",
    [REASON_BEATS_IN_A_ROW] = "beats_in_a_row",
    [REASON_EVERY_SECOND_VENTRICULAR] = "every_second_ventricular",
    [REASON_EVERY_SECOND_SUPRAVENTRICULAR] = "every_second_supraventricular",
    [REASON_EVERY_THIRD_VENTRICULAR] = "every_third_ventricular",
    [REASON_EVERY_THIRD_SUPRAVENTRICULAR] = "every_third_supraventricular",
    [REASON_PAUSE_2_S] = "pause_2_s",
    [REASON_PAUSE_2_5_S] = "pause_2_5_s",
    [REASON_PAUSE_3_S] = "pause_3_s",
    [REASON_NO_BEAT] = "no_beat",
    [REASON_RATE_BELOW_LIMIT] = "rate_below_limit",
    [REASON_RATE_ABOVE_LIMIT] = "rate_above_limit",
    [REASON_IRREGULAR_WITHOUT_P] = "irregular_without_p",
    [REASON_IRREGULAR_INTERVALS] = "irregular_intervals",
    [REASON_FLUTTER_WAVES] = "flutter_waves",
    [REASON_FIBRILLATION_WAVES] = "fibrillation_waves",
    [REASON_VENTRICULAR_FLUTTER_WAVES] = "ventricular_flutter_waves",
    [REASON_PACING_SPIKES] = "pacing_spikes",
    [REASON_PACED_SHAPE] = "paced_shape",
    [REASON_IDIOVENTRICULAR] = "idioventricular",
    [REASON_ACCELERATED_IDIOVENTRICULAR] = "accelerated_idioventricular",
};

const char *ht_finding_reason_name(enum finding_reason reason)
{
	const char *name = reason <= REASON_MAX ? names[reason] : NULL;

	return name ? name : "";
}

enum finding_reason ht_finding_reason_named(const char *name)
{
	for (guint i = 0; i <= REASON_MAX; i++)
		if (names[i] && g_str_equal(name, names[i]))
			return (enum finding_reason)i;
	return REASON_NONE;
}

enum signal_quality ht_signal_quality_named(const char *name)
{
	for (guint i = QUALITY_UNKNOWN; i <= QUALITY_FULL; i++)
		if (g_str_equal(name, ht_signal_quality_name((enum signal_quality)i)))
			return (enum signal_quality)i;
	return QUALITY_UNKNOWN;
}
