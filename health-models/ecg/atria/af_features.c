/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_features.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/atria/af_intervals.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

static const float ODD_BELOW = 0.7f;                       /* likeness */
static const float UNSURE_BELOW = 0.9f;                    /* confidence */
static const float EARLY_BELOW = 0.85f, LATE_FROM = 1.15f; /* of the median RR */
static const float NOISY_FROM = 0.15f;                     /* background */

/* Beats [from, to). */
struct stretch {
	const struct af_window *w;
	int64_t from, to;
};

static float *add_differences(const struct af_intervals *s, float *f)
{
	float d[AF_KEPT], square = 0;
	int n = af_intervals_differences(s, 1, d);

	for (int i = 0; i < n; i++)
		square += d[i] * d[i] / (float)n;
	af_sort(d, n);
	*f++ = sqrtf(af_quantile(d, n, 0.1f));
	*f++ = sqrtf(af_quantile(d, n, 0.25f));
	*f++ = sqrtf(af_quantile(d, n, 0.5f));
	*f++ = sqrtf(af_quantile(d, n, 0.75f));
	*f++ = sqrtf(af_quantile(d, n, 0.9f));
	*f++ = sqrtf(sqrtf(square));
	n = af_intervals_filtered(s, d);
	*f++ = sqrtf(af_mean(d, n));
	return f;
}

static float *add_order(const struct af_intervals *s, float *f)
{
	float power = 1e-3f, product = 0, largest = 0;
	int triples = 0, turns = 0, early = 0, late = 0;

	for (int i = 0; i < s->n; i++) {
		float x = s->ms[i] - s->mean;

		largest = larger(largest, s->ms[i]);
		early += s->ms[i] < EARLY_BELOW * s->median;
		late += s->ms[i] > LATE_FROM * s->median;
		power += x * x;
		product += s->chain[i] >= 1 ? x * (s->ms[i - 1] - s->mean) : 0;
		if (s->chain[i] < 2)
			continue;
		triples++;
		turns += (s->ms[i] - s->ms[i - 1]) * (s->ms[i - 1] - s->ms[i - 2]) < 0;
	}
	*f++ = (float)early / ((float)s->n + 1);
	*f++ = (float)late / ((float)s->n + 1);
	*f++ = product / power;
	*f++ = triples > 0 ? (float)turns / (float)triples : 0.67f;
	*f++ = log2_portable(s->mean / 800);
	*f++ = log2_portable((largest + 1) / s->median);
	return f;
}

/* log2 of how much rarer two neighbours match than one; high where nothing
 * repeats. */
static float sample_entropy(const struct af_intervals *s)
{
	float tolerance_ms = 0.1f * s->mean;
	int one = 0, two = 0;

	for (int i = 0; i < s->n; i++) {
		if (s->chain[i] == 0)
			continue;
		for (int k = i + 1; k < s->n; k++) {
			if (fabsf(s->ms[i - 1] - s->ms[k - 1]) >= tolerance_ms || s->chain[k] == 0)
				continue;
			one++;
			two += fabsf(s->ms[i] - s->ms[k]) < tolerance_ms;
		}
	}
	return log2_portable((float)(one + 1) / (float)(two + 1)) +
	       log2_portable(tolerance_ms / s->mean);
}

static float *add_intervals(struct stretch x, const struct af_intervals *s, float *f)
{
	int ventricular = 0;

	for (int64_t k = x.from; k < x.to; k++)
		ventricular += af_is_ventricular(af_window_beat(x.w, k));
	f = add_differences(s, f);
	f = add_order(s, f);
	*f++ = (float)ventricular / (float)(x.to - x.from);
	return f;
}

