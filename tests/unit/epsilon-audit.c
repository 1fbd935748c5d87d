/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/epsilon-audit.h"

#include <math.h>
#include <string.h>

enum { THRESHOLDS = 64, BISECTIONS = 60, GRAIN_STEP = 4, GRAINS = 16 };

/* low <= answer <= high, and its lowest set bit is worth less than 2^grain. */
typedef struct {
	double low, high;
	int grain;
} Event;

enum { ANY_GRAIN = 4096 };

/* Log of the binomial probability of exactly so many hits. */
static double log_probability(guint hits, guint trials, double p)
{
	return lgamma(trials + 1.0) - lgamma(hits + 1.0) - lgamma(trials - hits + 1.0) +
	       hits * log(p) + (trials - hits) * log1p(-p);
}

/* Of at most so many hits. The terms far below the largest do not count. */
static double at_most(guint hits, guint trials, double p)
{
	double sum = 0, term = exp(log_probability(hits, trials, p));

	for (guint k = hits; term > 0 && (term > sum * 1e-17 || k > trials * p); k--) {
		sum += term;
		if (k == 0)
			break;
		term *= (double)k / (double)(trials - k + 1) * (1 - p) / p;
	}
	return sum;
}

double clopper_pearson_upper(guint hits, guint trials, double alpha)
{
	double low = (double)hits / trials, high = 1;

	if (hits == trials)
		return 1;
	for (guint i = 0; i < BISECTIONS; i++) {
		double p = (low + high) / 2;

		if (p > 0 && at_most(hits, trials, p) < alpha)
			high = p;
		else
			low = p;
	}
	return high;
}

double clopper_pearson_lower(guint hits, guint trials, double alpha)
{
	return 1 - clopper_pearson_upper(trials - hits, trials, alpha);
}

/* The exponent of the lowest bit that is set; ANY_GRAIN - 1 for 0, which has none. */
static int grain_of(double answer)
{
	double fraction;
	int exponent;
	gint64 bits;

	fraction = frexp(answer, &exponent);
	bits = (gint64)ldexp(fraction, 53);
	if (bits == 0)
		return ANY_GRAIN - 1;
	return exponent - 53 + __builtin_ctzll((guint64)bits);
}

static gboolean happens(const Event *event, double answer)
{
	return answer >= event->low && answer <= event->high &&
	       (event->grain == ANY_GRAIN || grain_of(answer) < event->grain);
}

static guint count(const Event *event, const double *answers, guint n)
{
	guint hits = 0;

	for (guint i = 0; i < n; i++)
		if (happens(event, answers[i]))
			hits++;
	return hits;
}

static double bound_of(guint hits, guint other_hits, guint n)
{
	double low = clopper_pearson_lower(hits, n, EPSILON_AUDIT_ALPHA);
	double high = clopper_pearson_upper(other_hits, n, EPSILON_AUDIT_ALPHA);

	return low > 0 ? log(low / high) : 0;
}

/* Both ways round. */
static double bound(const Event *event, const double *one, const double *other, guint n)
{
	guint hits = count(event, one, n), other_hits = count(event, other, n);

	return MAX(bound_of(hits, other_hits, n), bound_of(other_hits, hits, n));
}

/* Cheap, to choose by: two standard deviations instead of the exact limits. */
static double promise(const Event *event, const double *one, const double *other, guint n)
{
	double a = count(event, one, n), b = count(event, other, n);
	double many = MAX(a, b), few = MIN(a, b);

	return log(MAX(many - 5 * sqrt(many), 0.1) / (few + 5 * sqrt(few) + 10));
}

typedef struct {
	Event best;
	double promise;
	const double *one, *other;
	guint n;
} Choice;

static void consider(Choice *choice, Event event)
{
	double value = promise(&event, choice->one, choice->other, choice->n);

	if (value > choice->promise) {
		choice->promise = value;
		choice->best = event;
	}
}

static int by_value(gconstpointer left, gconstpointer right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Thresholds where the answers of both worlds lie. */
static void thresholds_of(const Choice *choice, double threshold[THRESHOLDS])
{
	g_autofree double *pool = g_new(double, 2 * (gsize)choice->n);

	memcpy(pool, choice->one, choice->n * sizeof *pool);
	memcpy(pool + choice->n, choice->other, choice->n * sizeof *pool);
	qsort(pool, 2 * (gsize)choice->n, sizeof *pool, by_value);
	for (guint i = 0; i < THRESHOLDS; i++)
		threshold[i] = pool[2 * (gsize)choice->n * (2 * i + 1) / (2 * THRESHOLDS)];
}

static void choose(Choice *choice)
{
	double threshold[THRESHOLDS];

	thresholds_of(choice, threshold);
	for (guint i = 0; i < THRESHOLDS; i++) {
		consider(choice, (Event){-INFINITY, threshold[i], ANY_GRAIN});
		consider(choice, (Event){threshold[i], INFINITY, ANY_GRAIN});
	}
	for (guint i = 0; i + GRAIN_STEP < THRESHOLDS; i += GRAIN_STEP)
		for (int grain = 0; grain < GRAINS; grain++)
			consider(choice, (Event){threshold[i], threshold[i + GRAIN_STEP],
						 -GRAIN_STEP * grain});
}

double epsilon_lower_bound(const GArray *one, const GArray *other)
{
	const double *first = (const double *)(gpointer)one->data;
	const double *second = (const double *)(gpointer)other->data;
	guint half = one->len / 2;
	Choice choice = {{0, 0, 0}, -INFINITY, first, second, half};

	choose(&choice);
	return bound(&choice.best, first + half, second + half, half);
}
