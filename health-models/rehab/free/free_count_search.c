/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/free/free_count_search.h"

#include <math.h>
#include <string.h>

enum {
	PERIODS = 6,         /* that are tried */
	TEMPLATES = 48,      /* of each, over all rows */
	FINE_TEMPLATES = 16, /* of the best period, about the best one */
	LEAST_PLACES = 3,
};

const float free_search_alike = 0.6F;

static const float APART = 0.6F;       /* periods between two places */
static const float LEAST_ALIKE = 0.3F; /* places less alike are not looked at */
static const float COST = 0.5F;        /* a place less alike than this costs */
static const float LEAST_MEAN = 0.7F;  /* similarity of what repeats */
static const float CHAIN = 2.5F;       /* periods between two places that follow each other */
static const float NEARLY = 0.85F;     /* as good as the best template */
static const float EXPLAINS = 1;       /* what explaining all counts against a margin of 1 */
static const float TEMPLATE = 0.9F;    /* of a period */
static const float LEAST_CORRELATION = 0.05F;

static float sensor_product(const float *a, const float *b)
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* The mean of both sensors' autocorrelation: a sensor that does not move counts as 0. */
static float correlation(const struct free_signal *s, unsigned lag)
{
	float inner[2] = {0, 0}, here[2] = {0, 0}, there[2] = {0, 0}, r = 0;

	for (unsigned i = 0; i + lag < s->count; i++) {
		const float *a = s->row[i], *b = s->row[i + lag];

		if (!s->present[i] || !s->present[i + lag])
			continue;
		for (unsigned k = 0; k < 2; k++) {
			inner[k] += sensor_product(a + 3 * k, b + 3 * k);
			here[k] += sensor_product(a + 3 * k, a + 3 * k);
			there[k] += sensor_product(b + 3 * k, b + 3 * k);
		}
	}
	for (unsigned k = 0; k < 2; k++)
		if (here[k] > 0 && there[k] > 0)
			r += inner[k] / sqrtf(here[k] * there[k]) / 2;
	return r;
}

/* The lags at which the autocorrelation peaks, the highest first. */
static unsigned find_periods(const struct free_signal *s, unsigned period[PERIODS])
{
	float height[PERIODS], before = 0, here = 0, after = 0;
	unsigned found = 0,
		 most = s->count * 2 / 3 < FREE_PERIOD_MAX ? s->count * 2 / 3 : FREE_PERIOD_MAX;

	for (unsigned lag = FREE_PERIOD_MIN - 1; lag <= most; lag++) {
		unsigned k = found;

		before = here, here = after, after = correlation(s, lag);
		if (lag < FREE_PERIOD_MIN + 1 || here < before || here < after ||
		    here < LEAST_CORRELATION)
			continue;
		if (found == PERIODS && here <= height[--k])
			continue;
		for (; k > 0 && height[k - 1] < here; k--)
			height[k] = height[k - 1], period[k] = period[k - 1];
		height[k] = here, period[k] = lag - 1;
		found += found < PERIODS;
	}
	return found;
}

static void set_taper(struct free_template *t, unsigned period)
{
	t->period = period;
	t->half = (unsigned)(TEMPLATE * (float)period / 2 + 0.5F);
	t->taper_sum = 0;
	for (unsigned i = 0; i <= 2 * t->half; i++) {
		float turn = (float)(i + 1) / (float)(t->half + 1);

		t->taper[i] = 0.5F - 0.5F * cosf(3.14159265F * turn);
		t->taper_sum += t->taper[i];
	}
}

static void cut_template(struct free_template *t, const struct free_signal *s, unsigned centre)
{
	for (unsigned i = 0; i <= 2 * t->half; i++) {
		unsigned at = centre + i - t->half;

		t->present[i] = centre + i >= t->half && at < s->count && s->present[at];
		if (!t->present[i])
			continue;
		memcpy(t->row[i], s->row[at], sizeof t->row[i]);
		t->energy[i] = s->energy[at];
	}
	memcpy(t->strength, s->strength, sizeof t->strength);
}

static unsigned local_peaks(struct free_search *s)
{
	const float *v = s->similarity;
	unsigned count = 0, last = s->signal.count - 1;

	for (unsigned i = 0; i <= last; i++)
		if (v[i] >= LEAST_ALIKE && v[i] >= v[i > 0 ? i - 1 : 0] &&
		    v[i] >= v[i < last ? i + 1 : last])
			s->candidate[count++] = (uint16_t)i;
	return count;
}

static void insert_place(struct free_places *p, uint16_t row, float similarity)
{
	unsigned k = p->count++;

	for (; k > 0 && p->row[k - 1] > row; k--) {
		p->row[k] = p->row[k - 1];
		p->similarity[k] = p->similarity[k - 1];
	}
	p->row[k] = row;
	p->similarity[k] = similarity;
}

