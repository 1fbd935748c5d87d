/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-summary.h"

enum { RUN_BEATS_MIN = 3, RUN_RATE_MIN_BPM = 100 };

HtEcgSummary *ht_ecg_summary_new(double rate_hz)
{
	HtEcgSummary *summary = g_new0(HtEcgSummary, 1);

	summary->rate_hz = rate_hz;
	summary->vitality = ht_vitality_new(rate_hz);
	summary->findings = g_array_new(FALSE, FALSE, sizeof(struct ecg_finding));
	return summary;
}

void ht_ecg_summary_free(HtEcgSummary *summary)
{
	ht_vitality_free(summary->vitality);
	g_array_unref(summary->findings);
	g_free(summary->zone);
	g_free(summary);
}

static void add_beat(HtEcgSummary *summary, const struct ecg_beat *beat)
{
	histogram_add(&summary->final_latency, beat->decided_index - beat->sample_index);
	summary->beats++;
	ht_beat_counts_add(&summary->labels, beat->label);
	rr_statistics_add(&summary->rr, (double)beat->rr_ms, beat->label == BEAT_NORMAL);
	ht_vitality_add(summary->vitality, beat);
}

/* Findings kept by an earlier version have no kind of their own for it. */
static gboolean is_ventricular_tachycardia(const struct ecg_finding *finding)
{
	return finding->kind == FINDING_VENTRICULAR_TACHYCARDIA ||
	       (finding->kind == FINDING_VENTRICULAR_RUN && finding->number[0] >= RUN_BEATS_MIN &&
		finding->number[1] >= RUN_RATE_MIN_BPM);
}

static void add_finding(HtEcgSummary *summary, const struct ecg_finding *finding)
{
	if (finding->kind == FINDING_NO_SIGNAL)
		summary->unreadable_samples += finding->end_index - finding->start_index;
	if (is_ventricular_tachycardia(finding))
		summary->ventricular_runs++;
	ht_finding_tally_add(&summary->tally, finding,
			     (double)finding->start_index / summary->rate_hz,
			     (double)finding->end_index / summary->rate_hz);
	g_array_append_val(summary->findings, *finding);
}

static void add_polarity(HtEcgSummary *summary, enum lead_polarity polarity)
{
	summary->polarity_changes += summary->polarity != POLARITY_UNKNOWN &&
				     polarity != POLARITY_UNKNOWN && polarity != summary->polarity;
	if (polarity != POLARITY_UNKNOWN)
		summary->polarity = polarity;
}

void ht_ecg_summary_add(HtEcgSummary *summary, const struct ecg_event *event)
{
	switch (event->kind) {
	case ECG_BEAT_FIRST:
		histogram_add(&summary->first_latency,
			      event->beat.decided_index - event->beat.sample_index);
		break;
	case ECG_BEAT_FINAL:
		if (event->beat.label != BEAT_NONE)
			add_beat(summary, &event->beat);
		break;
	case ECG_FINDING:
		add_finding(summary, &event->finding);
		break;
	case ECG_QUALITY:
		signal_time_change(&summary->signal, event->quality.quality,
				   event->quality.start_index);
		break;
	case ECG_POLARITY:
		add_polarity(summary, event->polarity.polarity);
		break;
	case ECG_RHYTHM:
		break;
	}
}

void ht_ecg_summary_end(HtEcgSummary *summary, gint64 samples)
{
	summary->samples = samples;
	if (samples < 0)
		return;
	ht_vitality_end(summary->vitality, samples);
	signal_time_end(&summary->signal, samples);
}

double ht_ecg_summary_seconds(const HtEcgSummary *summary)
{
	return (double)summary->samples / summary->rate_hz;
}

double ht_ecg_summary_analysable_seconds(const HtEcgSummary *summary)
{
	return (double)MAX(summary->samples - summary->unreadable_samples, 0) / summary->rate_hz;
}

double ht_ecg_summary_af_seconds(const HtEcgSummary *summary)
{
	return summary->tally.kinds[FINDING_ATRIAL_FIBRILLATION].total_s +
	       summary->tally.kinds[FINDING_ATRIAL_FLUTTER].total_s;
}
