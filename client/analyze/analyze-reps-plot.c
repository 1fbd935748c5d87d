/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-reps-plot.h"

#include "programme/rehab-words.h"
#include "report/reps-plot.h"

#include <errno.h>
#include <math.h>

#define NS_PER_S 1e9
#define HOLE_S   0.25 /* longer than the slowest sensors' packets are apart */

#define SMOOTH_S 0.15 /* of the acceleration: what shakes is no tilt */

enum { POINTS_PER_S = 50 }; /* more of them show nothing more */

struct _HtRepsPlot {
	char *title;
	const struct exercise *exercise;
	const struct rep_reference *reference;
	GArray *points;      /* struct reps_plot_point */
	GArray *repetitions; /* struct reps_plot_repetition */
	GArray *marks;       /* struct reps_plot_mark */
	gboolean began;
	gboolean in_trouble;    /* the last mark but holes lasts until it is resumed */
	guint trouble;          /* its index in marks */
	double last_s;          /* time of the last sample */
	float first[3], now[3]; /* acceleration, smoothed: without a reference tilt is drawn */
	double score_sum;
	guint scored, good;
};

HtRepsPlot *ht_reps_plot_new(const char *title, const struct exercise *exercise,
			     const struct rep_reference *reference)
{
	HtRepsPlot *plot = g_new0(HtRepsPlot, 1);

	plot->title = g_strdup(title ? title : "Repetitions");
	plot->exercise = exercise;
	plot->reference = reference;
	plot->points = g_array_new(FALSE, FALSE, sizeof(struct reps_plot_point));
	plot->repetitions = g_array_new(FALSE, FALSE, sizeof(struct reps_plot_repetition));
	plot->marks = g_array_new(FALSE, FALSE, sizeof(struct reps_plot_mark));
	return plot;
}

void ht_reps_plot_free(HtRepsPlot *plot)
{
	g_array_unref(plot->points);
	g_array_unref(plot->repetitions);
	g_array_unref(plot->marks);
	g_free(plot->title);
	g_free(plot);
}

static void add_point(HtRepsPlot *plot, double t_s, float deg)
{
	const struct reps_plot_point point = {.t_s = t_s, .deg = deg};

	g_array_append_val(plot->points, point);
}

static void add_mark(HtRepsPlot *plot, double start_s, double end_s, const char *words,
		     gboolean hole)
{
	const struct reps_plot_mark mark = {
	    .start_s = start_s, .end_s = end_s, .words = words, .hole = hole};

	g_array_append_val(plot->marks, mark);
}

/* Degrees by which gravity has turned since the first sample. */
static float tilt_deg(HtRepsPlot *plot, const float acc_ms2[3], double step_s)
{
	float pull = (float)(1 - exp(-step_s / SMOOTH_S)), dot = 0, first = 0, now = 0;

	for (int i = 0; i < 3; i++) {
		if (!plot->began)
			plot->first[i] = plot->now[i] = acc_ms2[i];
		plot->now[i] += pull * (acc_ms2[i] - plot->now[i]);
		dot += plot->first[i] * plot->now[i];
		first += plot->first[i] * plot->first[i];
		now += plot->now[i] * plot->now[i];
	}
	return 180 / (float)G_PI * acosf(CLAMP(dot / sqrtf(first * now), -1, 1));
}

void ht_reps_plot_add_sample(HtRepsPlot *plot, const struct imu_sample *sample, float excursion_deg)
{
	double t_s = (double)sample->t_ns / NS_PER_S;
	double since_s =
	    plot->points->len == 0
		? INFINITY
		: t_s - g_array_index(plot->points, struct reps_plot_point, plot->points->len - 1)
			    .t_s;

	if (!(sample->has & IMU_ACCELERATION))
		return;
	if (plot->began && t_s - plot->last_s > HOLE_S) {
		add_point(plot, plot->last_s, NAN);
		add_mark(plot, plot->last_s, t_s, "", TRUE);
	}
	if (!plot->reference)
		excursion_deg = tilt_deg(plot, sample->acc_ms2, t_s - plot->last_s);
	plot->began = TRUE;
	plot->last_s = t_s;
	if (since_s * POINTS_PER_S >= 0.99)
		add_point(plot, t_s, excursion_deg);
}

static enum reps_plot_tone tone_of(enum rep_label label)
{
	switch (label) {
	case REP_OK:
		return REPS_PLOT_GOOD;
	case REP_PARTIAL:
		return REPS_PLOT_LITTLE;
	case REP_FAST:
	case REP_SLOW:
		return REPS_PLOT_TEMPO;
	case REP_JERKY:
		return REPS_PLOT_ROUGH;
	case REP_COMPENSATED:
	case REP_TOO_FAR:
		return REPS_PLOT_UNSAFE;
	case REP_NOT_SCORED:
		return REPS_PLOT_UNSCORED;
	}
	return REPS_PLOT_UNSCORED;
}

