/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/heart.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/beats/beat_shape.h"
#include "health-models/ecg/beats/history.h"
#include "health-models/ecg/beats/rr_window.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

static const float SAME_SHAPE = 0.92f;   /* likeness from which a beat joins a class */
static const float SHAPE_BEATS_MAX = 16; /* a class follows its newest beats */
static const float USUAL_SHAPE = 0.85f;  /* likeness to the usual shape of a beat that has it */
static const float EARLY_RR = -0.15f;    /* octaves; such a beat hardly moves the usual P wave */
static const float SHARE_RATE = 0.02f;   /* a share looks back on about 50 beats */

void heart_init(struct heart *h)
{
	memset(h, 0, sizeof *h);
	h->dominant = -1;
}

void heart_relearn(struct heart *h, float energy_uv)
{
	if (h->height.count == ECG_HISTORY)
		h->height_before = history_median(&h->height);
	history_clear(&h->energy);
	history_clear(&h->slope);
	history_clear(&h->height);
	history_add(&h->energy, energy_uv);
}

int heart_match(const struct heart *h, const struct beat_shape *s, float *likeness)
{
	int best = -1;

	*likeness = 0;
	for (int i = 0; i < ECG_SHAPES; i++) {
		float like;

		if (h->shapes[i].beats < 1)
			continue;
		like = beat_shape_likeness(s, &h->shapes[i].shape);
		if (best < 0 || like > *likeness) {
			best = i;
			*likeness = like;
		}
	}
	return best;
}

static void blend(float *value, float target, float rate)
{
	*value += rate * (target - *value);
}

/* A place for a new class: an unused one, else the one that is seen least. */
static struct shape_class *new_class(struct heart *h)
{
	struct shape_class *least = &h->shapes[0];

	for (int i = 0; i < ECG_SHAPES; i++) {
		if (h->shapes[i].beats < 1) {
			least = &h->shapes[i];
			break;
		}
		if (h->shapes[i].share < least->share)
			least = &h->shapes[i];
	}
	memset(least, 0, sizeof *least);
	return least;
}

static void class_add(struct heart *h, struct shape_class *k, const struct candidate *c,
		      float early, float late)
{
	float rate, power = 0;

	k->beats = smaller(k->beats + 1, SHAPE_BEATS_MAX);
	rate = 1 / k->beats;
	for (int i = 0; i < ECG_SHAPE; i++) {
		blend(&k->shape.point[i], c->shape.point[i], rate);
		power += k->shape.point[i] * k->shape.point[i];
	}
	power = sqrtf(power) + 1e-6f;
	for (int i = 0; i < ECG_SHAPE; i++)
		k->shape.point[i] /= power;
	for (int i = 0; i < ECG_P_WAVE; i++)
		blend(&k->shape.p_wave[i], c->shape.p_wave[i],
		      early < EARLY_RR ? 0.25f * rate : rate);
	for (int i = 0; i < ECG_PART; i++) {
		blend(&k->shape.before[i], c->shape.before[i], rate);
		blend(&k->shape.after[i], c->shape.after[i], rate);
	}
	blend(&k->shape.norm_uv, c->shape.norm_uv, rate);
	blend(&k->early, early, rate);
	blend(&k->late, late, rate);
	blend(&k->ventricular, c->probability[2], rate);
	blend(&k->width_ms, c->width_ms, rate);
	blend(&k->spread_ms, c->spread_ms, rate);
	blend(&k->steepness, c->slope / (c->height + 1), rate);
	for (int i = 0; i < ECG_SHAPES; i++)
		blend(&h->shapes[i].share, &h->shapes[i] == k,
		      larger(SHARE_RATE, 1 / (float)(h->beats + 1)));
}

/* The usual shape is the most frequent one, less so where it is ventricular or early. */
static void choose_dominant(struct heart *h)
{
	float best = -1;

	for (int i = 0; i < ECG_SHAPES; i++) {
		const struct shape_class *k = &h->shapes[i];
		float weight = k->share * (1 - 0.9f * k->ventricular);

		if (k->beats >= 1 && weight > best) {
			best = weight;
			h->dominant = i;
		}
	}
}

static void add_interval(struct heart *h, const struct candidate *c, float rr)
{
	bool usual = h->dominant < 0 ||
		     beat_shape_likeness(&c->shape, &h->shapes[h->dominant].shape) >= USUAL_SHAPE;

	if (rr > 0) {
		history_add(&h->rr, rr);
		rr_window_add(&h->rr_all, rr);
		if (usual && h->newest_usual)
			rr_window_add(&h->rr_usual, rr);
	}
	h->newest_usual = usual;
}

void heart_add(struct heart *h, const struct candidate *c, float rr_before, float rr_after)
{
	float usual = history_median(&h->rr);
	float early = usual > 0 && rr_before > 0 ? log2_portable(rr_before / usual) : 0;
	float late = usual > 0 && rr_after > 0 ? log2_portable(rr_after / usual) : 0;
	float likeness;
	int like = heart_match(h, &c->shape, &likeness);
	struct shape_class *k =
	    like >= 0 && likeness >= SAME_SHAPE ? &h->shapes[like] : new_class(h);

	class_add(h, k, c, larger(-1.5f, smaller(early, 1.5f)), larger(-1.5f, smaller(late, 1.5f)));
	choose_dominant(h);
	history_add(&h->energy, c->energy);
	history_add(&h->slope, c->slope);
	history_add(&h->height, c->height);
	add_interval(h, c, rr_before);
	h->beats++;
}

const struct rr_window *heart_usual_rr(const struct heart *h)
{
	return h->rr_usual.count >= ECG_HISTORY ? &h->rr_usual : &h->rr_all;
}
