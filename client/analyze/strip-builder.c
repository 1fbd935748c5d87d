/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/strip-builder.h"

#include <math.h>

/* Lines whose time and index disagree by more belong to another count of samples. */
#define CLOCK_SLACK_S 0.25

void strip_builder_init(struct strip_builder *builder, gint64 start_utc_us, gint64 length_us)
{
	*builder = (struct strip_builder){
	    .start_utc_us = start_utc_us,
	    .length_us = length_us,
	    .beats = g_array_new(FALSE, FALSE, sizeof(struct ecg_paper_beat))};
}

void strip_builder_clear(struct strip_builder *builder)
{
	g_free(builder->uv);
	g_array_unref(builder->beats);
	*builder = (struct strip_builder){0};
}

static double seconds_into(const struct strip_builder *builder, gint64 t_utc_us)
{
	return (double)(t_utc_us - builder->start_utc_us) / (double)G_USEC_PER_SEC;
}

static void begin(struct strip_builder *builder, double rate_hz)
{
	double seconds = (double)builder->length_us / (double)G_USEC_PER_SEC;

	builder->rate_hz = rate_hz;
	builder->samples = (gsize)ceil(seconds * rate_hz) + 1;
	builder->uv = g_new(float, builder->samples);
	for (gsize i = 0; i < builder->samples; i++)
		builder->uv[i] = NAN;
}

/* Where a sample stands in the window, by its index where that agrees with its time. */
static gint64 place(struct strip_builder *builder, gint64 t_utc_us, gint64 index,
		    gboolean may_anchor)
{
	double by_time = seconds_into(builder, t_utc_us) * builder->rate_hz;
	double by_index = (double)(index - builder->anchor_index);

	if (builder->signal_end_utc_us &&
	    fabs(by_time - by_index) <= CLOCK_SLACK_S * builder->rate_hz)
		return index - builder->anchor_index;
	if (may_anchor)
		builder->anchor_index = index - (gint64)llround(by_time);
	return (gint64)llround(by_time);
}

static void take_ecg(struct strip_builder *builder, const struct live_ecg *ecg)
{
	gint64 position;

	if (!builder->uv)
		begin(builder, ecg->rate_hz);
	/* One strip has one rate. */
	if (fabs(ecg->rate_hz - builder->rate_hz) > 1e-3)
		return;
	position = place(builder, ecg->t_utc_us, ecg->index, TRUE);
	for (gsize i = 0; i < ecg->samples; i++) {
		gint64 at = position + (gint64)i;

		if (at >= 0 && at < (gint64)builder->samples)
			builder->uv[at] = ecg->uv[i];
	}
	builder->signal_end_utc_us =
	    ecg->t_utc_us +
	    (gint64)llround((double)ecg->samples / ecg->rate_hz * (double)G_USEC_PER_SEC);
}

static void take_beat(struct strip_builder *builder, const struct live_beat *beat)
{
	struct ecg_paper_beat mark = {.label = beat->label};

	if (!beat->final || beat->label == '-')
		return;
	mark.time_s = seconds_into(builder, beat->t_utc_us);
	if (builder->uv)
		mark.time_s =
		    (double)place(builder, beat->t_utc_us, beat->index, FALSE) / builder->rate_hz;
	g_array_append_val(builder->beats, mark);
}

void strip_builder_push(struct strip_builder *builder, const struct live_line *line)
{
	if (line->type == LIVE_ECG)
		take_ecg(builder, &line->ecg);
	else if (line->type == LIVE_BEAT)
		take_beat(builder, &line->beat);
}

static gint by_time(gconstpointer a, gconstpointer b)
{
	const struct ecg_paper_beat *first = a, *second = b;

	return (first->time_s > second->time_s) - (first->time_s < second->time_s);
}

gboolean strip_builder_get(struct strip_builder *builder, struct report_strip *strip)
{
	gboolean any = FALSE;

	for (gsize i = 0; i < builder->samples && !any; i++)
		any = isfinite(builder->uv[i]);
	if (!any)
		return FALSE;
	g_array_sort(builder->beats, by_time);
	*strip = (struct report_strip){
	    .start_utc_us = builder->start_utc_us,
	    .ecg = {.uv = builder->uv,
		    .samples = builder->samples,
		    .rate_hz = builder->rate_hz,
		    .beats = (const struct ecg_paper_beat *)(const void *)builder->beats->data,
		    .beats_count = builder->beats->len}};
	return TRUE;
}
