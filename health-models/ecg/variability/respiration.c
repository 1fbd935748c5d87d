/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/variability/respiration.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum {
	STEPS = RESPIRATION_WINDOW_S / RESPIRATION_STEP_S,
	BIN_FROM = 14, /* 0.07 Hz; bins of 1/200 Hz */
	BIN_END = 201, /* 1 Hz */
	RR_FROM = 26,  /* 0.13 Hz: below, Mayer waves rule the intervals */
	LOBE = 7,      /* bins: half the width of a Hann window's peak over a minute */
	BEATS_MIN = 25,
};

static const double TWO_PI = 6.283185307179586;
static const double BIN_HZ = 1 / 200.0;
static const double RATE_MAX_HZ = 1e6;
static const float RR_MIN_MS = 200, RR_MAX_MS = 3000;
static const double ODD_FROM = 0.35;     /* of the window's mean */
static const double COVERED_MIN = 0.8;   /* of the minute, by what is left */
static const double NYQUIST_PART = 0.92; /* of half the heart rate */
static const double FLOOR = 0.3;  /* of the mean power: a series without a peak hardly counts */
static const double CHANCE = 1.8; /* times what an even spectrum would have there */
static const double LEAST_PART = 1e-5;
static const float QUALITY_MIN = 0.3f;

/* One of the two that breathing moves, over the minute. */
struct series {
	unsigned n;
	int from; /* bins below hold no breath */
	double t_s[RESPIRATION_BEATS], x[RESPIRATION_BEATS];
	double power[BIN_END];
	double sum;
	double least; /* sum below which nothing moves but the last digits */
};

int respiration_init(struct respiration *r, double rate_hz)
{
	if (!(rate_hz > 0 && rate_hz <= RATE_MAX_HZ))
		return -ERANGE;
	memset(r, 0, sizeof *r);
	r->rate_hz = rate_hz;
	return 0;
}

static void series_drop_odd(struct series *s)
{
	double mean = 0;
	unsigned kept = 0;

	for (unsigned i = 0; i < s->n; i++)
		mean += s->x[i] / s->n;
	for (unsigned i = 0; i < s->n; i++) {
		if (fabs(s->x[i] - mean) > ODD_FROM * mean)
			continue;
		s->t_s[kept] = s->t_s[i];
		s->x[kept++] = s->x[i];
	}
	s->n = kept;
}

/* Takes the line off that fits best, and lays a Hann window over the rest. */
static void series_shape(struct series *s)
{
	double middle = 0, level = 0, tt = 0, tx = 0, slope, weighted = 0, weights = 0;

	for (unsigned i = 0; i < s->n; i++) {
		middle += s->t_s[i] / s->n;
		level += s->x[i] / s->n;
	}
	for (unsigned i = 0; i < s->n; i++) {
		tt += (s->t_s[i] - middle) * (s->t_s[i] - middle);
		tx += (s->t_s[i] - middle) * (s->x[i] - level);
	}
	slope = tt > 0 ? tx / tt : 0;
	s->least = s->n * level * LEAST_PART * s->n * level * LEAST_PART;
	for (unsigned i = 0; i < s->n; i++) {
		double w = 0.5 - 0.5 * cos(TWO_PI * s->t_s[i] / RESPIRATION_WINDOW_S);

		s->x[i] -= level + slope * (s->t_s[i] - middle);
		weighted += w * s->x[i];
		weights += w;
	}
	for (unsigned i = 0; i < s->n; i++) {
		double w = 0.5 - 0.5 * cos(TWO_PI * s->t_s[i] / RESPIRATION_WINDOW_S);

		s->x[i] = w * (s->x[i] - (weights > 0 ? weighted / weights : 0));
	}
}

/* Each bin is the one before turned by one bin's angle. */
static void series_spectrum(struct series *s, int bin_end)
{
	double re[BIN_END] = {0}, im[BIN_END] = {0};

	for (unsigned i = 0; i < s->n; i++) {
		double angle = TWO_PI * BIN_HZ * s->t_s[i];
		double c1 = cos(angle), s1 = sin(angle);
		double c = s->x[i] * cos(angle * BIN_FROM), q = s->x[i] * sin(angle * BIN_FROM);

		for (int k = BIN_FROM; k < bin_end; k++) {
			double turned = c * c1 - q * s1;

			re[k] += c;
			im[k] += q;
			q = q * c1 + c * s1;
			c = turned;
		}
	}
	s->sum = 0;
	for (int k = s->from; k < bin_end; k++) {
		s->power[k] = re[k] * re[k] + im[k] * im[k];
		s->sum += s->power[k];
	}
	if (s->sum < s->least)
		s->sum = 0;
}

static bool is_top(const struct series *s, int bin)
{
	return bin > s->from && s->power[bin] > s->power[bin - 1] &&
	       s->power[bin] >= s->power[bin + 1];
}

/* What of the series' power lies about the bin, beyond what noise puts about its own largest peak:
 * that is more the fewer bins there are. */
static double share_about(const struct series *s, int bin, int bin_end)
{
	double sum = 0, chance = CHANCE * (2 * LOBE + 1) / (bin_end - s->from), share;

	for (int k = bin - LOBE; k <= bin + LOBE; k++)
		sum += k >= s->from && k < bin_end ? s->power[k] : 0;
	share = s->sum > 0 ? sum / s->sum : 0;
	return share > chance ? (share - chance) / (1 - chance) : 0;
}

