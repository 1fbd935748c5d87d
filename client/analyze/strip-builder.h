/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts stored ECG lines and beats together into the strip of a time window.
 *
 * The first line is placed by its time; lines that follow on by index are placed by index, so that
 * a small correction of the clock neither tears nor squeezes the trace.
 */
#pragma once

#include "client/live-line.h"
#include "report/report-input.h"

G_BEGIN_DECLS

struct strip_builder {
	gint64 start_utc_us;
	gint64 length_us;
	double rate_hz; /* 0 = no ECG line yet */
	float *uv;      /* owned; NaN = no sample */
	gsize samples;
	gint64 anchor_index;      /* of the stream, at the window's start (may be below 0) */
	GArray *beats;            /* struct ecg_paper_beat, seconds from the window's start */
	gint64 signal_end_utc_us; /* end of the last ECG line; 0 = none */
};

void strip_builder_init(struct strip_builder *builder, gint64 start_utc_us, gint64 length_us);
void strip_builder_clear(struct strip_builder *builder);

/* Takes an "ecg" or "beat" line; any other is passed over. */
void strip_builder_push(struct strip_builder *builder, const struct live_line *line);

/* What was built; it points into the builder. FALSE = there was no sample in the window. */
gboolean strip_builder_get(struct strip_builder *builder, struct report_strip *strip);

G_END_DECLS
