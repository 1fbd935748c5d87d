/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/af_features.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

/* The intervals of a window that count, in order. */
struct intervals {
	float ms[AF_LONG];
	int chain[AF_LONG]; /* intervals before this one with no gap between */
	int n;
	float mean, median;
};

static const float RR_MIN_MS = 200, RR_MAX_MS = 3000;

void af_window_init(struct af_window *w)
{
	memset(w, 0, sizeof *w);
}

static const struct af_beat *kept(const struct af_window *w, int64_t number)
{
	return &w->beat[number % AF_LONG];
}

static bool is_ventricular(enum beat_label label)
{
	return label == BEAT_VENTRICULAR || label == BEAT_FUSION;
}

void af_window_add(struct af_window *w, const struct ecg_beat *beat, const struct af_atrial *atrial)
{
	struct af_beat *b = &w->beat[w->count % AF_LONG];
	bool after_ventricular = w->count > 0 && is_ventricular(kept(w, w->count - 1)->label);

	memset(b, 0, sizeof *b);
	b->sample_index = beat->sample_index;
	b->label = beat->label;
	b->rr_ms = beat->rr_ms;
	b->supported = beat->rr_ms >= RR_MIN_MS && beat->rr_ms <= RR_MAX_MS &&
		       !is_ventricular(beat->label) && !after_ventricular;
	if (atrial)
		b->atrial = *atrial;
	w->count++;
}

static void sort(float *value, int n)
{
	for (int i = 1; i < n; i++) {
		float v = value[i];
		int k = i;

		for (; k > 0 && value[k - 1] > v; k--)
			value[k] = value[k - 1];
		value[k] = v;
	}
}

static float quantile(const float *sorted, int n, float share)
{
	float where = share * (float)(n - 1);
	int low = (int)where;

	if (n == 0)
		return 0;
	if (low + 1 >= n)
		return sorted[n - 1];
	return sorted[low] + (where - (float)low) * (sorted[low + 1] - sorted[low]);
}

static void take_intervals(const struct af_window *w, int64_t from, struct intervals *s)
{
	float sorted[AF_LONG];
	int chain = 0;

	s->n = 0;
	s->mean = 0;
	for (int64_t k = from; k < w->count; k++) {
		const struct af_beat *b = kept(w, k);

		if (!b->supported) {
			chain = 0;
			continue;
		}
		s->ms[s->n] = sorted[s->n] = b->rr_ms;
		s->chain[s->n++] = chain++;
		s->mean += b->rr_ms;
	}
	s->mean = s->n > 0 ? s->mean / (float)s->n : 800;
	sort(sorted, s->n);
	s->median = s->n > 0 ? quantile(sorted, s->n, 0.5f) : 800;
}

/* |difference| over `distance` intervals, as shares of the mean. Returns how many. */
static int differences(const struct intervals *s, int distance, float *out)
{
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		if (s->chain[i] >= distance)
			out[n++] = fabsf(s->ms[i] - s->ms[i - distance]) / s->mean;
	}
	return n;
}

static float mean_of(const float *value, int n)
{
	float sum = 0;

	for (int i = 0; i < n; i++)
		sum += value[i];
	return n > 0 ? sum / (float)n : 0;
}

static float *add_differences(const struct intervals *s, float *f)
{
	float d[AF_LONG], square = 0, next;
	int n = differences(s, 1, d);

	next = mean_of(d, n);
	for (int i = 0; i < n; i++)
		square += d[i] * d[i] / (float)n;
	sort(d, n);
	*f++ = sqrtf(quantile(d, n, 0.1f));
	*f++ = sqrtf(quantile(d, n, 0.25f));
	*f++ = sqrtf(quantile(d, n, 0.5f));
	*f++ = sqrtf(quantile(d, n, 0.75f));
	*f++ = sqrtf(quantile(d, n, 0.9f));
	*f++ = sqrtf(sqrtf(square));
	for (int distance = 2; distance <= 3; distance++) {
		n = differences(s, distance, d);
		*f++ = mean_of(d, n) / (next + 0.01f);
	}
	return f;
}