/* Sums over the beats whose atria are known. */
struct atria {
	float wave[AF_LONG][AF_WAVE],
	    own[AF_LONG];        /* in shares of the QRS height; sum of squares */
	float mean[AF_WAVE];     /* sum of the waves */
	float power;             /* of all waves, mean over points and beats */
	float steep;             /* likewise, of the differences of neighbouring points */
	float likeness[AF_LONG]; /* of each wave with the mean of the others */
	float pause_power, pause_lag[AF_LAGS];
	float height, height_square, width, width_square;
	int n, pauses;
};

static void sum_wave(const struct af_atrial *x, float scale, struct atria *a)
{
	float *wave = a->wave[a->n], before = x->wave[0] * scale, own = 0;

	for (int i = 0; i < AF_WAVE; i++) {
		float v = x->wave[i] * scale, step = v - before;

		wave[i] = before = v;
		a->mean[i] += v;
		own += v * v;
		a->steep += step * step;
	}
	a->power += own;
	a->own[a->n++] = own;
}

static void sum_atria(struct stretch s, struct atria *a)
{
	for (int64_t k = s.from; k < s.to; k++) {
		const struct af_beat *b = af_window_beat(s.w, k);
		const struct af_atrial *x = &b->sight.atrial;
		float scale = 1 / (x->height_uv + 1);

		if (x->height_uv <= 0 || af_is_ventricular(b))
			continue;
		sum_wave(x, scale, a);
		a->height += x->height_uv;
		a->height_square += x->height_uv * x->height_uv;
		a->width += x->width_ms;
		a->width_square += x->width_ms * x->width_ms;
		if (x->pause_power <= 0)
			continue;
		a->pauses++;
		a->pause_power += x->pause_power * scale * scale;
		for (int i = 0; i < AF_LAGS; i++)
			a->pause_lag[i] += x->pause_lag[i] * scale * scale;
	}
}

/* Likeness of each wave to the sum of the others, by what each has in common with all. */
static void compare_waves(struct atria *a)
{
	float all = 0;

	for (int i = 0; i < AF_WAVE; i++)
		all += a->mean[i] * a->mean[i];
	for (int k = 0; k < a->n; k++) {
		float product = 0, own = a->own[k], others;

		for (int i = 0; i < AF_WAVE; i++)
			product += a->wave[k][i] * a->mean[i];
		others = larger(all - 2 * product + own, 0);
		a->likeness[k] = (product - own) / sqrtf((own + 1e-9f) * (others + 1e-9f));
	}
	af_sort(a->likeness, a->n);
}

static float deviation(float sum, float square, float n)
{
	return sqrtf(larger(square / n - sum / n * (sum / n), 0));
}

static float *add_waves(const struct atria *a, float *f)
{
	float n = (float)a->n, steady = 1e-9f, power = a->power / n + 1e-9f, rest, best = 0;
	int where = 0;

	for (int i = 0; i < AF_WAVE; i++) {
		float m = a->mean[i] / n;

		steady += m * m;
		if (m > best) {
			best = m;
			where = i;
		}
	}
	rest = larger(power - steady, 0) + 1e-9f;
	*f++ = 0.5f * log2_portable(steady);
	*f++ = 0.5f * log2_portable(rest);
	*f++ = 0.5f * log2_portable(steady / rest);
	*f++ = a->steep / (n * power);
	*f++ = af_quantile(a->likeness, a->n, 0.25f);
	*f++ = af_quantile(a->likeness, a->n, 0.5f);
	*f++ = (float)where / AF_WAVE;
	*f++ = limited(10 * best, 0, 3);
	return f;
}

static float *add_pauses(const struct atria *a, float *f)
{
	float power = a->pause_power + 1e-9f;

	*f++ = (float)a->pauses / (float)a->n;
	*f++ = a->pauses > 0 ? 0.5f * log2_portable(power / (float)a->pauses) : -5;
	for (int i = 0; i < AF_LAGS; i++)
		*f++ = a->pauses > 0 ? a->pause_lag[i] / power : 0;
	return f;
}

