/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/fibrillation/fibrillation.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/quality/signal_quality.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

enum {
	RATE_HZ = 200,
	STEP = RATE_HZ / FIBRILLATION_RATE_HZ,
	NEWEST = FIBRILLATION_LOOKS - 1,
	MISSING_MAX = 240, /* of the 800 samples of a window */
	CENTRE = 700,      /* samples from the middle of what a level is made of to now: half a
			      window and a second and a half for the memory */
};

static const float BEGINS = 0.5f, ENDS = -0.7f; /* log odds */
static const float MEMORY = 0.5f;               /* of the level, from second to second */
static const float LOWEST = -2; /* of the level: a long rest must not make the alarm late */
static const float TREES_SHARE = 0.6f;
static const float SURE = -5;        /* log odds below which the trees need not be asked */
static const float USUAL_BELOW = -2; /* log odds: what is usual is learned below it */
static const float USUAL_S = 60;
static const float HELD_BACK = 2;              /* log odds that it begins later in noise */
static const float NOISY_DB = 4, CLEAR_DB = 8; /* usual: from where it is, from where not at all */
static const int NOISY_KNOWN_S = 30;           /* seconds that this must be known from */
static const float FLAT_UV = 15;               /* effective value below which nothing is seen */
static const float HUGE_UV = 6000;             /* and above which it is no heart */
static const float SLOWEST_HALF_PERIOD = 15;   /* samples: 100 waves a minute */
static const float NOTHING = -8;               /* the score of a window that shows nothing */
static const float PEAK_TO_PEAK = 2.8284271f;  /* of a sine, over its effective value */
static const float LOG2_E = 1.44269504f;

static void forget_scores(struct fibrillation *f)
{
	f->levelled = false;
	f->by_networks = f->by_trees = NOTHING;
	for (int i = 0; i < FIBRILLATION_SMOOTH; i++)
		f->score[i] = NOTHING;
}

void fibrillation_init(struct fibrillation *f)
{
	memset(f, 0, sizeof *f);
	forget_scores(f);
	f->readable = true;
	f->usual_snr_db = 15;
	biquad_high_pass(&f->high, 1, RATE_HZ);
	biquad_low_pass(&f->low, 18, RATE_HZ);
}

/* The second that was collected goes, filtered, into the window; what is too slow or too fast for
 * it is measured. */
static void filter_second(struct fibrillation *f)
{
	float *out = f->window + FIBRILLATION_WINDOW - FIBRILLATION_RATE_HZ;
	struct fibrillation_second now = {.base_low = INFINITY, .base_high = -INFINITY};
	struct biquad high = f->high, low = f->low;

	memmove(f->window, f->window + FIBRILLATION_RATE_HZ,
		sizeof f->window - FIBRILLATION_RATE_HZ * sizeof f->window[0]);
	for (int i = 0; i < RATE_HZ; i += STEP) {
		float sum = 0;

		for (int k = i; k < i + STEP; k++) {
			double above = biquad_step(&high, (double)f->raw[k]);
			double kept = biquad_step(&low, above);
			float base = f->raw[k] - (float)above, fast = (float)(above - kept);

			now.high_power += fast * fast;
			now.base_low = smaller(now.base_low, base);
			now.base_high = larger(now.base_high, base);
			sum += (float)kept;
		}
		*out++ = sum / STEP;
	}
	biquad_settle(&high);
	biquad_settle(&low);
	f->high = high;
	f->low = low;
	now.missing = f->raw_missing;
	memmove(f->second, f->second + 1, sizeof f->second - sizeof f->second[0]);
	f->second[FIBRILLATION_SECONDS - 1] = now;
	f->raw_count = f->raw_missing = 0;
}

/* Returns false if the window shows nothing that could be fibrillation. */
static bool look(struct fibrillation *f)
{
	struct fibrillation_noise noise;
	float effective, power = 0;
	float low = f->second[0].base_low, high = f->second[0].base_high;
	int missing = 0;

	for (int i = 0; i < FIBRILLATION_SECONDS; i++) {
		power += f->second[i].high_power;
		low = smaller(low, f->second[i].base_low);
		high = larger(high, f->second[i].base_high);
		missing += f->second[i].missing;
	}
	noise.high_uv = sqrtf(power / (FIBRILLATION_SECONDS * RATE_HZ));
	noise.baseline_uv = high - low;
	memmove(f->look[0], f->look[1], sizeof f->look - sizeof f->look[0]);
	fibrillation_features(f->window, &noise, f->look[NEWEST]);
	if (f->looks < FIBRILLATION_LOOKS)
		f->looks++;
	effective = exp2_portable(f->look[NEWEST][FIBRILLATION_SIZE]) - 1;
	f->readable = missing <= MISSING_MAX && effective >= FLAT_UV && effective <= HUGE_UV;
	if (f->readable)
		f->snr_db = signal_quality_snr_db(f->look[NEWEST]);
	f->hidden = !f->readable && effective >= FLAT_UV;
	return f->readable &&
	       f->look[NEWEST][FIBRILLATION_HALF_PERIOD] <= log2_portable(SLOWEST_HALF_PERIOD);
}

/* The look `back` seconds ago, or the oldest there is. */
static const float *look_back(const struct fibrillation *f, int back)
{
	return f->look[NEWEST - (back < f->looks ? back : f->looks - 1)];
}

