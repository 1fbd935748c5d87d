/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/beat_features.h"

#include <math.h>

#include "health-models/ecg/beats/beat_shape.h"
#include "health-models/ecg/beats/candidates.h"
#include "health-models/ecg/beats/heart.h"
#include "health-models/ecg/beats/history.h"
#include "health-models/ecg/beats/qrs_trace.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

enum {
	T_WAVE_REACH = 76, /* a T wave comes within 380 ms */
	NEAR_REACH = 240,  /* 1.2 s */
	FAR_REACH = 400,   /* 2 s */
	RR_LIMIT = 600,    /* 3 s */
};

/* Numbers are written one after the other; the order is the forests' order. */
struct feature_list {
	float *next;
};

static void add(struct feature_list *f, float value)
{
	*f->next++ = value > 8 ? 8 : value > -8 ? value : -8;
}

/* log2(a / b), limited; 0 where either is not known. */
static float octaves(float a, float b)
{
	float ratio = a > 0 && b > 0 ? log2_portable(a) - log2_portable(b) : 0;

	return larger(-5, smaller(ratio, 5));
}

/* RR in samples between two candidates, 0 if either is missing. */
static float rr_between(const struct ecg *e, int64_t a, int64_t b)
{
	int64_t rr;

	if (a < 0 || b < 0)
		return 0;
	rr = candidate_seen(e, b)->at - candidate_seen(e, a)->at;
	return (float)(rr < RR_LIMIT ? rr : RR_LIMIT);
}

static void add_size(struct feature_list *f, const struct ecg *e, int64_t number)
{
	const struct candidate *c = candidate_seen(e, number);
	const struct heart *h = &e->heart;

	add(f, octaves(c->energy, history_median(&h->energy)));
	add(f, octaves(c->slope, history_median(&h->slope)));
	add(f, octaves(c->height, history_median(&h->height)));
	add(f, octaves(c->energy, c->background));
	add(f, octaves(c->energy, largest_energy(e, number, -T_WAVE_REACH, -1)));
	add(f, octaves(c->energy, largest_energy(e, number, -NEAR_REACH, -1)));
	add(f, log2_portable(c->energy + 1) - 6);
}

static void add_time(struct feature_list *f, const struct ecg *e, int64_t number)
{
	int64_t before = beat_before(e, number);
	int64_t before2 = before < 0 ? -1 : beat_before(e, before);
	int64_t before3 = before2 < 0 ? -1 : beat_before(e, before2);
	float usual = history_median(&e->heart.rr);
	float rr = rr_between(e, before, number);
	float rr2 = rr_between(e, before2, before), rr3 = rr_between(e, before3, before2);
	float wander = 0;

	for (unsigned i = 0; i < e->heart.rr.count; i++)
		wander += fabsf(e->heart.rr.value[i] - usual);
	add(f, octaves(rr, usual));
	add(f, rr / ECG_RATE_HZ);
	add(f, usual / ECG_RATE_HZ);
	add(f, octaves(rr, rr2));
	add(f, octaves(rr, rr3));
	add(f, octaves(rr2, usual));
	add(f, wander / (usual * (float)(e->heart.rr.count + 1) + 1));
	add(f, before < 0 ? 0 : 1);
}

/* How much of the usual P (or T) wave is there, and how much else. */
static void add_part(struct feature_list *f, const float *part, const float *usual, float height)
{
	float product = 0, power = 1, rest = 0;

	for (int i = 0; i < ECG_PART; i++) {
		product += part[i] * usual[i];
		power += usual[i] * usual[i];
		rest += fabsf(part[i] - usual[i]);
	}
	add(f, larger(-2, smaller(product / power, 3)));
	add(f, rest / (height + 1));
}