/* The most similar first; none nearer to another than APART. */
static void find_places(struct free_search *s, const struct free_template *t, struct free_places *p)
{
	float apart = APART * (float)t->period;
	unsigned left;

	for (unsigned i = 0; i < s->signal.count; i++)
		s->similarity[i] = free_signal_similarity(&s->signal, t, i);
	p->count = 0;
	left = local_peaks(s);
	while (left > 0 && p->count < FREE_PLACES_MAX) {
		uint16_t best = s->candidate[0];
		unsigned kept = 0;

		for (unsigned i = 1; i < left; i++)
			if (s->similarity[s->candidate[i]] > s->similarity[best])
				best = s->candidate[i];
		insert_place(p, best, s->similarity[best]);
		for (unsigned i = 0; i < left; i++)
			if (fabsf((float)s->candidate[i] - (float)best) >= apart)
				s->candidate[kept++] = s->candidate[i];
		left = kept;
	}
}

/* How many rows the places explain, beyond the template itself. */
static float explained(const struct free_places *p, const struct free_template *t)
{
	float period = (float)t->period, sum = -(1 - COST) * period;

	for (unsigned i = 0; i < p->count; i++) {
		float next = i + 1 < p->count ? (float)(p->row[i + 1] - p->row[i]) : period;

		sum += (p->similarity[i] - COST) * fminf(period, next);
	}
	return sum;
}

/* How far the least similar place that counts is above the most similar one that does not. */
static float margin(const struct free_places *p)
{
	float least = 1, most = LEAST_ALIKE;

	for (unsigned i = 0; i < p->count; i++) {
		if (p->similarity[i] >= free_search_alike)
			least = fminf(least, p->similarity[i]);
		else
			most = fmaxf(most, p->similarity[i]);
	}
	return least - most;
}

/* The best of the templates of one period: how much it explains; *centre is where it lies. */
static float try_period(struct free_search *s, unsigned period, unsigned *centre)
{
	struct free_template *t = &s->template;
	unsigned step =
	    period / 4 > s->signal.count / TEMPLATES ? period / 4 : s->signal.count / TEMPLATES;
	float best = 0;

	set_taper(t, period);
	for (unsigned at = period / 4; at + period / 4 < s->signal.count; at += step) {
		float sum;

		if (!s->signal.present[at])
			continue;
		cut_template(t, &s->signal, at);
		find_places(s, t, &s->tried);
		sum = explained(&s->tried, t);
		if (sum > best)
			best = sum, *centre = at;
	}
	return best;
}

/* Whether the piece about row `anchor` explains nearly as much as any: then it is the template. */
static bool keep_phase(struct free_search *s, unsigned period, unsigned anchor, float most)
{
	set_taper(&s->template, period);
	cut_template(&s->template, &s->signal, anchor);
	find_places(s, &s->template, &s->places);
	return explained(&s->places, &s->template) >= NEARLY * most;
}

/* Of the templates within a period about `about`, the one that parts most clearly. */
static void choose_phase(struct free_search *s, unsigned period, unsigned about, float most)
{
	unsigned first = about > period / 2 ? about - period / 2 : 0;
	unsigned step = period / FINE_TEMPLATES > 0 ? period / FINE_TEMPLATES : 1, best = about;
	float clearest = -1;

	set_taper(&s->template, period);
	for (unsigned at = first; at <= about + period / 2 && at < s->signal.count; at += step) {
		float sum, clear;

		cut_template(&s->template, &s->signal, at);
		find_places(s, &s->template, &s->tried);
		sum = explained(&s->tried, &s->template);
		clear = margin(&s->tried) + EXPLAINS * sum / most;
		if (s->signal.present[at] && sum >= NEARLY * most && clear > clearest)
			clearest = clear, best = at;
	}
	cut_template(&s->template, &s->signal, best);
	find_places(s, &s->template, &s->places);
}

static void drop_unlike(struct free_places *p)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < p->count; i++) {
		if (p->similarity[i] < free_search_alike)
			continue;
		p->row[kept] = p->row[i];
		p->similarity[kept++] = p->similarity[i];
	}
	p->count = kept;
}

/* Some movement may look like another one by chance; what follows each other does not. */
static bool repeats(const struct free_places *p, unsigned period)
{
	unsigned chain = 1, longest = 1;
	float sum = 0;

	for (unsigned i = 0; i < p->count; i++)
		sum += p->similarity[i];
	for (unsigned i = 1; i < p->count; i++) {
		bool follows = (float)(p->row[i] - p->row[i - 1]) <= CHAIN * (float)period;

		chain = follows ? chain + 1 : 1;
		longest = chain > longest ? chain : longest;
	}
	return p->count >= LEAST_PLACES && longest >= LEAST_PLACES &&
	       sum >= LEAST_MEAN * (float)p->count;
}

bool free_search_run(struct free_search *s, const struct free_rows *rows, unsigned first,
		     unsigned count, unsigned anchor)
{
	unsigned period[PERIODS], periods, best_period = 0, best_centre = 0, centre = 0;
	float best = 0;

	s->places.count = 0;
	if (count < 2 * FREE_PERIOD_MIN)
		return false;
	free_signal_make(&s->signal, rows, first, count, NULL);
	periods = find_periods(&s->signal, period);
	for (unsigned i = 0; i < periods; i++) {
		float sum = try_period(s, period[i], &centre);

		if (sum > best)
			best = sum, best_period = period[i], best_centre = centre;
	}
	if (best <= 0)
		return false;
	if (anchor >= count || !keep_phase(s, best_period, anchor, best))
		choose_phase(s, best_period, best_centre, best);
	drop_unlike(&s->places);
	return repeats(&s->places, best_period);
}