static float *add_atria(struct stretch s, float *f)
{
	struct atria a;
	float *end = f + AF_ATRIAL_FEATURES;
	float n;

	memset(f, 0, AF_ATRIAL_FEATURES * sizeof *f);
	memset(&a, 0, sizeof a);
	sum_atria(s, &a);
	if (a.n < 3)
		return end;
	compare_waves(&a);
	n = (float)a.n;
	f = add_waves(&a, f);
	f = add_pauses(&a, f);
	*f++ = a.width / n / 100;
	*f++ = deviation(a.width, a.width_square, n) / 100;
	*f++ = deviation(a.height, a.height_square, n) / (a.height / n + 1);
	return end;
}

/* How like the usual beat those are that come early; 1 where none does. */
static float early_likeness(const struct af_window *w, const struct af_intervals *s)
{
	float sum = 0;
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		if (s->ms[i] >= EARLY_BELOW * s->median)
			continue;
		sum += af_window_beat(w, s->beat[i])->sight.likeness;
		n++;
	}
	return n > 0 ? sum / (float)n : 1;
}

static float *add_trust(struct stretch x, const struct af_intervals *s, float *f)
{
	float confidence = 0, like = 0, snr = 0, worst = 99, down = 0, loudest = 0, noise = 0;
	float p_wave = 0, n = (float)(x.to - x.from);
	int unsure = 0, odd = 0, noisy = 0, p_judged = 0;

	for (int64_t k = x.from; k < x.to; k++) {
		const struct af_beat *b = af_window_beat(x.w, k);

		confidence += b->confidence;
		unsure += b->confidence < UNSURE_BELOW;
		like += b->sight.likeness;
		odd += b->sight.likeness < ODD_BELOW;
		snr += b->sight.snr_db;
		worst = smaller(worst, b->sight.snr_db);
		down += b->sight.turned_down;
		loudest += b->sight.loudest;
		noise += b->sight.background;
		noisy += b->sight.background > NOISY_FROM;
		p_judged += b->p_wave >= 0;
		p_wave += larger(b->p_wave, 0);
	}
	*f++ = confidence / n;
	*f++ = (float)unsure / n;
	*f++ = like / n;
	*f++ = (float)odd / n;
	*f++ = snr / n;
	*f++ = worst;
	*f++ = down / n;
	*f++ = loudest / n;
	*f++ = noise / n;
	*f++ = (float)noisy / n;
	*f++ = p_judged > 0 ? p_wave / (float)p_judged : 0.5f;
	*f++ = early_likeness(x.w, s);
	return f;
}

/* The beats within `reach` of the target, as far as they are known and not
 * across a break. */
static struct stretch around(const struct af_window *w, int64_t target, int64_t back, int64_t on)
{
	int64_t oldest = w->count > AF_KEPT ? w->count - AF_KEPT : 0;
	struct stretch s = {w, target - back, target + on + 1};

	oldest = oldest > w->first ? oldest : w->first;
	s.from = s.from > oldest ? s.from : oldest;
	s.to = s.to < w->count ? s.to : w->count;
	return s;
}

void af_features(const struct af_window *w, int64_t target, float feature[AF_FEATURES])
{
	const struct stretch stretch[AF_WINDOWS] = {
	    around(w, target, AF_LONG - 1 - AF_DELAY, AF_DELAY),
	    around(w, target, AF_MIDDLE, AF_MIDDLE),
	    around(w, target, AF_SHORT, AF_SHORT),
	};
	float *f = feature;

	for (int i = 0; i < AF_WINDOWS; i++) {
		struct af_intervals s;

		af_intervals_take(&s, w, stretch[i].from, stretch[i].to);
		if (i == 0)
			*f++ = sample_entropy(&s);
		f = add_intervals(stretch[i], &s, f);
		if (i == 1)
			continue;
		f = add_atria(stretch[i], f);
		f = add_trust(stretch[i], &s, f);
	}
}