static void add_shape(struct feature_list *f, const struct ecg *e, const struct candidate *c)
{
	const struct heart *h = &e->heart;
	float likeness = 0, dominant_likeness = 0;
	int like = heart_match(h, &c->shape, &likeness);
	struct shape_class k = {0}, d = {0};

	if (like >= 0)
		k = h->shapes[like];
	if (h->dominant >= 0) {
		d = h->shapes[h->dominant];
		dominant_likeness = beat_shape_likeness(&c->shape, &d.shape);
	}
	add(f, likeness);
	add(f, dominant_likeness);
	add(f, k.share);
	add(f, k.early);
	add(f, k.late);
	add(f, log2_portable(1 + k.beats) - 2);
	add(f, octaves(c->shape.norm_uv, d.shape.norm_uv));
	add(f, c->width_ms / 100);
	add(f, octaves(c->width_ms, d.width_ms));
	add(f, c->spread_ms / 50);
	add(f, octaves(c->spread_ms, d.spread_ms));
	add(f, 4 * c->slope / (c->height + 1));
	add(f, octaves(c->slope / (c->height + 1), d.steepness));
	add(f, like < 0 || h->dominant < 0 ? 0 : beat_shape_likeness(&k.shape, &d.shape));
	add(f, octaves(k.width_ms, d.width_ms));
	add(f, octaves(k.steepness, d.steepness));
	add_part(f, c->shape.before, d.shape.before, c->height);
	add_part(f, c->shape.after, d.shape.after, c->height);
}

static void add_surroundings(struct feature_list *f, const struct candidate *c)
{
	float share = 4 / (c->height + 1);

	add(f, c->p_range * share);
	add(f, c->t_range * share);
	add(f, c->t_level * share);
	add(f, c->roughness / (c->height + 1));
}

static void add_past(struct feature_list *f, const struct ecg *e, int64_t number)
{
	const struct candidate *c = candidate_seen(e, number);
	int64_t before = beat_before(e, number);

	add(f, before < 0 ? 0 : beat_shape_likeness(&c->shape, &candidate_seen(e, before)->shape));
}

static float share(float part, float whole)
{
	return whole > 0 ? part / whole : 0;
}

/* Of 0 samples before and more, the longest of the newest intervals. */
static float longest(const struct history *h)
{
	float value = 0;

	for (unsigned i = 0; i < h->count; i++)
		value = larger(value, h->value[i]);
	return value;
}

static void add_earliness(struct feature_list *f, const struct ecg *e, int64_t number)
{
	const struct heart *h = &e->heart;
	const struct rr_window *w = heart_usual_rr(h);
	int64_t before = beat_before(e, number);
	int64_t before2 = before < 0 ? -1 : beat_before(e, before);
	int64_t before3 = before2 < 0 ? -1 : beat_before(e, before2);
	float rr = rr_between(e, before, number);

	add(f, octaves(rr, h->rr_all.median));
	add(f, octaves(rr, w->median));
	add(f, octaves(rr, w->three_quarters));
	add(f, octaves(rr, w->quarter));
	add(f, 4 * share(w->three_quarters - w->quarter, w->median));
	add(f, 8 * share(h->rr_all.step, h->rr_all.median));
	add(f, octaves(rr_between(e, before2, before), w->median));
	add(f, octaves(rr_between(e, before3, before2), w->median));
	add(f, octaves(rr, longest(&h->rr)));
}

static void add_p_wave(struct feature_list *f, const struct ecg *e, int64_t number)
{
	const struct heart *h = &e->heart;
	const struct candidate *c = candidate_seen(e, number);
	int64_t before = beat_before(e, number);
	struct beat_shape d = {0}, b = {0};
	float usual;

	if (h->dominant >= 0)
		d = h->shapes[h->dominant].shape;
	if (before >= 0)
		b = candidate_seen(e, before)->shape;
	usual = beat_shape_part_size(d.p_wave, ECG_P_WAVE);
	add(f, beat_shape_p_likeness(&c->shape, &d));
	add(f, octaves(beat_shape_part_rest(c->shape.p_wave, d.p_wave, ECG_P_WAVE), usual));
	add(f, octaves(beat_shape_part_size(c->shape.p_wave, ECG_P_WAVE), usual));
	add(f, beat_shape_p_likeness(&b, &d));
	add(f, octaves(beat_shape_part_rest(b.after, d.after, ECG_PART),
		       beat_shape_part_size(d.after, ECG_PART)));
	add(f, beat_shape_likeness(&b, &d));
	add(f, beat_shape_qrs_likeness(&c->shape, &d));
}

