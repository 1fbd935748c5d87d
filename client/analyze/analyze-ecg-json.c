/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-summary.h"
#include "client/analyze/analyze-ecg-zone.h"
#include "client/vitality-print.h"
#include "common/glib/ht-json.h"
#include "programme/finding-reasons.h"
#include "programme/finding-words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double rounded(double value, double steps_per_unit)
{
	return round(value * steps_per_unit) / steps_per_unit;
}

/* What too few beats cannot tell is left out. */
static void add_rates(JsonBuilder *b, const struct rr_statistics *rr)
{
	double value;

	if (rr_statistics_mean_rate_bpm(rr, &value))
		ht_json_measured(b, "mean_hr_bpm", value);
	if (rr->rate_min_bpm > 0) {
		ht_json_measured(b, "min_hr_bpm", rr->rate_min_bpm);
		ht_json_measured(b, "max_hr_bpm", rr->rate_max_bpm);
	}
}

static void add_variability(JsonBuilder *b, const struct rr_statistics *rr)
{
	double value;

	if (rr_statistics_rmssd_ms(rr, &value))
		ht_json_measured(b, "rmssd_ms", value);
	if (rr_statistics_sdnn_ms(rr, &value))
		ht_json_measured(b, "sdnn_ms", value);
}

static void add_percentiles(JsonBuilder *b, const char *name, const struct histogram *h,
			    double rate_hz)
{
	double sample_ms = 1000 / rate_hz;

	if (h->count == 0)
		return;
	ht_json_begin_object(b, name);
	ht_json_measured(b, "p50", (double)histogram_percentile(h, 50) * sample_ms);
	ht_json_measured(b, "p99", (double)histogram_percentile(h, 99) * sample_ms);
	ht_json_measured(b, "max", (double)h->max * sample_ms);
	json_builder_end_object(b);
}

static void add_latency(JsonBuilder *b, const HtEcgSummary *summary)
{
	if (summary->first_latency.count == 0 && summary->final_latency.count == 0)
		return;
	ht_json_begin_object(b, "latency_ms");
	add_percentiles(b, "first", &summary->first_latency, summary->rate_hz);
	add_percentiles(b, "final", &summary->final_latency, summary->rate_hz);
	json_builder_end_object(b);
}

static char *finish(JsonBuilder *b)
{
	g_autoptr(JsonNode) root = NULL;

	json_builder_end_object(b);
	root = json_builder_get_root(b);
	return json_to_string(root, FALSE);
}

/* What they mean goes by the code. */
static void add_numbers(JsonBuilder *b, const struct ecg_finding *finding)
{
	ht_json_begin_array(b, "numbers");
	for (guint i = 0; i < FINDING_NUMBERS; i++)
		json_builder_add_double_value(b, rounded((double)finding->number[i], 1000));
	json_builder_end_array(b);
}

static char *finding_to_json(const struct ecg_finding *finding, double rate_hz)
{
	g_autoptr(JsonBuilder) b = json_builder_new();
	g_autofree char *reason = ht_finding_reason(finding);

	json_builder_begin_object(b);
	ht_json_text(b, "kind", ht_finding_kind_name(finding->kind));
	ht_json_measured(b, "start_s", (double)finding->start_index / rate_hz);
	ht_json_measured(b, "end_s", (double)finding->end_index / rate_hz);
	ht_json_measured(b, "confidence", (double)finding->confidence);
	ht_json_text(b, "quality", ht_signal_quality_name(finding->quality));
	ht_json_text(b, "reason", reason);
	ht_json_text(b, "code", ht_finding_reason_name(finding->reason));
	add_numbers(b, finding);
	return finish(b);
}

/* One word for a short recording, of the classes of the PhysioNet/CinC Challenge 2017. */
static void add_rhythm_class(JsonBuilder *b, const HtEcgSummary *summary)
{
	static const char *const word[AF_CLASSES] = {"N", "AFIB", "OTHER", "NOISE"};
	int likeliest = 0;

	if (!summary->classified)
		return;
	for (int i = 1; i < AF_CLASSES; i++)
		if (summary->rhythm_class[i] > summary->rhythm_class[likeliest])
			likeliest = i;
	ht_json_text(b, "rhythm", word[likeliest]);
	ht_json_measured(b, "af_probability", (double)summary->rhythm_class[AF_FIBRILLATION]);
}

