/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/silence.h"

#include "health-models/ecg/candidates.h"
#include "health-models/ecg/history.h"
#include "health-models/signal/limit.h"

enum {
	STEP = ECG_RATE_HZ / 10,
	BESIDE = ECG_RATE_HZ * 150 / 1000, /* the beat itself */
};

static float share_of_usual(const struct ecg *e, float energy)
{
	float usual = history_median(&e->heart.energy);

	return usual > 0 ? energy / usual : 1;
}

static int64_t oldest(const struct ecg *e)
{
	return e->candidate_count > ECG_CANDIDATES ? e->candidate_count - ECG_CANDIDATES : 0;
}

static void find_newest_beat(struct ecg *e)
{
	for (int64_t i = e->candidate_count - 1; i >= oldest(e); i--) {
		const struct candidate *c = candidate_seen(e, i);

		if (c->at <= e->silence.heard_at)
			return;
		if (c->label != BEAT_NONE && c->state != CANDIDATE_WAITING) {
			e->silence.heard_at = c->at;
			e->silence.loudest_uv = 0;
			return;
		}
	}
}

/* What has no label yet and what was withdrawn count as well: something large. */
static void find_loudest(struct ecg *e)
{
	for (int64_t i = e->candidate_count - 1; i >= oldest(e); i--) {
		const struct candidate *c = candidate_seen(e, i);

		if (c->at <= e->silence.heard_at + BESIDE)
			return;
		e->silence.loudest_uv = larger(e->silence.loudest_uv, c->energy);
	}
}

bool silence_step(struct ecg *e, float *seconds, float *largest_share)
{
	if (++e->silence.countdown < STEP)
		return false;
	e->silence.countdown = 0;
	find_newest_beat(e);
	find_loudest(e);
	*seconds = (float)(e->contact.count - e->silence.heard_at) / ECG_RATE_HZ;
	*largest_share = share_of_usual(e, e->silence.loudest_uv);
	return true;
}

float silence_largest_share(const struct ecg *e, int64_t number)
{
	int64_t before = beat_before(e, number);
	int64_t rr;

	if (before < 0)
		return 1;
	rr = candidate_seen(e, number)->at - candidate_seen(e, before)->at;
	return share_of_usual(e, largest_energy(e, before, BESIDE, rr - BESIDE));
}
