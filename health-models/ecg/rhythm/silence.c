/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/silence.h"

#include "health-models/ecg/beats/candidates.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/sorted.h"

enum {
	STEP = ECG_RATE_HZ / 10,
	BESIDE = ECG_RATE_HZ * 150 / 1000, /* the beat itself */
	BLOCK = ECG_RATE_HZ / 2,
	ENDS_BEFORE = ECG_RATE_HZ / 5,         /* where the next beat begins */
	BEGINS_AFTER = ECG_RATE_HZ * 35 / 100, /* where the beat before has ended */
	NEWEST = 4 * ECG_RATE_HZ,              /* of a long silence, what counts for its line */
	AFTER_NOISE = 8 * ECG_RATE_HZ,         /* so long it must hold if it was noise that ended */
};

static const float SURE = 0.6f; /* of a beat that the level is learned from */

/* What moves so far in a second is worth LIKE_A_BEAT of pauses.c, and none is told. */
static const float LOOSE_UV = 1000, LOOSE_SHARE = 0.3f;

static float share_of_usual(const struct ecg *e, float energy)
{
	return e->silence.usual_uv > 0 ? energy / e->silence.usual_uv : 1;
}

static float lower_quartile(const float *value, unsigned count)
{
	float sorted[ECG_SILENCE_BEATS];

	for (unsigned i = 0; i < count; i++)
		sorted_insert(sorted, i, value[i]);
	return sorted[count / 4];
}

void silence_learn(struct ecg *e, int64_t number, float confidence)
{
	struct silence *s = &e->silence;

	if (confidence < SURE || e->rhythm.fibrillates)
		return;
	s->energy[s->next] = candidate_seen(e, number)->energy;
	s->next = (s->next + 1) % ECG_SILENCE_BEATS;
	if (s->beats < ECG_SILENCE_BEATS)
		s->beats++;
	s->usual_uv = lower_quartile(s->energy, s->beats);
}

void silence_heard(struct ecg *e, int64_t at)
{
	if (at <= e->silence.heard_at)
		return;
	e->silence.heard_at = at;
	e->silence.loudest_uv = 0;
	e->silence.after_noise = false;
}

static int64_t oldest(const struct ecg *e)
{
	return e->candidate_count > ECG_CANDIDATES ? e->candidate_count - ECG_CANDIDATES : 0;
}

static void find_newest_beat(struct ecg *e)
{
	for (int64_t i = e->candidate_count - 1; i >= oldest(e); i--) {
		const struct candidate *c = candidate_seen(e, i);

		if (c->at < e->silence.heard_at)
			return;
		if (c->label != BEAT_NONE && c->state != CANDIDATE_WAITING &&
		    pauses_hear(1 - c->probability[0], share_of_usual(e, c->energy))) {
			silence_heard(e, c->at);
			e->silence.after_noise = false; /* it may have been taken for noise */
			return;
		}
	}
}

/* What has no label yet and what was withdrawn count as well: something large was heard, a beat or
 * not, and it is silent since then. */
static void find_loudest(struct ecg *e)
{
	for (int64_t i = e->candidate_count - 1; i >= oldest(e); i--) {
		const struct candidate *c = candidate_seen(e, i);

		if (c->at <= e->silence.heard_at + BESIDE)
			return;
		if (pauses_is_like_a_beat(share_of_usual(e, c->energy))) {
			e->silence.after_noise = true;
			e->silence.heard_at = c->at;
			e->silence.loudest_uv = 0;
			return;
		}
		e->silence.loudest_uv = larger(e->silence.loudest_uv, c->energy);
	}
}

static void take_line(struct silence *s, float uv)
{
	float *low = &s->low[s->block], *high = &s->high[s->block];

	if (s->in_block == 0)
		*low = *high = uv;
	*low = smaller(*low, uv);
	*high = larger(*high, uv);
	if (++s->in_block < BLOCK)
		return;
	s->in_block = 0;
	s->block = (s->block + 1) % ECG_SILENCE_BLOCKS;
}

/* How far the line moves in two half seconds next to each other, at most, as such a share. */
static float loose_share(const struct ecg *e, int64_t from, int64_t to)
{
	const struct silence *s = &e->silence;
	int64_t first = from > 0 ? (from + BLOCK - 1) / BLOCK : 0,
		newest = e->contact.count / BLOCK;
	float furthest = 0;

	if (first <= newest - ECG_SILENCE_BLOCKS)
		first = newest - ECG_SILENCE_BLOCKS + 1;
	for (int64_t i = first; (i + 2) * BLOCK <= to; i++) {
		unsigned a = (unsigned)(i % ECG_SILENCE_BLOCKS);
		unsigned b = (a + 1) % ECG_SILENCE_BLOCKS;

		furthest = larger(furthest,
				  larger(s->high[a], s->high[b]) - smaller(s->low[a], s->low[b]));
	}
	return LOOSE_SHARE * furthest / LOOSE_UV;
}

/* From where on the line must not run away. */
static int64_t line_from(const struct ecg *e)
{
	int64_t now = e->contact.count, from = e->silence.heard_at + BEGINS_AFTER;

	if (e->silence.after_noise)
		return now - AFTER_NOISE;
	return from > now - NEWEST ? from : now - NEWEST;
}

bool silence_step(struct ecg *e, float uv, struct silent *silent)
{
	take_line(&e->silence, uv);
	if (++e->silence.countdown < STEP)
		return false;
	e->silence.countdown = 0;
	find_newest_beat(e);
	find_loudest(e);
	silent->since = e->silence.heard_at;
	silent->seconds = (float)(e->contact.count - e->silence.heard_at) / ECG_RATE_HZ;
	silent->largest_share =
	    larger(share_of_usual(e, e->silence.loudest_uv),
		   loose_share(e, line_from(e), e->contact.count - ENDS_BEFORE));
	return true;
}

static float largest_share_before(const struct ecg *e, int64_t number)
{
	int64_t before = beat_before(e, number);
	int64_t at = candidate_seen(e, number)->at;
	int64_t rr;

	if (before < 0)
		return 1;
	rr = at - candidate_seen(e, before)->at;
	return larger(share_of_usual(e, largest_energy(e, before, BESIDE, rr - BESIDE)),
		      loose_share(e, at - rr + BEGINS_AFTER, at - ENDS_BEFORE));
}

struct beat_evidence silence_evidence(const struct ecg *e, int64_t number)
{
	const struct candidate *c = candidate_seen(e, number);

	return (struct beat_evidence){
	    .is_beat = limited(1 - c->probability[0], 0, 1),
	    .share = share_of_usual(e, c->energy),
	    .largest_share = largest_share_before(e, number),
	};
}
