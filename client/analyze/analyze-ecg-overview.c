/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-overview.h"

#include "programme/finding-words.h"

#include <math.h>

/* A part is no shorter than some beats, and no narrower than can be seen. */
enum { PARTS_MAX = 700, PART_MIN_S = 4 };

struct _HtEcgOverview {
	const HtEcgSummary *summary;
	guint parts;
	double rr_ms[PARTS_MAX];
	guint intervals[PARTS_MAX];
	double rate_bpm[PARTS_MAX];
	enum signal_quality grade; /* going on */
	double grade_since_s;
	GArray *grades;    /* struct ecg_plot_grade */
	GArray *lanes;     /* struct ecg_lane */
	GPtrArray *spans;  /* GArray of struct ecg_span: one for each lane */
	GPtrArray *labels; /* of the lanes */
	struct ecg_overview result;
};

static double length_s(const HtEcgOverview *o)
{
	return fmax(ht_ecg_summary_seconds(o->summary), 1);
}

HtEcgOverview *ht_ecg_overview_new(const HtEcgSummary *summary)
{
	HtEcgOverview *o = g_new0(HtEcgOverview, 1);

	o->summary = summary;
	o->parts = (guint)CLAMP(length_s(o) / PART_MIN_S, 1, PARTS_MAX);
	o->grades = g_array_new(FALSE, FALSE, sizeof(struct ecg_plot_grade));
	o->lanes = g_array_new(FALSE, FALSE, sizeof(struct ecg_lane));
	o->spans = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	o->labels = g_ptr_array_new_with_free_func(g_free);
	return o;
}

void ht_ecg_overview_free(HtEcgOverview *o)
{
	g_array_unref(o->grades);
	g_array_unref(o->lanes);
	g_ptr_array_unref(o->spans);
	g_ptr_array_unref(o->labels);
	g_free(o);
}

static void end_grade(HtEcgOverview *o, double time_s)
{
	const struct ecg_plot_grade grade = {
	    .start_s = o->grade_since_s,
	    .end_s = time_s,
	    .words = o->grade == QUALITY_UNREADABLE ? "signal not readable"
						    : "signal good for the rhythm alone",
	    .unreadable = o->grade == QUALITY_UNREADABLE,
	};

	if (time_s > o->grade_since_s &&
	    (o->grade == QUALITY_UNREADABLE || o->grade == QUALITY_RHYTHM_ONLY))
		g_array_append_val(o->grades, grade);
	o->grade_since_s = time_s;
}

static void add_beat(HtEcgOverview *o, const struct ecg_beat *beat)
{
	double time_s = (double)beat->sample_index / o->summary->rate_hz;
	guint part = (guint)CLAMP(time_s / length_s(o) * o->parts, 0, o->parts - 1);

	if (beat->label == BEAT_NONE || beat->rr_ms <= 0)
		return;
	o->rr_ms[part] += (double)beat->rr_ms;
	o->intervals[part]++;
}

void ht_ecg_overview_add(HtEcgOverview *o, const struct ecg_event *event)
{
	if (event->kind == ECG_BEAT_FINAL)
		add_beat(o, &event->beat);
	if (event->kind != ECG_QUALITY)
		return;
	end_grade(o, (double)event->quality.start_index / o->summary->rate_hz);
	o->grade = event->quality.quality;
}

/* Takes label and spans. */
static void add_lane(HtEcgOverview *o, char *label, gboolean grave, GArray *spans)
{
	const struct ecg_lane lane = {.label = label,
				      .grave = grave,
				      .spans = (const struct ecg_span *)(const void *)spans->data,
				      .spans_count = spans->len};

	g_ptr_array_add(o->labels, label);
	g_ptr_array_add(o->spans, spans);
	g_array_append_val(o->lanes, lane);
}

static void add_kind(HtEcgOverview *o, const HtFindingKind *kind)
{
	const HtFindingCount *count = &o->summary->tally.kinds[kind->kind];
	GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct ecg_span));
	g_autofree char *total = ht_duration_words(count->total_s);

	for (guint i = 0; i < o->summary->findings->len; i++) {
		const struct ecg_finding *finding =
		    &g_array_index(o->summary->findings, struct ecg_finding, i);
		const struct ecg_span span = {(double)finding->start_index / o->summary->rate_hz,
					      (double)finding->end_index / o->summary->rate_hz};

		if (finding->kind == kind->kind)
			g_array_append_val(spans, span);
	}
	add_lane(o,
		 kind->lasts ? g_strdup_printf("%s: %" G_GUINT64_FORMAT ", %s", kind->title,
					       count->count, total)
			     : g_strdup_printf("%s: %" G_GUINT64_FORMAT, kind->title, count->count),
		 kind->grave, spans);
}

static void add_grade_lane(HtEcgOverview *o, gboolean unreadable, const char *title)
{
	GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct ecg_span));
	g_autofree char *total = NULL;
	double total_s = 0;

	for (guint i = 0; i < o->grades->len; i++) {
		const struct ecg_plot_grade *grade =
		    &g_array_index(o->grades, struct ecg_plot_grade, i);
		const struct ecg_span span = {grade->start_s, grade->end_s};

		if (grade->unreadable != unreadable)
			continue;
		g_array_append_val(spans, span);
		total_s += grade->end_s - grade->start_s;
	}
	total = ht_duration_words(total_s);
	if (spans->len > 0)
		add_lane(o, g_strdup_printf("%s: %s", title, total), FALSE, spans);
	else
		g_array_unref(spans);
}

const struct ecg_overview *ht_ecg_overview_get(HtEcgOverview *o, const struct ecg_span *shown,
					       gsize shown_count)
{
	const HtFindingKind *kind;

	end_grade(o, length_s(o));
	for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++)
		if (o->summary->tally.kinds[kind->kind].count > 0)
			add_kind(o, kind);
	add_grade_lane(o, FALSE, "Signal good for the rhythm alone");
	add_grade_lane(o, TRUE, "Signal not readable");
	for (guint i = 0; i < o->parts; i++)
		o->rate_bpm[i] = o->rr_ms[i] > 0 ? 60000.0 * o->intervals[i] / o->rr_ms[i] : NAN;
	o->result = (struct ecg_overview){
	    .length_s = length_s(o),
	    .rate_bpm = o->rate_bpm,
	    .rate_count = o->parts,
	    .lanes = (const struct ecg_lane *)(const void *)o->lanes->data,
	    .lanes_count = o->lanes->len,
	    .shown = shown,
	    .shown_count = shown_count,
	};
	return &o->result;
}

const GArray *ht_ecg_overview_grades(const HtEcgOverview *o)
{
	return o->grades;
}