static const char *label_of(enum rep_label label)
{
	switch (label) {
	case REP_TOO_FAR:
		return "too far";
	case REP_NOT_SCORED:
		return "not scored";
	case REP_OK:
	case REP_PARTIAL:
	case REP_FAST:
	case REP_SLOW:
	case REP_JERKY:
	case REP_COMPENSATED:
		return ht_rep_label_name(label);
	}
	return "?";
}

static void add_repetition(HtRepsPlot *plot, const struct repetition *repetition)
{
	const struct reps_plot_repetition drawn = {
	    .start_s = (double)repetition->start_ns / NS_PER_S,
	    .end_s = (double)repetition->end_ns / NS_PER_S,
	    .tone = tone_of(repetition->label),
	    .label = label_of(repetition->label),
	    .score = repetition->score,
	};

	g_array_append_val(plot->repetitions, drawn);
	plot->good += repetition->label == REP_OK;
	if (isfinite(repetition->score)) {
		plot->score_sum += (double)repetition->score;
		plot->scored++;
	}
}

static void end_trouble(const HtRepsPlot *plot, double t_s)
{
	if (plot->in_trouble)
		g_array_index(plot->marks, struct reps_plot_mark, plot->trouble).end_s = t_s;
}

void ht_reps_plot_add_event(HtRepsPlot *plot, const struct set_event *event)
{
	double t_s = (double)event->t_ns / NS_PER_S;

	switch (event->kind) {
	case SET_REPETITION:
		add_repetition(plot, &event->repetition);
		break;
	case SET_REFUSED:
		add_mark(plot, t_s, t_s, ht_set_reason_words(event->reason), FALSE);
		break;
	case SET_TROUBLE:
		end_trouble(plot, t_s);
		plot->trouble = plot->marks->len;
		plot->in_trouble = TRUE;
		add_mark(plot, t_s, INFINITY, ht_set_reason_words(event->reason), FALSE);
		break;
	case SET_RESUMED:
		end_trouble(plot, t_s);
		plot->in_trouble = FALSE;
		break;
	case SET_READY:
		break;
	}
}

static char *title_of(const HtRepsPlot *plot, const char *path)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_utf8_make_valid(base, -1);

	return g_strdup_printf("%s: %s", plot->title, name);
}

static char *subtitle_of(const HtRepsPlot *plot)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%u repetition%s", plot->repetitions->len,
			       plot->repetitions->len == 1 ? "" : "s");
	if (plot->reference)
		g_string_append_printf(text, ", %u of them ok", plot->good);
	else
		g_string_append(text, "; without a reference they are counted, not scored");
	if (plot->scored > 0)
		g_string_append_printf(text, "; mean score %.0f of 100",
				       plot->score_sum / plot->scored);
	return g_string_free(text, FALSE);
}

static const char *note_of(const HtRepsPlot *plot)
{
	const struct reps_plot_point *points = (const void *)plot->points->data;
	guint count = plot->points->len;

	if (count > 0 &&
	    points[count - 1].t_s - points[0].t_s > REPS_PLOT_ROW_S * (double)REPS_PLOT_ROWS_MAX)
		return "Number, label and score (0 to 100) stand above each repetition. The first "
		       "half hour is shown. This is not a medical device.";
	return "Number, label and score (0 to 100) stand above each repetition. This is not a "
	       "medical device.";
}

int ht_reps_plot_write(const HtRepsPlot *plot, const char *svg, const char *path,
		       struct recording_message *message)
{
	const struct rep_reference *reference = plot->reference;
	g_autofree char *title = title_of(plot, path);
	g_autofree char *subtitle = subtitle_of(plot);
	const struct reps_plot drawn = {
	    .title = title,
	    .subtitle = subtitle,
	    .note = note_of(plot),
	    .points = (const void *)plot->points->data,
	    .points_count = plot->points->len,
	    .repetitions = (const void *)plot->repetitions->data,
	    .repetitions_count = plot->repetitions->len,
	    .marks = (const void *)plot->marks->data,
	    .marks_count = plot->marks->len,
	    .curve = reference ? reference->curve : NULL,
	    .curve_spread = reference ? reference->curve_spread : NULL,
	    .curve_points = REP_CURVE_POINTS,
	    .reference_deg = reference ? reference->rom_deg : 0,
	    .target_deg = plot->exercise->rom_target_deg,
	    .max_deg = plot->exercise->rom_max_deg,
	};
	const char *wrong;

	end_trouble(plot, plot->last_s); /* what has not been resumed lasts until the end */
	wrong = reps_plot_write_svg(svg, &drawn);

	return wrong ? message_set(message, -EIO, "%s: %s", svg, wrong) : 0;
}
