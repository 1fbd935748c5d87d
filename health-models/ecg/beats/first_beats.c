/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/first_beats.h"

#include "health-models/ecg/beats/beat_shape.h"
#include "health-models/ecg/beats/candidates.h"

enum {
	BEATS = 4,
	T_WAVE_MAX = ECG_RATE_HZ * 45 / 100, /* after the R wave */
	SAME_DISTANCE = ECG_RATE_HZ * 4 / 100,
};

static const float LIKENESS = 0.9f;
static const float SAME_SIZE = 1.6f; /* at most, one way or the other */

static bool are_near(int64_t a, int64_t b)
{
	return a - b <= SAME_DISTANCE && b - a <= SAME_DISTANCE;
}

static bool are_alike(const struct candidate *a, const struct candidate *b)
{
	return a->energy < SAME_SIZE * b->energy && b->energy < SAME_SIZE * a->energy &&
	       beat_shape_likeness(&a->shape, &b->shape) >= LIKENESS;
}

bool first_beats_is_t_wave(const struct ecg *e, int64_t number)
{
	const struct candidate *c = candidate_seen(e, number);
	int64_t before = beat_before(e, number), after = beat_after(e, number), distance;

	if (e->heart.beats >= BEATS || before < 0 || after < 0)
		return false;
	distance = c->at - candidate_seen(e, before)->at;
	if (distance > T_WAVE_MAX)
		return false;
	for (int64_t i = after + 1; i < e->candidate_count; i++) {
		const struct candidate *next = candidate_seen(e, i);
		int64_t there = next->at - candidate_seen(e, after)->at;

		if (next->state == CANDIDATE_PASSED && next->label == BEAT_NONE &&
		    are_near(there, distance) && are_alike(c, next))
			return true;
	}
	return false;
}
