/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/sum.h"

#include "programme/finding-kinds.h"

#include <math.h>

static void insert_if_known(GVariantDict *dict, const char *key, double value)
{
	if (value > 0.0)
		g_variant_dict_insert(dict, key, "d", value);
}

static void describe_heart_rate(GVariantDict *dict, const HtSum *sum)
{
	double lowest = 0.0, highest = 0.0;

	for (guint i = 0; i < sum->minutes->len; i++) {
		const struct twin_minute *minute =
		    &g_array_index(sum->minutes, struct twin_minute, i);
		double low = (double)minute->hr_min_bpm;

		if (low > 0.0 && (lowest == 0.0 || low < lowest))
			lowest = low;
		highest = MAX(highest, (double)minute->hr_max_bpm);
	}
	if (sum->rr_count > 0)
		insert_if_known(dict, "hr_mean_bpm", 60000.0 * (double)sum->rr_count / sum->rr_ms);
	insert_if_known(dict, "hr_min_bpm", lowest);
	insert_if_known(dict, "hr_max_bpm", highest);
	insert_if_known(dict, "hr_rest_bpm", (double)twin_hr_rest_bpm(&sum->twin));
}

static double findings_s(const HtSum *sum, enum finding_kind kind)
{
	return sum->findings[kind].inside_s;
}

static guint64 findings_count(const HtSum *sum, enum finding_kind kind)
{
	return sum->findings[kind].count;
}

/* How many of each kind there are, and for how long. */
static void describe_findings(GVariantDict *dict, const HtSum *sum)
{
	const HtFindingKind *kind;
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{s(td)}"));
	for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++)
		if (findings_count(sum, kind->kind) > 0 || findings_s(sum, kind->kind) > 0)
			g_variant_builder_add(&builder, "{s(td)}", kind->name,
					      findings_count(sum, kind->kind),
					      findings_s(sum, kind->kind));
	g_variant_dict_insert_value(dict, "findings", g_variant_builder_end(&builder));
	g_variant_dict_insert(dict, "couplets", "t", findings_count(sum, FINDING_COUPLET));
	g_variant_dict_insert(dict, "ventricular_runs", "t",
			      findings_count(sum, FINDING_VENTRICULAR_RUN) +
				  findings_count(sum, FINDING_VENTRICULAR_TACHYCARDIA));
	g_variant_dict_insert(dict, "irregular_s", "d", findings_s(sum, FINDING_IRREGULAR));
}

/* The part of the time with a signal that fibrillation and flutter of the atria take. */
static void describe_burden(GVariantDict *dict, const HtSum *sum)
{
	double af_s =
	    findings_s(sum, FINDING_ATRIAL_FIBRILLATION) + findings_s(sum, FINDING_ATRIAL_FLUTTER);
	double signal_s = sum->recorded_s - findings_s(sum, FINDING_NO_SIGNAL);

	g_variant_dict_insert(dict, "af_s", "d", af_s);
	if (signal_s > 0)
		g_variant_dict_insert(dict, "af_share", "d", MIN(1, af_s / signal_s));
}

static void describe_signal(GVariantDict *dict, const HtSum *sum)
{
	g_variant_dict_insert(dict, "recorded_s", "d", sum->recorded_s);
	g_variant_dict_insert(dict, "readable_s", "d", sum->grade_s[QUALITY_FULL]);
	g_variant_dict_insert(dict, "rhythm_only_s", "d", sum->grade_s[QUALITY_RHYTHM_ONLY]);
	g_variant_dict_insert(dict, "unreadable_s", "d", sum->grade_s[QUALITY_UNREADABLE]);
	g_variant_dict_insert(dict, "no_signal_s", "d", findings_s(sum, FINDING_NO_SIGNAL));
	g_variant_dict_insert(dict, "strap_off_s", "d", sum->strap_off_s);
	g_variant_dict_insert(dict, "gaps", "t", sum->gaps);
}

static void add_number(GVariantDict *dict, const char *key, double value)
{
	if (isfinite(value))
		g_variant_dict_insert(dict, key, "d", value);
}

static GVariant *variability_of(const HtVitalityNumbers *n)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "windows", "u", n->windows);
	g_variant_dict_insert(&dict, "windows_left_out", "u", n->windows_left_out);
	add_number(&dict, "artefact_share", n->artefact_share);
	for (guint i = 0; i < HT_VITALITY_MEASURES; i++)
		add_number(&dict, ht_vitality_measure_name((enum ht_vitality_measure)i),
			   n->median[i]);
	add_number(&dict, "sdann_ms", n->sdann_ms);
	add_number(&dict, "sdnn_index_ms", n->sdnn_index_ms);
	add_number(&dict, "triangular_index", n->triangular_index);
	return g_variant_dict_end(&dict);
}

static GVariant *breaths_of(const HtVitalityNumbers *n)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "readings", "u", n->readings);
	add_number(&dict, "told_share", n->told_share);
	add_number(&dict, "per_minute", n->breaths_per_minute);
	add_number(&dict, "p10", n->breaths_p10);
	add_number(&dict, "p90", n->breaths_p90);
	return g_variant_dict_end(&dict);
}

static void describe_vitality(GVariantDict *dict, const HtSum *sum)
{
	HtVitalityNumbers n = ht_vitality_numbers(sum->vitality);

	if (n.windows + n.windows_left_out > 0)
		g_variant_dict_insert_value(dict, "hrv", variability_of(&n));
	if (n.readings > 0)
		g_variant_dict_insert_value(dict, "respiration", breaths_of(&n));
}

static void describe_activity(GVariantDict *dict, const HtSum *sum)
{
	GVariantDict activity;

	if (!(sum->activity.worn_s > 0))
		return;
	g_variant_dict_init(&activity, NULL);
	g_variant_dict_insert(&activity, "steps", "t", sum->activity.steps);
	g_variant_dict_insert(&activity, "soft_steps", "t", sum->activity.soft_steps);
	g_variant_dict_insert(&activity, "active_s", "d", sum->activity.active_s);
	g_variant_dict_insert(&activity, "walking_s", "d", sum->activity.walking_s);
	g_variant_dict_insert(&activity, "worn_s", "d", sum->activity.worn_s);
	g_variant_dict_insert(&activity, "falls", "t", sum->activity.falls);
	g_variant_dict_insert_value(dict, "activity", g_variant_dict_end(&activity));
}

GVariant *ht_sum_describe(const HtSum *sum)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	if (sum->recorded_s > 0.0) {
		g_variant_dict_insert(&dict, "start_utc_us", "x", sum->first_utc_ns / 1000);
		g_variant_dict_insert(&dict, "end_utc_us", "x", sum->last_utc_ns / 1000);
	}
	describe_signal(&dict, sum);
	g_variant_dict_insert(&dict, "beats", "t", sum->beats);
	for (guint i = 0; i < HT_BEAT_CLASSES; i++)
		g_variant_dict_insert(&dict, ht_beat_class_name(i), "t", sum->labels.count[i]);
	describe_findings(&dict, sum);
	describe_burden(&dict, sum);
	describe_heart_rate(&dict, sum);
	describe_vitality(&dict, sum);
	describe_activity(&dict, sum);
	return g_variant_ref_sink(g_variant_dict_end(&dict));
}
