/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/candidates.h"

#include "health-models/signal/limit.h"

static bool is_beat(const struct candidate *c)
{
	return c->label != BEAT_NONE && c->state != CANDIDATE_WAITING;
}

static int64_t oldest(const struct ecg *e)
{
	return e->candidate_count > ECG_CANDIDATES ? e->candidate_count - ECG_CANDIDATES : 0;
}

int64_t beat_before(const struct ecg *e, int64_t number)
{
	for (int64_t i = number; i > oldest(e); i--) {
		if (candidate_seen(e, i)->after_break)
			return -1;
		if (is_beat(candidate_seen(e, i - 1)))
			return i - 1;
	}
	return -1;
}

int64_t beat_after(const struct ecg *e, int64_t number)
{
	for (int64_t i = number + 1; i < e->candidate_count; i++) {
		if (candidate_seen(e, i)->after_break)
			return -1;
		if (is_beat(candidate_seen(e, i)))
			return i;
	}
	return -1;
}

float largest_energy(const struct ecg *e, int64_t number, int64_t from, int64_t to)
{
	int64_t at = candidate_seen(e, number)->at;
	float largest = 0;

	for (int64_t i = number - 1; i >= oldest(e) && candidate_seen(e, i)->at - at >= from; i--) {
		if (candidate_seen(e, i)->at - at <= to)
			largest = larger(largest, candidate_seen(e, i)->energy);
	}
	for (int64_t i = number + 1; i < e->candidate_count && candidate_seen(e, i)->at - at <= to;
	     i++) {
		if (candidate_seen(e, i)->at - at >= from)
			largest = larger(largest, candidate_seen(e, i)->energy);
	}
	return largest;
}
