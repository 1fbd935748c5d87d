/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/finding-words.h"

#include "common/record.h"

const char *ht_finding_kind_name(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_COUPLET:
		return "couplet";
	case FINDING_VENTRICULAR_RUN:
		return "ventricular_run";
	case FINDING_NO_SIGNAL:
		return "no_signal";
	case FINDING_IRREGULAR:
		return "irregular";
	}
	return "unknown";
}

const char *ht_rhythm_name(enum rhythm rhythm)
{
	switch (rhythm) {
	case RHYTHM_UNKNOWN:
		return "unknown";
	case RHYTHM_REGULAR:
		return "regular";
	case RHYTHM_IRREGULAR:
		return "irregular";
	case RHYTHM_VENTRICULAR_RUN:
		return "ventricular_run";
	case RHYTHM_NO_SIGNAL:
		return "no_signal";
	}
	return "unknown";
}

const char *ht_gap_cause_name(int cause)
{
	switch (cause) {
	case GAP_LINK_LOST:
		return "link_lost";
	case GAP_FRAME_LOST:
		return "frame_lost";
	case GAP_QUEUE_FULL:
		return "queue_full";
	case GAP_BAD_FRAME:
		return "bad_frame";
	case GAP_CLOCK_SET:
		return "clock_set";
	case GAP_STREAM_OFF:
		return "stream_off";
	default:
		return "unknown";
	}
}

static int strap_of(const struct ecg_finding *finding)
{
	return (int)finding->number[0];
}

char *ht_finding_reason(const struct ecg_finding *finding)
{
	switch (finding->kind) {
	case FINDING_COUPLET:
		return g_strdup("two ventricular beats in a row");
	case FINDING_VENTRICULAR_RUN:
		return g_strdup_printf("%.0f ventricular beats in a row at %.0f/min",
				       (double)finding->number[0], (double)finding->number[1]);
	case FINDING_NO_SIGNAL:
		if (strap_of(finding) == NO_SIGNAL_STRAP_OFF)
			return g_strdup("strap off the skin");
		if (strap_of(finding) == NO_SIGNAL_STRAP_ON)
			return g_strdup("flat, missing or saturated signal with the strap on");
		return g_strdup("flat, missing or saturated signal");
	case FINDING_IRREGULAR:
		return g_strdup("irregular intervals between normal beats");
	}
	return g_strdup("");
}

char *ht_finding_words(const struct ecg_finding *finding, double duration_s)
{
	switch (finding->kind) {
	case FINDING_COUPLET:
		return g_strdup("Two ventricular beats in a row");
	case FINDING_VENTRICULAR_RUN:
		return g_strdup_printf("Run of %.0f ventricular beats at %.0f per minute",
				       (double)finding->number[0], (double)finding->number[1]);
	case FINDING_NO_SIGNAL:
		if (strap_of(finding) == NO_SIGNAL_STRAP_OFF)
			return g_strdup_printf("Strap off the skin for %.0f s", duration_s);
		if (strap_of(finding) == NO_SIGNAL_STRAP_ON)
			return g_strdup_printf("No readable signal for %.0f s, the strap is on",
					       duration_s);
		return g_strdup_printf("No readable signal for %.0f s", duration_s);
	case FINDING_IRREGULAR:
		return g_strdup_printf("Irregular rhythm for %.0f s", duration_s);
	}
	return g_strdup("Finding of a kind that this version does not know");
}
