/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What repeats in rows of motion, how often and where.
 *
 * The rows' deviation from a moving mean, both sensors brought to equal strength, is one path in
 * six dimensions: no axis has to be chosen, and up differs from down. Its autocorrelation proposes
 * periods. For each, pieces of one period are tried as the template; every place is as similar to
 * it as twice their inner product over the sum of their energies, so that a movement of another
 * size is less similar too. Places at least 0.6 periods apart count, less what a place below one
 * half would cost: a period half as long finds every other place unlike, one twice as long finds
 * too few. Last, among templates of that period that explain nearly as much, the one is taken that
 * parts what counts from what does not most clearly. Pure C, no allocation.
 */
#pragma once

#include "health-models/rehab/free/free_count_rows.h"

enum {
	FREE_PERIOD_MIN = 8, /* rows */
	FREE_PERIOD_MAX = 120,
	FREE_TEMPLATE_ROWS = FREE_PERIOD_MAX + 1,
	FREE_PLACES_MAX = FREE_COUNT_ROWS * 10 / (6 * FREE_PERIOD_MIN) + 1,
};

/* Rows made ready: smoothed, without their moving mean, both sensors equally strong. */
struct free_signal {
	unsigned count;
	float strength[2]; /* of the sensors, m/s2 and rad/s: what they were divided by */
	float row[FREE_COUNT_ROWS][FREE_COUNT_CHANNELS];
	float energy[FREE_COUNT_ROWS];
	uint8_t present[FREE_COUNT_ROWS];
};

struct free_template {
	unsigned period, half; /* rows; it has 2 * half + 1 */
	float strength[2];
	float taper_sum;
	float taper[FREE_TEMPLATE_ROWS];
	float row[FREE_TEMPLATE_ROWS][FREE_COUNT_CHANNELS];
	float energy[FREE_TEMPLATE_ROWS];
	uint8_t present[FREE_TEMPLATE_ROWS];
};

/* Places that are like the template, in order of time. */
struct free_places {
	unsigned count;
	uint16_t row[FREE_PLACES_MAX];
	float similarity[FREE_PLACES_MAX];
};

struct free_search {
	struct free_signal signal;
	float similarity[FREE_COUNT_ROWS];
	uint16_t candidate[FREE_COUNT_ROWS];
	struct free_places tried;
	/* What came out. */
	struct free_template template;
	struct free_places places;
};

/* A place as like as this counts. */
extern const float free_search_alike;

/* Makes rows first to first + count ready. strength NULL: measured here, else those given. */
void free_signal_make(struct free_signal *s, const struct free_rows *rows, unsigned first,
		      unsigned count, const float *strength);
/* 0 .. 1 and below 0; 0 where less than 0.4 of the template has a counterpart. */
float free_signal_similarity(const struct free_signal *s, const struct free_template *t,
			     unsigned row);
enum { FREE_NO_ANCHOR = FREE_COUNT_ROWS };

/* Looks at rows first to first + count. anchor: where a repetition was told before, whose place in
 * the period is kept. Returns whether something repeats at least three times in a row; the anchor
 * and the places' rows count from first. */
bool free_search_run(struct free_search *s, const struct free_rows *rows, unsigned first,
		     unsigned count, unsigned anchor);