void beat_features_first(const struct ecg *e, int64_t number, float *feature)
{
	struct feature_list f = {feature};
	const struct candidate *c = candidate_seen(e, number);

	add_size(&f, e, number);
	add_time(&f, e, number);
	add_shape(&f, e, c);
	add_surroundings(&f, c);
	add_past(&f, e, number);
	add_earliness(&f, e, number);
	add_p_wave(&f, e, number);
}

static void add_future(struct feature_list *f, const struct ecg *e, int64_t number)
{
	const struct candidate *c = candidate_seen(e, number);
	int64_t before = beat_before(e, number);
	int64_t after = beat_after(e, number);
	int64_t after2 = after < 0 ? -1 : beat_after(e, after);
	float usual = history_median(&e->heart.rr);
	float rr = rr_between(e, before, number), rr_after = rr_between(e, number, after);
	const struct heart *h = &e->heart;

	add(f, octaves(c->energy, largest_energy(e, number, 1, T_WAVE_REACH)));
	add(f, octaves(c->energy, largest_energy(e, number, 1, NEAR_REACH)));
	add(f, octaves(c->energy, largest_energy(e, number, -FAR_REACH, FAR_REACH)));
	add(f, octaves(rr_after, usual));
	add(f, octaves(rr, rr_after));
	add(f, rr > 0 && rr_after > 0 ? octaves(rr + rr_after, 2 * usual) : 0);
	add(f, rr_after / ECG_RATE_HZ);
	add(f, octaves(rr_between(e, after, after2), usual));
	add(f, after < 0 ? 0 : 1);
	add(f, after < 0 ? 0 : beat_shape_likeness(&c->shape, &candidate_seen(e, after)->shape));
	add(f,
	    after < 0 ? 0 : octaves(candidate_seen(e, after)->energy, history_median(&h->energy)));
	add(f, before < 0 || after < 0 ? 0
				       : beat_shape_likeness(&candidate_seen(e, before)->shape,
							     &candidate_seen(e, after)->shape));
}

static void add_future_p_wave(struct feature_list *f, const struct ecg *e, int64_t number)
{
	const struct heart *h = &e->heart;
	const struct rr_window *w = heart_usual_rr(h);
	const struct candidate *c = candidate_seen(e, number);
	int64_t before = beat_before(e, number), after = beat_after(e, number);
	int64_t after2 = after < 0 ? -1 : beat_after(e, after);
	float rr = rr_between(e, before, number), rr_after = rr_between(e, number, after);
	struct beat_shape d = {0}, a = {0};

	if (h->dominant >= 0)
		d = h->shapes[h->dominant].shape;
	if (after >= 0)
		a = candidate_seen(e, after)->shape;
	add(f, octaves(rr_after, w->median));
	add(f, rr > 0 && rr_after > 0 ? octaves(rr + rr_after, 2 * w->median) : 0);
	add(f, octaves(rr_between(e, after, after2), w->median));
	add(f, octaves(rr_after, rr_between(e, after, after2)));
	add(f, beat_shape_p_likeness(&a, &d));
	add(f, beat_shape_p_likeness(&a, &c->shape));
	add(f, beat_shape_likeness(&a, &d));
	add(f, beat_shape_qrs_likeness(&a, &c->shape));
}

void beat_features_final(const struct ecg *e, int64_t number, float *feature)
{
	struct feature_list f = {feature + ECG_FEATURES_FIRST};

	beat_features_first(e, number, feature);
	add_future(&f, e, number);
	add_future_p_wave(&f, e, number);
}
