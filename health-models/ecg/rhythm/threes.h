/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How sure a row of beats is, three by three.
 *
 * It takes three to make a run or a bigeminy, and each three in it make one: the row is none only
 * if every three of it are none, so its confidence is 1 - (1 - least sure of the first three) * (1
 * - least sure of the next three) ... A row of one or two is as sure as its least sure beat.
 */
#pragma once

enum { THREE = 3 };

struct threes {
	unsigned count;
	float least; /* of the three that are not complete yet, or the newest three */
	float doubt; /* that none of the complete threes before is one */
};

static inline void threes_begin(struct threes *t, float confidence)
{
	*t = (struct threes){.count = 1, .least = confidence, .doubt = 1};
}

static inline void threes_add(struct threes *t, float confidence)
{
	if (t->count++ % THREE == 0) {
		t->doubt *= 1 - t->least;
		t->least = confidence;
	} else if (confidence < t->least) {
		t->least = confidence;
	}
}

static inline float threes_confidence(const struct threes *t)
{
	int whole = t->count % THREE == 0 || t->count < THREE;

	return 1 - t->doubt * (whole ? 1 - t->least : 1);
}
