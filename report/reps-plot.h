/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session of an exercise as an SVG file: how far the limb was from rest over time, half a minute
 * a row, the repetitions shaded and lettered by their label, the person's own reference as a band
 * behind each, the exercise's range as a line, and what was not counted or is missing.
 *
 * Pure cairo. Colour only repeats what the words say.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define REPS_PLOT_ROW_S 30.0

enum { REPS_PLOT_ROWS_MAX = 60 }; /* what is later is left out, and the note says so */

/* How a repetition is shaded. */
enum reps_plot_tone {
	REPS_PLOT_GOOD = 0,
	REPS_PLOT_LITTLE = 1,
	REPS_PLOT_TEMPO = 2,
	REPS_PLOT_ROUGH = 3,
	REPS_PLOT_UNSAFE = 4,
	REPS_PLOT_UNSCORED = 5,
	REPS_PLOT_TONES = 6,
};

struct reps_plot_point {
	double t_s;
	float deg; /* NAN = not known */
};

struct reps_plot_repetition {
	double start_s, end_s;
	enum reps_plot_tone tone;
	const char *label; /* a word or two of UTF-8, not owned */
	float score;       /* NAN = not scored */
};

/* Something that is no repetition. */
struct reps_plot_mark {
	double start_s, end_s; /* the same for a moment */
	const char *words;     /* one line of UTF-8, not owned */
	bool hole;             /* samples are missing: hatched, without words */
};

struct reps_plot {
	const char *title;
	const char *subtitle;
	const char *note;
	const struct reps_plot_point *points; /* in the order of time */
	size_t points_count;
	const struct reps_plot_repetition *repetitions; /* likewise */
	size_t repetitions_count;
	const struct reps_plot_mark *marks; /* likewise */
	size_t marks_count;
	/* The reference: a curve from 0 to about 1 over the time of a repetition, and its spread.
	 */
	const float *curve, *curve_spread; /* NULL = there is none */
	size_t curve_points;
	float reference_deg;
	float target_deg, max_deg; /* 0 = none */
};

/* NULL, or a static text that says what went wrong (the file may then be there in part). */
const char *reps_plot_write_svg(const char *path, const struct reps_plot *plot);
