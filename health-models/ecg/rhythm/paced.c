/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/paced.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/ecg_state.h"
#include "health-models/ecg/event_queue.h"
#include "health-models/ecg/beats/qrs_trace.h"
#include "health-models/signal/limit.h"

enum {
	BEFORE = 30, /* samples of 5 ms before the R wave */
	SPAN = 66,
	SLOPE = 4, /* a slope is a difference over 20 ms */
	BEND = 3,  /* a bend is one of differences over 15 ms */
	SLOPES = SPAN - SLOPE,
	BENDS = SPAN - 2 * BEND,
	FILTER_DELAY = 1,
	OPEN_FROM = 12, /* of PACED_BEATS */
	CLOSE_BELOW = 6,
};

static const float BROAD_MS = 150;
static const float BEGINS_AT = 0.25f; /* of the steepest slope */
/* Shares of the height: the first slope, the kink behind it, what the line may move before. */
static const float ABRUPT = 0.38f, KINK = 0.45f, FLAT = 0.08f;
/* The first slope and kink against all that follows. */
static const float STEEPER = 1.15f, SHARPER = 1.7f;

static float largest(const float *value, int from, int to)
{
	float most = 0;

	for (int i = from < 0 ? 0 : from; i < to; i++)
		most = larger(most, fabsf(value[i]));
	return most;
}

static float range(const float *value, int from, int to)
{
	float low = value[from], high = low;

	for (int i = from; i < to; i++) {
		low = smaller(low, value[i]);
		high = larger(high, value[i]);
	}
	return high - low;
}

static int begin_of(const float *slope)
{
	float from = BEGINS_AT * largest(slope, 0, SLOPES);
	int i = 0;

	while (i < SLOPES - 1 && fabsf(slope[i]) <= from)
		i++;
	return i;
}

bool paced_looks_so(const struct qrs_trace *t, const struct candidate *c)
{
	int64_t first = c->at + (int64_t)lroundf(c->mark) + FILTER_DELAY - BEFORE;
	float wave[SPAN], slope[SLOPES], bend[BENDS], height, kink, abrupt;
	int begin, kink_end, rest_end;

	if (c->width_ms < BROAD_MS || first < 0 || first + SPAN > t->count)
		return false;
	for (int i = 0; i < SPAN; i++)
		wave[i] = morphology_at(t, first + i);
	for (int i = 0; i < SLOPES; i++)
		slope[i] = wave[i + SLOPE] - wave[i];
	for (int i = 0; i < BENDS; i++)
		bend[i] = wave[i] - 2 * wave[i + BEND] + wave[i + 2 * BEND];
	height = range(wave, 0, SPAN);
	begin = begin_of(slope);
	if (begin + 12 > BENDS)
		return false;
	kink_end = begin + 9;
	rest_end = begin + 40 < BENDS ? begin + 40 : BENDS;
	abrupt = largest(slope, begin, begin + 6);
	kink = largest(bend, begin - 1, kink_end);
	return abrupt >= ABRUPT * height && kink >= KINK * height &&
	       range(wave, begin > 8 ? begin - 8 : 0, begin + 2) <= FLAT * height &&
	       abrupt >= STEEPER * largest(slope, begin + 8, SLOPES) &&
	       kink >= SHARPER * largest(bend, begin + 11, rest_end);
}

void paced_init(struct paced *p)
{
	memset(p, 0, sizeof *p);
	p->end = -1;
}

static void end_stretch(struct paced *p, struct event_queue *q)
{
	const struct ecg_finding finding = {
	    .kind = FINDING_PACED,
	    .start_index = p->start,
	    .end_index = p->end + 1,
	    .confidence = (float)p->paced_in_it / (float)p->in_it,
	    .reason = REASON_PACED_SHAPE,
	    .number = {(float)p->paced_in_it,
		       p->ms > 0 ? (float)(60000.0 * p->intervals / p->ms) : 0,
		       (float)(p->qrs_ms / p->paced_in_it)},
	};

	event_queue_put_finding(q, &finding);
	p->open = false;
}

void paced_break(struct paced *p, struct event_queue *q)
{
	if (p->open)
		end_stretch(p, q);
	p->beats = 0;
	p->looked_so = 0;
}

static unsigned count_bits(uint32_t bits)
{
	unsigned n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

static void count_beat(struct paced *p, bool looks_so, float rr_ms, float qrs_ms)
{
	p->in_it++;
	if (rr_ms > 0) {
		p->intervals++;
		p->ms += (double)rr_ms;
	}
	if (!looks_so)
		return;
	p->paced_in_it++;
	p->qrs_ms += (double)qrs_ms;
}

static int64_t at_back(const struct paced *p, unsigned back)
{
	return p->at[(p->next + PACED_BEATS - 1 - back) % PACED_BEATS];
}

/* From the first beat of the newest 16 that looks so and was not told; their width is taken to be
 * the newest's. */
static void open_stretch(struct paced *p, float qrs_ms)
{
	unsigned back = PACED_BEATS - 1;

	p->open = true;
	p->in_it = p->paced_in_it = p->intervals = 0;
	p->ms = p->qrs_ms = 0;
	while (back > 0 && (!(p->looked_so >> back & 1) || at_back(p, back) <= p->end))
		back--;
	p->start = p->end = at_back(p, back);
	for (; back > 0; back--)
		count_beat(p, p->looked_so >> back & 1,
			   p->rr_ms[(p->next + PACED_BEATS - 1 - back) % PACED_BEATS], qrs_ms);
}

void paced_push(struct paced *p, const struct ecg_beat *beat, bool looks_so, struct event_queue *q)
{
	unsigned paced;

	p->at[p->next] = beat->sample_index;
	p->rr_ms[p->next] = beat->rr_ms;
	p->next = (p->next + 1) % PACED_BEATS;
	p->looked_so = (p->looked_so << 1 | looks_so) & ((1u << PACED_BEATS) - 1);
	if (p->beats < PACED_BEATS)
		p->beats++;
	paced = count_bits(p->looked_so);
	if (!p->open && p->beats == PACED_BEATS && looks_so && paced >= OPEN_FROM)
		open_stretch(p, beat->qrs_ms);
	if (!p->open)
		return;
	count_beat(p, looks_so, beat->rr_ms, beat->qrs_ms);
	if (looks_so)
		p->end = beat->sample_index;
	if (p->beats == PACED_BEATS && paced < CLOSE_BELOW)
		end_stretch(p, q);
}
