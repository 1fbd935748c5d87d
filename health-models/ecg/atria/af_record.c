/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_record.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/atria/af_intervals.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

enum {
	USUAL_OVER = 3, /* intervals on either side that say what is usual about one */
	RATE_BEATS = 8, /* beats that a rate is taken over */
};

static const float EARLY_BELOW = 0.88f, LATE_FROM = 1.15f, PAUSE_FROM = 1.5f; /* of the usual RR */
static const float AFTER_EARLY = 1.05f;                /* a pause after an early beat, likewise */
static const float LIKE_FROM = 0.9f, ODD_BELOW = 0.8f; /* likeness */

/* Beats [from, to). */
struct stretch {
	const struct af_window *w;
	int64_t from, to;
};

static float *add_quantiles(float *value, int n, const float *share, int shares, float *f)
{
	af_sort(value, n);
	for (int i = 0; i < shares; i++)
		*f++ = af_quantile(value, n, share[i]);
	return f;
}

static float ventricular(const struct af_beat *b)
{
	return b->sight.ventricular;
}

static float early(const struct af_beat *b)
{
	return b->sight.early;
}

static float confidence(const struct af_beat *b)
{
	return b->confidence;
}

static float none(const struct af_beat *b)
{
	return b->sight.none;
}

static float likeness(const struct af_beat *b)
{
	return b->sight.likeness;
}

static float turned_down(const struct af_beat *b)
{
	return b->sight.turned_down;
}

static float loudest(const struct af_beat *b)
{
	return b->sight.loudest;
}

static float background(const struct af_beat *b)
{
	return b->sight.background;
}

static float p_wave(const struct af_beat *b)
{
	return b->p_wave;
}

static float qrs_ms(const struct af_beat *b)
{
	return b->qrs_ms;
}

static float snr_db(const struct af_beat *b)
{
	return b->sight.snr_db;
}

static float p_range(const struct af_beat *b)
{
	return b->sight.p_range;
}

static float t_range(const struct af_beat *b)
{
	return b->sight.t_range;
}

static float height_uv(const struct af_beat *b)
{
	return b->sight.atrial.height_uv;
}

static int take(struct stretch s, float (*of)(const struct af_beat *b), float out[AF_KEPT])
{
	int n = 0;

	for (int64_t k = s.from; k < s.to; k++)
		out[n++] = of(af_window_beat(s.w, k));
	return n;
}

static float *add_counts(struct stretch s, float *f)
{
	static const float share[] = {0.5f, 0.8f, 0.95f, 1};
	float v[AF_KEPT];
	int n = take(s, ventricular, v), labelled = 0, premature = 0;

	for (int64_t k = s.from; k < s.to; k++) {
		labelled += af_is_ventricular(af_window_beat(s.w, k));
		premature += af_window_beat(s.w, k)->label == BEAT_SUPRAVENTRICULAR;
	}
	*f++ = (float)n;
	*f++ = (float)labelled;
	*f++ = n > 0 ? (float)labelled / (float)n : 0;
	*f++ = (float)premature;
	*f++ = n > 0 ? (float)premature / (float)n : 0;
	return add_quantiles(v, n, share, 4, f);
}

/* Shortest and longest mean over RATE_BEATS intervals, as rates per minute. */
static float *add_rates(const float *rr, int n, float usual_ms, float *f)
{
	float shortest = usual_ms, longest = usual_ms, sum = 0;

	for (int i = 0; i < n; i++) {
		sum += rr[i];
		if (i >= RATE_BEATS)
			sum -= rr[i - RATE_BEATS];
		if (i + 1 < RATE_BEATS)
			continue;
		if (i + 1 == RATE_BEATS)
			shortest = longest = sum / RATE_BEATS;
		shortest = smaller(shortest, sum / RATE_BEATS);
		longest = larger(longest, sum / RATE_BEATS);
	}
	*f++ = 60000 / longest;
	*f++ = 60000 / larger(shortest, 1);
	return f;
}

static float *add_intervals(struct stretch s, const struct af_intervals *r, float *f)
{
	static const float share[] = {0, 0.05f, 0.25f, 0.5f, 0.75f, 0.95f, 1};
	static const int relative[] = {0, 1, 2, 4, 5, 6};
	float sorted[AF_KEPT], all[AF_KEPT], *rr = f;
	int n = 0;

	memcpy(sorted, r->ms, (unsigned)r->n * sizeof *sorted);
	f = add_quantiles(sorted, r->n, share, 7, f);
	for (int i = 0; i < 6; i++)
		*f++ = rr[relative[i]] / r->median;
	for (int64_t k = s.from; k < s.to; k++) {
		if (af_window_beat(s.w, k)->rr_ms > 0)
			all[n++] = af_window_beat(s.w, k)->rr_ms;
	}
	f = add_rates(all, n, r->median, f);
	af_sort(all, n);
	*f++ = n > 0 ? all[0] : 0;
	*f++ = n > 0 ? all[n - 1] : 0;
	return f;
}

