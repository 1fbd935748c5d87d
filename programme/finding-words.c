/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/finding-words.h"

#include "common/record.h"
#include "programme/finding-kinds.h"

const char *ht_finding_kind_name(enum finding_kind kind)
{
	const HtFindingKind *known = ht_finding_kind_at(ht_finding_rank(kind));

	return known ? known->name : "unknown";
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

const char *ht_signal_quality_words(enum signal_quality quality)
{
	switch (quality) {
	case QUALITY_UNKNOWN:
		break;
	case QUALITY_UNREADABLE:
		return "not readable";
	case QUALITY_RHYTHM_ONLY:
		return "good for the rhythm alone";
	case QUALITY_FULL:
		return "good";
	}
	return "not judged yet";
}

const char *ht_lead_polarity_name(enum lead_polarity polarity)
{
	switch (polarity) {
	case POLARITY_UNKNOWN:
		break;
	case POLARITY_UPRIGHT:
		return "upright";
	case POLARITY_INVERTED:
		return "inverted";
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
	case RHYTHM_VENTRICULAR_TACHYCARDIA:
		return "ventricular_tachycardia";
	case RHYTHM_SUPRAVENTRICULAR_RUN:
		return "supraventricular_run";
	case RHYTHM_PACED:
		return "paced";
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

/* What the line looks like where there is no signal. */
static const char *line_words(const struct ecg_finding *finding)
{
	switch ((int)finding->number[1]) {
	case NO_SIGNAL_LINE_MISSING:
		return "samples never came";
	case NO_SIGNAL_LINE_FLAT:
		return "a flat line";
	case NO_SIGNAL_LINE_VIOLENT:
		return "saturated, or jumps that no heart makes";
	default:
		return "flat, missing or saturated";
	}
}

static char *strap_reason(const struct ecg_finding *finding)
{
	if ((int)finding->number[0] == NO_SIGNAL_STRAP_OFF)
		return g_strdup("strap off the skin");
	return g_strdup_printf("%s%s", line_words(finding),
			       (int)finding->number[0] == NO_SIGNAL_STRAP_ON ? ", the strap is on"
									     : "");
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

/* A width of 0 is one that was not kept. */
static char *paced_reason(const struct ecg_finding *finding)
{
	double qrs_ms = (double)finding->number[2];
	g_autofree char *width =
	    qrs_ms > 0 ? g_strdup_printf(", QRS %.0f ms", qrs_ms) : g_strdup("");

	return g_strdup_printf("%.0f broad beats that begin all at once, %.0f/min%s",
			       (double)finding->number[0], (double)finding->number[1], width);
}

char *ht_finding_reason(const struct ecg_finding *finding)
{
	const float *number = finding->number;

	switch (finding->reason) {
	case REASON_NONE:
		return g_strdup("");
	case REASON_NO_SIGNAL:
		return strap_reason(finding);
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
		    "irregular (%.2f), a P wave before %.0f %% of beats, %.0f/min",
		    (double)number[0], 100 * (double)number[1], (double)number[2]);
	case REASON_IRREGULAR_INTERVALS:
		return g_strdup_printf("irregular (%.2f), %.0f/min", (double)number[0],
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
	case REASON_IDIOVENTRICULAR:
	case REASON_ACCELERATED_IDIOVENTRICULAR:
		return row_reason(finding);
	case REASON_PACED_SHAPE:
		return paced_reason(finding);
	}
	return g_strdup("");
}

double ht_finding_rate_bpm(const struct ecg_finding *finding)
{
	switch (finding->reason) {
	case REASON_BEATS_IN_A_ROW:
	case REASON_EVERY_SECOND_VENTRICULAR:
	case REASON_EVERY_SECOND_SUPRAVENTRICULAR:
	case REASON_EVERY_THIRD_VENTRICULAR:
	case REASON_EVERY_THIRD_SUPRAVENTRICULAR:
	case REASON_PACING_SPIKES:
	case REASON_PACED_SHAPE:
	case REASON_IDIOVENTRICULAR:
	case REASON_ACCELERATED_IDIOVENTRICULAR:
		return (double)finding->number[1];
	case REASON_RATE_BELOW_LIMIT:
	case REASON_RATE_ABOVE_LIMIT:
	case REASON_IRREGULAR_WITHOUT_P:
	case REASON_IRREGULAR_INTERVALS:
	case REASON_FLUTTER_WAVES:
		return (double)finding->number[2];
	case REASON_NONE:
	case REASON_NO_SIGNAL:
	case REASON_IRREGULARITY:
	case REASON_PAUSE_2_S:
	case REASON_PAUSE_2_5_S:
	case REASON_PAUSE_3_S:
	case REASON_NO_BEAT:
	case REASON_FIBRILLATION_WAVES:
	case REASON_VENTRICULAR_FLUTTER_WAVES:
		break;
	}
	return 0;
}

char *ht_duration_words(double seconds)
{
	gint64 s = (gint64)(CLAMP(seconds, 0, 1e12) + 0.5);

	if (s >= 3600)
		return g_strdup_printf("%" G_GINT64_FORMAT " h %d min", s / 3600,
				       (int)(s / 60 % 60));
	if (s >= 60)
		return g_strdup_printf("%d min %d s", (int)(s / 60), (int)(s % 60));
	return g_strdup_printf("%d s", (int)s);
}

/* What a finding of this kind is called, with what belongs to its name. */
static char *title_of(const struct ecg_finding *finding)
{
	const HtFindingKind *known = ht_finding_kind_at(ht_finding_rank(finding->kind));

	if (finding->kind == FINDING_NO_SIGNAL && (int)finding->number[0] == NO_SIGNAL_STRAP_OFF)
		return g_strdup("Strap off the skin");
	if (finding->reason == REASON_VENTRICULAR_FLUTTER_WAVES)
		return g_strdup("Ventricular flutter");
	if (finding->reason == REASON_IDIOVENTRICULAR)
		return g_strdup("Idioventricular rhythm");
	if (finding->reason == REASON_ACCELERATED_IDIOVENTRICULAR)
		return g_strdup("Accelerated idioventricular rhythm");
	return g_strdup(known ? known->title : "Finding of a kind that this version does not know");
}

/* Its numbers are its length, or the length is not what matters. */
static gboolean tells_length(const struct ecg_finding *finding)
{
	return finding->kind != FINDING_PAUSE && finding->kind != FINDING_ASYSTOLE &&
	       finding->kind != FINDING_VENTRICULAR_RUN && finding->reason != REASON_BEATS_IN_A_ROW;
}

/* What the title says already is not said again. */
static char *detail_of(const struct ecg_finding *finding)
{
	gboolean strap_off =
	    finding->kind == FINDING_NO_SIGNAL && (int)finding->number[0] == NO_SIGNAL_STRAP_OFF;

	if (strap_off || finding->kind == FINDING_ASYSTOLE || finding->reason == REASON_NONE)
		return g_strdup("");
	if (finding->kind == FINDING_PAUSE)
		return g_strdup_printf("%.1f s from beat to beat", (double)finding->number[0]);
	return ht_finding_reason(finding);
}

char *ht_finding_words(const struct ecg_finding *finding, double duration_s)
{
	g_autofree char *title = title_of(finding);
	g_autofree char *detail = detail_of(finding);
	g_autofree char *length = ht_duration_words(duration_s);
	GString *words = g_string_new(title);

	if (finding->kind == FINDING_ASYSTOLE)
		g_string_append_printf(words, " for %.1f s", (double)finding->number[0]);
	else if (tells_length(finding))
		g_string_append_printf(words, " for %s", length);
	if (detail[0])
		g_string_append_printf(words, ": %s", detail);
	if (finding->quality == QUALITY_UNREADABLE && finding->kind != FINDING_NO_SIGNAL)
		g_string_append(words, " (poor signal)");
	return g_string_free(words, FALSE);
}

char *ht_finding_label(const struct ecg_finding *finding)
{
	double rate_bpm = ht_finding_rate_bpm(finding);
	gboolean is_row = finding->reason == REASON_BEATS_IN_A_ROW ||
			  finding->reason == REASON_IDIOVENTRICULAR ||
			  finding->reason == REASON_ACCELERATED_IDIOVENTRICULAR;
	GString *label = g_string_new(NULL);
	g_autofree char *title = title_of(finding);

	g_string_append(label, title);
	if (finding->kind == FINDING_PAUSE || finding->kind == FINDING_ASYSTOLE)
		g_string_append_printf(label, ", %.1f s", (double)finding->number[0]);
	if (is_row && finding->kind != FINDING_COUPLET)
		g_string_append_printf(label, ", %.0f beats", (double)finding->number[0]);
	if (rate_bpm > 0)
		g_string_append_printf(label, ", %.0f/min", rate_bpm);
	return g_string_free(label, FALSE);
}
