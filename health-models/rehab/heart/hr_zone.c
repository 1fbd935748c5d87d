/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/heart/hr_zone.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { STEADY = 3 }; /* seconds */

static const int64_t SECOND_NS = INT64_C(1000000000);
/* 30 to 240 a minute: what is outside is a break or an error. */
static const float RR_MIN_MS = 250, RR_MAX_MS = 2000;
/* Where beats may be false: this share of the window of intervals within this share of their
 * middle. */
static const float MOST = 0.7F, ALIKE = 0.15F;
static const float CLEAR = 0.3F; /* correlation of a periodicity that is believed */
static const float LIKE_BEFORE = 0.1F;
static const float LIKE_STEPS = 0.05F; /* a rate this near to that of the steps is theirs */

float hr_zone_karvonen(float rest_bpm, float peak_bpm, float share)
{
	if (!(rest_bpm >= 20 && peak_bpm > rest_bpm && peak_bpm <= 250 && share >= 0 && share <= 1))
		return NAN;
	return rest_bpm + share * (peak_bpm - rest_bpm);
}

static bool is_limit(float bpm)
{
	return isfinite(bpm) && bpm >= 0;
}

int hr_zone_init(struct hr_zone *z, const struct hr_zone_limits *limits, int64_t start_ns)
{
	if (!is_limit(limits->low_bpm) || !is_limit(limits->high_bpm) ||
	    !is_limit(limits->cap_bpm) ||
	    (limits->high_bpm > 0 && limits->low_bpm > limits->high_bpm))
		return -EINVAL;
	memset(z, 0, sizeof *z);
	z->limits = *limits;
	z->next_ns = start_ns;
	z->effort_end_bpm = NAN;
	z->times.recovery_bpm = NAN;
	return 0;
}

void hr_zone_add_grade(struct hr_zone *z, int64_t from_ns, enum signal_quality quality)
{
	if (z->grades == HR_ZONE_GRADES)
		memmove(z->grade, z->grade + 1, --z->grades * sizeof z->grade[0]);
	z->grade[z->grades++] = (struct hr_zone_grade){from_ns, quality};
}

void hr_zone_add_rate(struct hr_zone *z, int64_t t_ns, struct hr_rate rate)
{
	if (z->rates == HR_ZONE_RATES)
		memmove(z->rate, z->rate + 1, --z->rates * sizeof z->rate[0]);
	z->rate[z->rates++] = (struct hr_zone_rate){t_ns, rate};
}

void hr_zone_add_steps(struct hr_zone *z, int64_t t_ns, float per_minute)
{
	if (z->steps == HR_ZONE_RATES)
		memmove(z->step, z->step + 1, --z->steps * sizeof z->step[0]);
	z->step[z->steps++] = (struct hr_zone_steps){t_ns, per_minute};
}

/* The least grade from .. to. */
static enum signal_quality grade_of(const struct hr_zone *z, int64_t from_ns, int64_t to_ns)
{
	enum signal_quality least = QUALITY_UNKNOWN;

	for (unsigned i = 0; i < z->grades && z->grade[i].from_ns < to_ns; i++)
		if (z->grade[i].from_ns <= from_ns || z->grade[i].quality < least)
			least = z->grade[i].quality;
	return least;
}

static unsigned intervals_before(const struct hr_zone *z, int64_t end_ns,
				 float rr_ms[HR_ZONE_BEATS])
{
	unsigned count = 0;

	for (unsigned i = 0; i < z->beats; i++) {
		const struct hr_zone_beat *b = &z->beat[i];
		unsigned k = count;

		if (b->t_ns > end_ns || b->t_ns <= end_ns - HR_ZONE_WINDOW_S * SECOND_NS ||
		    !(b->rr_ms >= RR_MIN_MS && b->rr_ms <= RR_MAX_MS))
			continue;
		for (; k > 0 && rr_ms[k - 1] > b->rr_ms; k--)
			rr_ms[k] = rr_ms[k - 1];
		rr_ms[k] = b->rr_ms;
		count++;
	}
	return count;
}

/* Of the intervals up to end_ns; 0 = not known. alike: most of the window must be of intervals like
 * those in the middle. */
static float rate_of_beats(const struct hr_zone *z, int64_t end_ns, bool alike)
{
	float rr_ms[HR_ZONE_BEATS], all_ms = 0, alike_ms = 0, sum_ms = 0, mean_ms;
	unsigned count = intervals_before(z, end_ns, rr_ms), skip = count / 4;

	for (unsigned i = 0; i < count; i++)
		all_ms += rr_ms[i];
	if (all_ms < HR_ZONE_WINDOW_S * 1000 / 2)
		return 0;
	for (unsigned i = skip; i < count - skip; i++)
		sum_ms += rr_ms[i];
	mean_ms = sum_ms / (float)(count - 2 * skip);
	for (unsigned i = 0; i < count; i++)
		if (fabsf(rr_ms[i] - mean_ms) <= ALIKE * mean_ms)
			alike_ms += rr_ms[i];
	return alike && alike_ms < MOST * HR_ZONE_WINDOW_S * 1000 ? 0 : 60000 / mean_ms;
}

static bool is_near(float a, float b, float share)
{
	return fabsf(a - b) <= share * b;
}

/* Of the periodicity of the second that ended then, if that of the seconds before is much the same:
 * nine tenths of what they look at is. */