static float *add_differences(const struct af_intervals *r, float *f)
{
	static const float share[] = {0.1f, 0.25f, 0.5f, 0.75f, 0.9f, 1},
			   late[] = {0.5f, 0.75f, 0.9f, 1};
	float d[AF_KEPT], square = 0;
	int n = af_intervals_differences(r, 1, d);

	for (int i = 0; i < n; i++)
		square += d[i] * d[i] / (float)n;
	f = add_quantiles(d, n, share, 6, f);
	*f++ = sqrtf(square);
	n = af_intervals_filtered(r, d);
	return add_quantiles(d, n, late, 4, f);
}

static float usual_about(const struct af_intervals *r, int i)
{
	float near[2 * USUAL_OVER + 1];
	int n = 0;

	for (int k = i - USUAL_OVER; k <= i + USUAL_OVER; k++) {
		if (k >= 0 && k < r->n)
			near[n++] = r->ms[k];
	}
	af_sort(near, n);
	return af_quantile(near, n, 0.5f);
}

/* Early and late beats, as counts and extremes. */
static float *add_ectopy(struct stretch s, const struct af_intervals *r, float *f)
{
	int sooner = 0, paused = 0, like = 0, odd = 0, late = 0, pauses = 0;
	float least = 1;

	for (int i = 0; i < r->n; i++) {
		float usual = usual_about(r, i), share = r->ms[i] / usual;
		const struct af_beat *b = af_window_beat(s.w, r->beat[i]);

		least = smaller(least, share);
		late += share > LATE_FROM;
		pauses += share > PAUSE_FROM;
		if (share >= EARLY_BELOW)
			continue;
		sooner++;
		paused += r->beat[i] + 1 < s.to &&
			  af_window_beat(s.w, r->beat[i] + 1)->rr_ms > AFTER_EARLY * usual;
		like += b->sight.likeness > LIKE_FROM;
		odd += b->sight.likeness < ODD_BELOW;
	}
	*f++ = (float)sooner;
	*f++ = (float)paused;
	*f++ = (float)like;
	*f++ = (float)odd;
	*f++ = (float)late;
	*f++ = (float)pauses;
	*f++ = r->n > 0 ? (float)sooner / (float)r->n : 0;
	*f++ = least;
	return f;
}

/* How the rate changes from the first half to the second. */
static float drift(const struct af_intervals *r)
{
	int half = r->n / 2;

	if (half < 3)
		return 0;
	return log2_portable(af_mean(r->ms, half) / af_mean(r->ms + half, r->n - half));
}

static float *add_channels(struct stretch s, float *f)
{
	static const float share[] = {0.05f, 0.25f, 0.5f, 0.75f, 0.95f};
	static float (*const channel[AF_RECORD_CHANNELS])(const struct af_beat *b) = {
	    confidence, none,   likeness, turned_down, loudest, background,
	    p_wave,     qrs_ms, snr_db,   p_range,     t_range, early,
	};

	for (int i = 0; i < AF_RECORD_CHANNELS; i++) {
		float v[AF_KEPT];
		int n = take(s, channel[i], v);

		f = add_quantiles(v, n, share, 5, f);
		*f++ = af_mean(v, n);
	}
	return f;
}

static float *add_heights(struct stretch s, float *f)
{
	static const float share[] = {0.05f, 0.25f, 0.75f, 0.95f};
	float v[AF_KEPT], median;
	int n = take(s, height_uv, v);

	af_sort(v, n);
	median = af_quantile(v, n, 0.5f) + 1;
	for (int i = 0; i < 4; i++)
		*f++ = af_quantile(v, n, share[i]) / median;
	return f;
}

/* Means over the usual beats, R wave upright. */
static float *add_looks(const struct af_window *w, float *f)
{
	float sign = w->sign < 0 ? -1 : 1;

	for (int i = 0; i < AF_LOOKS; i++)
		*f++ = w->shown < 3 ? 0 : sign * w->looks[i] / (float)w->shown;
	return f;
}

/* The long window about the middle beat, as the beats are judged. */
static float *add_middle(const struct af_window *w, float *f)
{
	float feature[AF_FEATURES];
	int64_t beats = w->count - w->first;

	memset(f, 0, AF_RECORD_MIDDLE * sizeof *f);
	if (beats >= AF_RECORD_LEAST) {
		beats = beats < AF_LONG ? beats : AF_LONG;
		af_features(w, w->count - 1 - beats / 2, feature);
		memcpy(f, feature, AF_RECORD_MIDDLE * sizeof *f);
	}
	return f + AF_RECORD_MIDDLE;
}

void af_record_features(const struct af_window *w, double seconds,
			float feature[AF_RECORD_FEATURES])
{
	struct stretch s = {w, w->count > AF_KEPT ? w->count - AF_KEPT : 0, w->count};
	struct af_intervals r;
	float *f = feature;

	af_intervals_take(&r, w, s.from, s.to);
	f = add_counts(s, f);
	f = add_intervals(s, &r, f);
	f = add_differences(&r, f);
	f = add_ectopy(s, &r, f);
	*f++ = drift(&r);
	f = add_channels(s, f);
	f = add_heights(s, f);
	f = add_looks(w, f);
	f = add_middle(w, f);
	*f = seconds > 0 ? (float)(w->rr_ms / 1000 / seconds) : 1;
}