static float *add_deviations(const struct intervals *s, float *f)
{
	float d[AF_LONG];
	int early = 0, late = 0;

	for (int i = 0; i < s->n; i++) {
		d[i] = fabsf(s->ms[i] - s->median) / s->mean;
		early += s->ms[i] < 0.85f * s->median;
		late += s->ms[i] > 1.15f * s->median;
	}
	sort(d, s->n);
	*f++ = sqrtf(quantile(d, s->n, 0.25f));
	*f++ = sqrtf(quantile(d, s->n, 0.5f));
	*f++ = sqrtf(quantile(d, s->n, 0.75f));
	*f++ = sqrtf(quantile(d, s->n, 0.9f));
	*f++ = (float)early / ((float)s->n + 1);
	*f++ = (float)late / ((float)s->n + 1);
	return f;
}

static float *add_order(const struct intervals *s, float *f)
{
	float power = 1e-3f, product[2] = {0, 0};
	int triples = 0, turns = 0;

	for (int i = 0; i < s->n; i++) {
		float x = s->ms[i] - s->mean;

		power += x * x;
		for (int lag = 1; lag <= 2; lag++)
			product[lag - 1] += s->chain[i] >= lag ? x * (s->ms[i - lag] - s->mean) : 0;
		if (s->chain[i] < 2)
			continue;
		triples++;
		turns += (s->ms[i] - s->ms[i - 1]) * (s->ms[i - 1] - s->ms[i - 2]) < 0;
	}
	*f++ = product[0] / power;
	*f++ = product[1] / power;
	*f++ = triples > 0 ? (float)turns / (float)triples : 0.67f;
	return f;
}

/* log2 of how much rarer two neighbours match than one; high where nothing repeats. */
static float sample_entropy(const struct intervals *s, float tolerance_ms)
{
	int one = 0, two = 0;

	for (int i = 0; i < s->n; i++) {
		for (int k = i + 1; k < s->n; k++) {
			if (s->chain[k] == 0 || s->chain[i] == 0 ||
			    fabsf(s->ms[i - 1] - s->ms[k - 1]) >= tolerance_ms)
				continue;
			one++;
			two += fabsf(s->ms[i] - s->ms[k]) < tolerance_ms;
		}
	}
	return log2_portable((float)(one + 1) / (float)(two + 1)) +
	       log2_portable(tolerance_ms / s->mean);
}

static float map_occupancy(const struct intervals *s)
{
	const float cell_ms = 25;
	int x[AF_LONG], y[AF_LONG], n = 0, cells = 0;

	for (int i = 0; i < s->n; i++) {
		int known = 0;

		if (s->chain[i] == 0)
			continue;
		x[n] = (int)(s->ms[i] / cell_ms);
		y[n] = (int)((s->ms[i] - s->ms[i - 1] + 4000) / cell_ms);
		for (int k = 0; k < n && !known; k++)
			known = x[k] == x[n] && y[k] == y[n];
		cells += !known;
		n++;
	}
	return n > 0 ? (float)cells / (float)n : 0;
}

static float middle_of(float a, float b, float c)
{
	return larger(smaller(a, b), smaller(larger(a, b), c));
}

/* Differences that a median over three leaves: single early or late beats are gone. */
static float *add_median_filtered(const struct intervals *s, float *f)
{
	float d[AF_LONG];
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		if (s->chain[i] < 3)
			continue;
		d[n++] = fabsf(middle_of(s->ms[i], s->ms[i - 1], s->ms[i - 2]) -
			       middle_of(s->ms[i - 1], s->ms[i - 2], s->ms[i - 3])) /
			 s->mean;
	}
	*f++ = sqrtf(mean_of(d, n));
	sort(d, n);
	*f++ = sqrtf(quantile(d, n, 0.75f));
	return f;
}

static float *add_intervals(const struct af_window *w, int64_t from, float *f)
{
	struct intervals s;
	int ventricular = 0;
	float largest = 0;

	take_intervals(w, from, &s);
	for (int64_t k = from; k < w->count; k++)
		ventricular += is_ventricular(kept(w, k)->label);
	for (int i = 0; i < s.n; i++)
		largest = larger(largest, s.ms[i]);
	f = add_differences(&s, f);
	f = add_deviations(&s, f);
	f = add_order(&s, f);
	*f++ = sample_entropy(&s, 30);
	*f++ = sample_entropy(&s, 0.1f * s.mean);
	*f++ = map_occupancy(&s);
	f = add_median_filtered(&s, f);
	*f++ = log2_portable(s.mean / 800);
	*f++ = log2_portable((largest + 1) / s.median);
	*f++ = (float)s.n / AF_LONG;
	*f++ = (float)ventricular / (float)(w->count - from);
	*f++ = (float)(w->count - from) / AF_LONG;
	return f;
}

