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
	case FINDING_BIGEMINY:
		return "bigeminy";
	case FINDING_TRIGEMINY:
		return "trigeminy";
	case FINDING_VENTRICULAR_TACHYCARDIA:
		return "ventricular_tachycardia";
	case FINDING_SUPRAVENTRICULAR_RUN:
		return "supraventricular_run";
	case FINDING_ATRIAL_FIBRILLATION:
		return "atrial_fibrillation";
	case FINDING_ATRIAL_FLUTTER:
		return "atrial_flutter";
	case FINDING_VENTRICULAR_FIBRILLATION:
		return "ventricular_fibrillation";
	case FINDING_ASYSTOLE:
		return "asystole";
	case FINDING_PAUSE:
		return "pause";
	case FINDING_BRADYCARDIA:
		return "bradycardia";
	case FINDING_TACHYCARDIA:
		return "tachycardia";
	case FINDING_PACED:
		return "paced";
	}
	return "unknown";
}

const char *ht_signal_quality_name(enum signal_quality quality)
{
	switch (quality) {
	case QUALITY_UNKNOWN:
		return "unknown";
	case QUALITY_UNREADABLE:
		return "unreadable";
	case QUALITY_RHYTHM_ONLY:
		return "rhythm_only";
	case QUALITY_FULL:
		return "full";
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
	case RHYTHM_ASYSTOLE:
		return "asystole";
	case RHYTHM_VENTRICULAR_FIBRILLATION:
		return "ventricular_fibrillation";
	case RHYTHM_ATRIAL_FIBRILLATION:
		return "atrial_fibrillation";
	case RHYTHM_ATRIAL_FLUTTER:
		return "atrial_flutter";
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

static const char *strap_reason(const struct ecg_finding *finding)
{
	if ((int)finding->number[0] == NO_SIGNAL_STRAP_OFF)
		return "strap off the skin";
	if ((int)finding->number[0] == NO_SIGNAL_STRAP_ON)
		return "flat, missing or saturated signal with the strap on";
	return "flat, missing or saturated signal";
}

/* Which beats a run or couplet is made of. */
static const char *beats_of(enum finding_kind kind)
{
	return kind == FINDING_SUPRAVENTRICULAR_RUN ? "supraventricular" : "ventricular";
}

/* A rate of 0 is one that was not kept. */
static char *row_reason(const struct ecg_finding *finding)
{
	double beats = (double)finding->number[0], rate_bpm = (double)finding->number[1];

	if (beats <= 2 && rate_bpm <= 0)
		return g_strdup_printf("two %s beats in a row", beats_of(finding->kind));
	if (beats <= 2)
		return g_strdup_printf("two %s beats in a row at %.0f/min", beats_of(finding->kind),
				       rate_bpm);
	return g_strdup_printf("%.0f %s beats in a row at %.0f/min", beats, beats_of(finding->kind),
			       rate_bpm);
}

static char *turn_reason(const struct ecg_finding *finding, const char *which, const char *what)
{
	return g_strdup_printf("every %s beat %s, %.0f times, heart rate %.0f/min", which, what,
			       (double)finding->number[0], (double)finding->number[1]);
}

static char *pause_reason(const struct ecg_finding *finding, const char *limit_s)
{
	double before_ms = (double)finding->number[1];
	g_autofree char *before =
	    before_ms > 0 ? g_strdup_printf(", %.0f ms the time before", before_ms) : g_strdup("");

	return g_strdup_printf("%.2f s from beat to beat (%s s and more)%s",
			       (double)finding->number[0], limit_s, before);
}

char *ht_finding_reason(const struct ecg_finding *finding)
{
	const float *number = finding->number;

	switch (finding->reason) {
	case REASON_NONE:
		return g_strdup("");
	case REASON_NO_SIGNAL:
		return g_strdup(strap_reason(finding));
	case REASON_IRREGULARITY:
		return g_strdup("irregular intervals between normal beats");
	case REASON_BEATS_IN_A_ROW:
		return row_reason(finding);
	case REASON_EVERY_SECOND_VENTRICULAR:
		return turn_reason(finding, "second", "ventricular");
	case REASON_EVERY_SECOND_SUPRAVENTRICULAR:
		return turn_reason(finding, "second", "supraventricular");
	case REASON_EVERY_THIRD_VENTRICULAR:
		return turn_reason(finding, "third", "ventricular");
	case REASON_EVERY_THIRD_SUPRAVENTRICULAR:
		return turn_reason(finding, "third", "supraventricular");
	case REASON_PAUSE_2_S:
		return pause_reason(finding, "2");
	case REASON_PAUSE_2_5_S:
		return pause_reason(finding, "2.5");
	case REASON_PAUSE_3_S:
		return pause_reason(finding, "3");
	case REASON_NO_BEAT:
		return g_strdup_printf("no heart beat for %.1f s with the electrodes on the skin",
				       (double)number[0]);
	case REASON_RATE_BELOW_LIMIT:
		return g_strdup_printf(
		    "%.0f/min on average, %.0f/min at the lowest, limit %.0f/min",
		    (double)number[0], (double)number[2], (double)number[1]);
	case REASON_RATE_ABOVE_LIMIT:
		return g_strdup_printf(
		    "%.0f/min on average, %.0f/min at the highest, limit %.0f/min",
		    (double)number[0], (double)number[2], (double)number[1]);
	case REASON_IRREGULAR_WITHOUT_P:
		return g_strdup_printf(
		    "irregular intervals (%.2f), P waves before %.0f %% of beats, %.0f/min",
		    (double)number[0], 100 * (double)number[1], (double)number[2]);
	case REASON_IRREGULAR_INTERVALS:
		return g_strdup_printf("irregular intervals (%.2f), %.0f/min", (double)number[0],
				       (double)number[2]);
	case REASON_FLUTTER_WAVES:
		return g_strdup_printf(
		    "atrial waves at %.0f/min, %.0f to a beat, heart rate %.0f/min",
		    (double)number[0], (double)number[1], (double)number[2]);
	case REASON_FIBRILLATION_WAVES:
		return g_strdup_printf("chaotic waves at %.0f/min, %.0f uV high, no beats",
				       (double)number[0], (double)number[1]);
	case REASON_VENTRICULAR_FLUTTER_WAVES:
		return g_strdup_printf("regular waves at %.0f/min, %.0f uV high, no beats",
				       (double)number[0], (double)number[1]);
	case REASON_PACING_SPIKES:
		return g_strdup_printf("%.0f beats behind a pacing spike, %.0f/min",
				       (double)number[0], (double)number[1]);
	case REASON_PACED_SHAPE:
		return g_strdup_printf("%.0f broad beats like clockwork, %.0f/min",
				       (double)number[0], (double)number[1]);
	}
	return g_strdup("");
}

static char *no_signal_words(const struct ecg_finding *finding, double duration_s)
{
	if ((int)finding->number[0] == NO_SIGNAL_STRAP_OFF)
		return g_strdup_printf("Strap off the skin for %.0f s", duration_s);
	if ((int)finding->number[0] == NO_SIGNAL_STRAP_ON)
		return g_strdup_printf("No readable signal for %.0f s, the strap is on",
				       duration_s);
	return g_strdup_printf("No readable signal for %.0f s", duration_s);
}

static char *run_words(const char *name, const struct ecg_finding *finding)
{
	return g_strdup_printf("%s: %.0f beats at %.0f per minute", name,
			       (double)finding->number[0], (double)finding->number[1]);
}

static char *with_reason(const char *name, const struct ecg_finding *finding, double duration_s)
{
	g_autofree char *reason = ht_finding_reason(finding);

	return g_strdup_printf("%s for %.0f s%s%s", name, duration_s, reason[0] ? ": " : "",
			       reason);
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
		return no_signal_words(finding, duration_s);
	case FINDING_IRREGULAR:
		return g_strdup_printf("Irregular rhythm for %.0f s", duration_s);
	case FINDING_BIGEMINY:
		return with_reason("Bigeminy", finding, duration_s);
	case FINDING_TRIGEMINY:
		return with_reason("Trigeminy", finding, duration_s);
	case FINDING_VENTRICULAR_TACHYCARDIA:
		return run_words("Ventricular tachycardia", finding);
	case FINDING_SUPRAVENTRICULAR_RUN:
		return run_words("Supraventricular run", finding);
	case FINDING_ATRIAL_FIBRILLATION:
		return with_reason("Atrial fibrillation", finding, duration_s);
	case FINDING_ATRIAL_FLUTTER:
		return with_reason("Atrial flutter", finding, duration_s);
	case FINDING_VENTRICULAR_FIBRILLATION:
		return with_reason(finding->reason == REASON_VENTRICULAR_FLUTTER_WAVES
				       ? "Ventricular flutter"
				       : "Ventricular fibrillation",
				   finding, duration_s);
	case FINDING_ASYSTOLE:
		return g_strdup_printf("No heart beat for %.1f s", (double)finding->number[0]);
	case FINDING_PAUSE:
		return g_strdup_printf("Pause of %.1f s", (double)finding->number[0]);
	case FINDING_BRADYCARDIA:
		return with_reason("Slow heart", finding, duration_s);
	case FINDING_TACHYCARDIA:
		return with_reason("Fast heart", finding, duration_s);
	case FINDING_PACED:
		return with_reason("Paced beats", finding, duration_s);
	}
	return g_strdup("Finding of a kind that this version does not know");
}