/* Adds what the perceptrons say; returns the mean of the newest. */
static float smoothed(struct fibrillation *f, float score)
{
	float sum = 0;

	memmove(f->score, f->score + 1, sizeof f->score - sizeof f->score[0]);
	f->score[FIBRILLATION_SMOOTH - 1] = score;
	for (int i = 0; i < FIBRILLATION_SMOOTH; i++)
		sum += f->score[i];
	return sum / FIBRILLATION_SMOOTH;
}

static void learn_usual(struct fibrillation *f)
{
	float rate;

	if (f->usual_s < (int)USUAL_S)
		f->usual_s++;
	rate = 1 / (float)f->usual_s;
	for (int i = 0; i < FIBRILLATION_FEATURES; i++)
		f->usual[i] += rate * (f->look[NEWEST][i] - f->usual[i]);
}

static void learn_usual_snr(struct fibrillation *f)
{
	if (f->usual_snr_s < (int)USUAL_S)
		f->usual_snr_s++;
	f->usual_snr_db += (f->snr_db - f->usual_snr_db) / larger(10, (float)f->usual_snr_s);
}

/* Log odds from which on it begins. */
static float begins(const struct fibrillation *f)
{
	float noisy = limited((CLEAR_DB - f->usual_snr_db) / (CLEAR_DB - NOISY_DB), 0, 1);

	return f->usual_snr_s < NOISY_KNOWN_S ? BEGINS : BEGINS + HELD_BACK * noisy;
}

static void judge(struct fibrillation *f)
{
	float input[FIBRILLATION_TREE_INPUTS], *apart = input + FIBRILLATION_INPUTS;
	const size_t size = FIBRILLATION_FEATURES * sizeof input[0];

	memcpy(input, look_back(f, 0), size);
	memcpy(input + FIBRILLATION_FEATURES, look_back(f, 2), size);
	memcpy(input + 2 * FIBRILLATION_FEATURES, look_back(f, 4), size);
	for (int i = 0; i < FIBRILLATION_FEATURES; i++)
		apart[i] = f->usual_s > 0 ? input[i] - f->usual[i] : 0;
	f->by_networks = fibrillation_judge(input);
	f->by_trees = f->by_networks > SURE ? fibrillation_judge_by_trees(input) : f->by_networks;
}

/* Where samples are missing or a shock is in the window, what was there before goes on. */
static float score_now(struct fibrillation *f)
{
	if (look(f))
		judge(f);
	else if (!f->hidden)
		f->by_networks = f->by_trees = NOTHING;
	if (smoothed(f, f->by_networks) < USUAL_BELOW && f->readable) {
		learn_usual(f);
		if (f->by_trees < USUAL_BELOW)
			learn_usual_snr(f);
	}
	return (1 - TREES_SHARE) * f->by_networks + TREES_SHARE * f->by_trees;
}

static float level_now(struct fibrillation *f)
{
	float score = score_now(f);

	f->level = f->levelled ? MEMORY * f->level + (1 - MEMORY) * score : score;
	f->level = larger(f->level, LOWEST);
	f->levelled = true;
	return f->level;
}

static void describe(const struct fibrillation *f, int64_t end, struct fibrillation_span *span)
{
	float odds = f->score_sum / (float)(f->score_count > 0 ? f->score_count : 1);
	float half_period = exp2_portable(f->look[NEWEST][FIBRILLATION_HALF_PERIOD]);

	*span = (struct fibrillation_span){
	    .start = f->start,
	    .end = end > f->start ? end : f->start + 1,
	    .confidence = 1 / (1 + exp2_portable(-LOG2_E * odds)),
	    .height_uv = PEAK_TO_PEAK * exp2_portable(f->look[NEWEST][FIBRILLATION_SIZE]),
	    .waves_per_min = 60 * FIBRILLATION_RATE_HZ / (2 * half_period),
	};
}

static enum fibrillation_change decide(struct fibrillation *f, float score,
				       struct fibrillation_span *span)
{
	int64_t at = f->count - CENTRE > f->since ? f->count - CENTRE : f->since;

	if (f->present && score < ENDS) {
		f->present = false;
		describe(f, at, span);
		f->ended = span->end;
		return FIBRILLATION_ENDED;
	}
	if (f->present) {
		f->score_sum += score;
		f->score_count++;
		return FIBRILLATION_SAME;
	}
	if (!(score > begins(f)))
		return FIBRILLATION_SAME;
	f->present = true;
	f->start = at > f->ended ? at : f->ended;
	f->score_sum = score;
	f->score_count = 1;
	describe(f, f->count, span);
	return FIBRILLATION_BEGAN;
}

enum fibrillation_change fibrillation_judge_second(struct fibrillation *f,
						   struct fibrillation_span *span)
{
	filter_second(f);
	/* A window that reaches across a break, or to before the first sample, is not looked at. */
	if (f->count - f->since < FIBRILLATION_SECONDS * RATE_HZ)
		return FIBRILLATION_SAME;
	return decide(f, level_now(f), span);
}

enum fibrillation_change fibrillation_break(struct fibrillation *f, int64_t end,
					    struct fibrillation_span *span)
{
	bool was_present = f->present;

	f->since = f->count;
	f->looks = 0;
	forget_scores(f);
	f->present = false;
	if (!was_present)
		return FIBRILLATION_SAME;
	describe(f, end, span);
	f->ended = span->end;
	return FIBRILLATION_ENDED;
}