static double part_at(const struct series *s, int k, int bin_end)
{
	if (s->sum <= 0)
		return 1;
	return k < s->from ? 0 : (bin_end - s->from) * s->power[k] / s->sum;
}

static double both(const struct series *height, const struct series *rr, int k, int bin_end)
{
	return (part_at(height, k, bin_end) + FLOOR) * (part_at(rr, k, bin_end) + FLOOR);
}

/* The top of a parabola through a bin and its neighbours, in bins. */
static double top_between(double before, double at, double after)
{
	double bend = before + after - 2 * at;

	return bend < 0 ? 0.5 * (before - after) / bend : 0;
}

static void judge(const struct series *height, const struct series *rr, int bin_end,
		  struct respiration_reading *reading)
{
	double largest = 0, in_height, in_rr, top = 0;
	int best = BIN_FROM;

	for (int k = BIN_FROM + 1; k < bin_end - 1; k++) {
		double value = both(height, rr, k, bin_end);

		if (value <= largest || !(is_top(height, k) || is_top(rr, k)))
			continue;
		largest = value;
		best = k;
	}
	if (best == BIN_FROM)
		return;
	in_height = share_about(height, best, bin_end);
	in_rr = share_about(rr, best, bin_end);
	reading->quality = (float)(1 - (1 - in_height) * (1 - in_rr));
	if (reading->quality < QUALITY_MIN)
		return;
	top = top_between(both(height, rr, best - 1, bin_end), largest,
			  both(height, rr, best + 1, bin_end));
	top = top < -1 ? -1 : top > 1 ? 1 : top;
	reading->per_minute = (float)(60 * BIN_HZ * (best + top));
}

static void collect(const struct respiration *r, double from_s, struct series *height,
		    struct series *rr)
{
	for (unsigned i = 0; i < r->count; i++) {
		unsigned slot = (r->next + RESPIRATION_BEATS - r->count + i) % RESPIRATION_BEATS;
		const struct respiration_beat *b = &r->beat[slot];
		double t = b->at_s - from_s;

		if (t < 0 || t >= RESPIRATION_WINDOW_S)
			continue;
		if (b->height_uv > 0) {
			height->t_s[height->n] = t;
			height->x[height->n++] = (double)b->height_uv;
		}
		if (b->rr_ms > 0) {
			rr->t_s[rr->n] = t;
			rr->x[rr->n++] = (double)b->rr_ms;
		}
	}
}

static void measure(const struct respiration *r, struct respiration_reading *reading)
{
	struct series height = {.from = BIN_FROM}, rr = {.from = RR_FROM};
	double from_s = (double)(r->step + 1 - STEPS) * RESPIRATION_STEP_S, covered_s = 0, hz;
	int bin_end;

	*reading = (struct respiration_reading){
	    .start_index = (int64_t)ceil(from_s * r->rate_hz),
	    .end_index = (int64_t)ceil((from_s + RESPIRATION_WINDOW_S) * r->rate_hz),
	};
	collect(r, from_s, &height, &rr);
	series_drop_odd(&height);
	series_drop_odd(&rr);
	for (unsigned i = 0; i < rr.n; i++)
		covered_s += rr.x[i] / 1000;
	if (rr.n < BEATS_MIN || covered_s < COVERED_MIN * RESPIRATION_WINDOW_S)
		return;
	hz = NYQUIST_PART * 0.5 * rr.n / covered_s;
	bin_end = hz / BIN_HZ < BIN_END ? (int)(hz / BIN_HZ) : BIN_END;
	if (bin_end <= RR_FROM + 2)
		return;
	if (height.n < BEATS_MIN)
		height.n = 0;
	series_shape(&height);
	series_shape(&rr);
	series_spectrum(&height, bin_end);
	series_spectrum(&rr, bin_end);
	judge(&height, &rr, bin_end, reading);
}

static void keep(struct respiration *r, const struct ecg_beat *beat, bool normal)
{
	bool is_nn =
	    normal && r->last_normal && beat->rr_ms >= RR_MIN_MS && beat->rr_ms <= RR_MAX_MS;
	bool is_high = normal && beat->height_uv > 0 && isfinite(beat->height_uv);

	r->beat[r->next] = (struct respiration_beat){
	    .at_s = (double)beat->sample_index / r->rate_hz,
	    .height_uv = is_high ? beat->height_uv : 0,
	    .rr_ms = is_nn ? beat->rr_ms : 0,
	};
	r->next = (r->next + 1) % RESPIRATION_BEATS;
	if (r->count < RESPIRATION_BEATS)
		r->count++;
}

int respiration_push(struct respiration *r, const struct ecg_beat *beat,
		     struct respiration_reading *reading)
{
	bool normal = beat->label == BEAT_NORMAL;
	int64_t step =
	    (int64_t)floor((double)beat->sample_index / (RESPIRATION_STEP_S * r->rate_hz));
	int told = 0;

	if (step > r->step) {
		/* After a hole only what lies before it is measured. */
		told = r->step + 1 >= STEPS && r->count > 0;
		if (told)
			measure(r, reading);
		if (step > r->step + STEPS)
			r->count = 0;
		r->step = step;
	}
	keep(r, beat, normal);
	r->last_normal = normal;
	return told;
}