static float rate_of_period(const struct hr_zone *z, int64_t end_ns)
{
	unsigned last = z->rates, steady = 0;
	float bpm;

	while (last > 0 && z->rate[last - 1].t_ns > end_ns)
		last--;
	if (last == 0 || z->rate[last - 1].t_ns <= end_ns - SECOND_NS)
		return 0;
	bpm = z->rate[last - 1].rate.bpm;
	while (steady < STEADY && steady < last &&
	       z->rate[last - 1 - steady].rate.strength >= CLEAR &&
	       is_near(z->rate[last - 1 - steady].rate.bpm, bpm, LIKE_BEFORE))
		steady++;
	return steady == STEADY ? bpm : 0;
}

/* Or of one foot's steps: one side shakes more than the other. */
static bool is_of_steps(const struct hr_zone *z, int64_t end_ns, float bpm)
{
	for (unsigned i = 0; i < z->steps; i++) {
		const struct hr_zone_steps *s = &z->step[i];

		if (s->t_ns > end_ns - HR_ZONE_WINDOW_S * SECOND_NS && s->t_ns <= end_ns &&
		    s->per_minute > 0 &&
		    (is_near(bpm, s->per_minute, LIKE_STEPS) ||
		     is_near(2 * bpm, s->per_minute, LIKE_STEPS)))
			return true;
	}
	return false;
}

/* Up to end_ns; 0 = not known. */
static float rate_before(const struct hr_zone *z, int64_t end_ns)
{
	enum signal_quality grade = grade_of(z, end_ns - SECOND_NS, end_ns);
	float bpm = grade == QUALITY_FULL ? rate_of_beats(z, end_ns, false) : 0;

	if (bpm > 0 || grade < QUALITY_RHYTHM_ONLY)
		return bpm;
	bpm = rate_of_period(z, end_ns);
	if (bpm <= 0)
		bpm = rate_of_beats(z, end_ns, true);
	return is_of_steps(z, end_ns, bpm) ? 0 : bpm;
}

static void count_second(struct hr_zone *z, float bpm)
{
	struct hr_zone_times *t = &z->times;

	if (bpm <= 0) {
		t->unknown_s++;
		return;
	}
	if (z->limits.low_bpm > 0 && bpm < z->limits.low_bpm)
		t->below_s++;
	else if (z->limits.high_bpm > 0 && bpm > z->limits.high_bpm)
		t->above_s++;
	else
		t->in_s++;
	if (z->limits.cap_bpm > 0 && bpm > z->limits.cap_bpm) {
		t->over_cap_s++;
		t->over_cap_now_s++;
	} else {
		t->over_cap_now_s = 0;
	}
	t->hr_max_bpm = fmaxf(t->hr_max_bpm, bpm);
}

static void note_recovery(struct hr_zone *z, int64_t end_ns, float bpm)
{
	int64_t after_ns = end_ns - z->effort_end_ns;

	if (!z->effort_ended || after_ns < 0 || bpm <= 0)
		return;
	if (after_ns < SECOND_NS)
		z->effort_end_bpm = bpm;
	else if (after_ns / SECOND_NS == HR_ZONE_RECOVERY_S)
		z->times.recovery_bpm = z->effort_end_bpm - bpm;
}

static void decide_second(struct hr_zone *z)
{
	int64_t end_ns = z->next_ns + SECOND_NS;
	float bpm = rate_before(z, end_ns);

	count_second(z, bpm);
	note_recovery(z, end_ns, bpm);
	z->now_bpm = bpm;
	z->next_ns = end_ns;
}

/* Seconds for which no beat can matter any more need not be looked at one by one. */
static void skip_silence(struct hr_zone *z, int64_t until_ns)
{
	int64_t quiet_ns =
	    z->beats > 0 ? z->beat[z->beats - 1].t_ns + HR_ZONE_WINDOW_S * SECOND_NS : z->next_ns;
	int64_t silent = (until_ns - z->next_ns) / SECOND_NS;

	if (z->next_ns < quiet_ns || silent <= 0)
		return;
	z->times.unknown_s += (unsigned)silent;
	z->next_ns += silent * SECOND_NS;
	z->now_bpm = 0;
}

void hr_zone_advance(struct hr_zone *z, int64_t now_ns)
{
	skip_silence(z, now_ns - HR_ZONE_DELAY_S * SECOND_NS);
	while (z->next_ns + (1 + HR_ZONE_DELAY_S) * SECOND_NS <= now_ns)
		decide_second(z);
}

void hr_zone_add_beat(struct hr_zone *z, int64_t t_ns, float rr_ms)
{
	hr_zone_advance(z, t_ns);
	if (z->beats == HR_ZONE_BEATS)
		memmove(z->beat, z->beat + 1, --z->beats * sizeof z->beat[0]);
	z->beat[z->beats++] = (struct hr_zone_beat){t_ns, rr_ms};
}

void hr_zone_end_effort(struct hr_zone *z, int64_t t_ns)
{
	z->effort_ended = true;
	z->effort_end_ns = t_ns;
	z->effort_end_bpm = NAN;
	z->times.recovery_bpm = NAN;
}

void hr_zone_finish(struct hr_zone *z, int64_t end_ns)
{
	skip_silence(z, end_ns);
	while (z->next_ns + SECOND_NS <= end_ns)
		decide_second(z);
}

float hr_zone_now_bpm(const struct hr_zone *z)
{
	return z->now_bpm;
}

const struct hr_zone_times *hr_zone_get(const struct hr_zone *z)
{
	return &z->times;
}

float hr_zone_usable_share(const struct hr_zone_times *t)
{
	unsigned known = t->below_s + t->in_s + t->above_s;

	return known + t->unknown_s == 0 ? NAN : (float)known / (float)(known + t->unknown_s);
}

float hr_zone_in_share(const struct hr_zone_times *t)
{
	unsigned known = t->below_s + t->in_s + t->above_s;

	return known == 0 ? NAN : (float)t->in_s / (float)known;
}