/* Sums over the beats whose atria are known. */
struct atria {
	float mean[AF_WAVE];     /* in shares of the QRS height */
	float power;             /* of all waves, mean over points and beats */
	float steep;             /* likewise, of the differences of neighbouring points */
	float likeness[AF_LONG]; /* of each wave with the mean of the others */
	float pause_power, pause_lag[AF_LAGS];
	float height, height_square, width, width_square, noise;
	int n, pauses;
};

static bool shows_atria(const struct af_beat *b)
{
	return b->atrial.height_uv > 0 && !is_ventricular(b->label);
}

static void sum_waves(const struct af_window *w, int64_t from, struct atria *a)
{
	for (int64_t k = from; k < w->count; k++) {
		const struct af_atrial *x = &kept(w, k)->atrial;
		float scale = 1 / (x->height_uv + 1);

		if (!shows_atria(kept(w, k)))
			continue;
		a->n++;
		for (int i = 0; i < AF_WAVE; i++) {
			float v = x->wave[i] * scale;
			float step = i > 0 ? v - x->wave[i - 1] * scale : 0;

			a->mean[i] += v;
			a->power += v * v;
			a->steep += step * step;
		}
		a->height += x->height_uv;
		a->height_square += x->height_uv * x->height_uv;
		a->width += x->width_ms;
		a->width_square += x->width_ms * x->width_ms;
		a->noise += x->noise;
		if (x->pause_power <= 0)
			continue;
		a->pauses++;
		a->pause_power += x->pause_power * scale * scale;
		for (int i = 0; i < AF_LAGS; i++)
			a->pause_lag[i] += x->pause_lag[i] * scale * scale;
	}
}

/* Likeness of each wave to the sum of the others. */
static void compare_waves(const struct af_window *w, int64_t from, struct atria *a)
{
	int n = 0;

	for (int64_t k = from; k < w->count; k++) {
		const struct af_atrial *x = &kept(w, k)->atrial;
		float scale = 1 / (x->height_uv + 1);
		float product = 0, own = 1e-9f, others = 1e-9f;

		if (!shows_atria(kept(w, k)))
			continue;
		for (int i = 0; i < AF_WAVE; i++) {
			float v = x->wave[i] * scale, rest = a->mean[i] - v;

			product += v * rest;
			own += v * v;
			others += rest * rest;
		}
		a->likeness[n++] = product / sqrtf(own * others);
	}
	sort(a->likeness, n);
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
		*f++ = limited(10 * m, -3, 3);
	}
	rest = larger(power - steady, 0) + 1e-9f;
	*f++ = 0.5f * log2_portable(steady);
	*f++ = 0.5f * log2_portable(rest);
	*f++ = 0.5f * log2_portable(steady / rest);
	*f++ = a->steep / (n * power);
	*f++ = quantile(a->likeness, a->n, 0.25f);
	*f++ = quantile(a->likeness, a->n, 0.5f);
	*f++ = quantile(a->likeness, a->n, 0.75f);
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

static void add_atria(const struct af_window *w, int64_t from, float *f)
{
	struct atria a = {.n = 0};
	float n;

	memset(f, 0, AF_ATRIAL_FEATURES * sizeof *f);
	sum_waves(w, from, &a);
	if (a.n < 3)
		return;
	compare_waves(w, from, &a);
	n = (float)a.n;
	*f++ = 1;
	f = add_waves(&a, f);
	f = add_pauses(&a, f);
	*f++ = a.noise / n;
	*f++ = a.width / n / 100;
	*f++ = deviation(a.width, a.width_square, n) / 100;
	*f++ = deviation(a.height, a.height_square, n) / (a.height / n + 1);
}

void af_features(const struct af_window *w, float feature[AF_FEATURES])
{
	int64_t from_long = w->count > AF_LONG ? w->count - AF_LONG : 0;
	int64_t from_short = w->count > AF_SHORT ? w->count - AF_SHORT : 0;
	float *f = feature;

	f = add_intervals(w, from_long, f);
	f = add_intervals(w, from_short, f);
	add_atria(w, from_long, f);
}

float af_features_mean_rr_ms(const struct af_window *w)
{
	int64_t from = w->count > AF_SHORT ? w->count - AF_SHORT : 0;
	float sum = 0;
	int n = 0;

	for (int64_t k = from; k < w->count; k++) {
		if (!kept(w, k)->supported)
			continue;
		sum += kept(w, k)->rr_ms;
		n++;
	}
	return n > 0 ? sum / (float)n : 800;
}