/* Beats by their label, as the annotations have it. */
static void add_labels(JsonBuilder *b, const HtBeatCounts *counts)
{
	ht_json_begin_object(b, "labels");
	for (guint i = 0; i < HT_BEAT_CLASSES; i++) {
		const char name[] = {(char)ht_beat_class_label(i), '\0'};

		ht_json_count(b, name, counts->count[i]);
	}
	json_builder_end_object(b);
}

/* Of each kind of finding, the gravest first, how many and how long. */
static void add_counts(JsonBuilder *b, const HtFindingTally *tally)
{
	const HtFindingKind *kind;

	ht_json_begin_object(b, "counts");
	for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++) {
		const HtFindingCount *count = &tally->kinds[kind->kind];

		if (count->count == 0)
			continue;
		ht_json_begin_object(b, kind->name);
		ht_json_count(b, "count", count->count);
		ht_json_measured(b, "total_s", count->total_s);
		json_builder_end_object(b);
	}
	json_builder_end_object(b);
}

static void add_burden(JsonBuilder *b, const HtEcgSummary *summary)
{
	double af_s = ht_ecg_summary_af_seconds(summary);
	double readable_s = ht_ecg_summary_analysable_seconds(summary);

	ht_json_measured(b, "af_s", af_s);
	if (readable_s > 0)
		ht_json_measured(b, "af_share", MIN(1, af_s / readable_s));
}

static void add_signal(JsonBuilder *b, const HtEcgSummary *summary)
{
	ht_json_begin_object(b, "signal");
	for (int grade = QUALITY_FULL; grade >= QUALITY_UNKNOWN; grade--) {
		g_autofree char *name =
		    g_strdup_printf("%s_s", ht_signal_quality_name((enum signal_quality)grade));

		ht_json_measured(b, name,
				 (double)summary->signal.samples[grade] / summary->rate_hz);
	}
	ht_json_measured(b, "no_signal_s", (double)summary->unreadable_samples / summary->rate_hz);
	ht_json_text(b, "polarity", ht_lead_polarity_name(summary->polarity));
	ht_json_count(b, "polarity_changes", summary->polarity_changes);
	json_builder_end_object(b);
}

/* All but the findings. */
static char *summary_to_json(const HtEcgSummary *summary, const char *record)
{
	g_autoptr(JsonBuilder) b = json_builder_new();
	/* File names need not be UTF-8, JSON must be. */
	g_autofree char *name = g_utf8_make_valid(record, -1);

	json_builder_begin_object(b);
	ht_json_text(b, "record", name);
	ht_json_measured(b, "seconds", ht_ecg_summary_seconds(summary));
	ht_json_measured(b, "analysable_s", ht_ecg_summary_analysable_seconds(summary));
	ht_json_count(b, "channel", summary->channel);
	ht_json_count(b, "beats", summary->beats);
	add_rates(b, &summary->rr);
	add_labels(b, &summary->labels);
	ht_json_count(b, "veb", ht_beat_counts_of(&summary->labels, BEAT_VENTRICULAR));
	ht_json_count(b, "sveb", ht_beat_counts_of(&summary->labels, BEAT_SUPRAVENTRICULAR));
	ht_json_count(b, "vt_runs", summary->ventricular_runs);
	add_counts(b, &summary->tally);
	add_burden(b, summary);
	add_signal(b, summary);
	add_variability(b, &summary->rr);
	add_rhythm_class(b, summary);
	vitality_add_json(summary->vitality, b);
	add_latency(b, summary);
	if (summary->zone)
		ht_ecg_zone_add_json(summary->zone, b);
	return finish(b);
}

/* A day can hold tens of thousands of findings, and a tree of them all would take more memory than
 * everything else: each is printed as an object of its own, into the place before the last brace.
 */
void ht_ecg_summary_print_json(const HtEcgSummary *summary, const char *record)
{
	g_autofree char *head = summary_to_json(summary, record);

	printf("%.*s,\"findings\":[", (int)strlen(head) - 1, head);
	for (guint i = 0; i < summary->findings->len; i++) {
		g_autofree char *finding = finding_to_json(
		    &g_array_index(summary->findings, struct ecg_finding, i), summary->rate_hz);

		printf("%s%s", i ? "," : "", finding);
	}
	printf("]}\n");
}
