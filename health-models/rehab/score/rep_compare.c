/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/rep_compare.h"

#include "health-models/rehab/score/rep_curve.h"

#include <math.h>

/* Small repetitions keep about their tempo; a shift in the seat or a twitch does not. */
#define SMALL           0.45f
#define MUCH_FASTER     0.2f
#define MUCH_SLOWER     2.5f
#define TRUNK_LIMIT_DEG 15.0f /* where the exercise says nothing */
#define LIMIT_SPREADS   3.0f
/* A way of least jerk has passed its first 5 % after that share of its time, and its last 5 %
 * before it: a stated tempo counts all of it, a measured one what is between. */
#define UNSEEN_SHARE 0.19f

static float stated_or(float stated_s, float own_s, float unseen_share)
{
	return stated_s > 0 ? stated_s * (1 - unseen_share) : own_s;
}

static float expected_duration_s(const struct rep_reference *r, const struct exercise *e)
{
	float ways_s = r->concentric_s + r->eccentric_s;

	if (!(e->concentric_s > 0) && !(e->eccentric_s > 0) && !(e->hold_s > 0))
		return r->duration_s;
	/* Each way's hold begins at 85 % already; only their sum is compared. */
	return stated_or(e->concentric_s, ways_s / 2 / (1 - 0.3f), UNSEEN_SHARE) +
	       stated_or(e->eccentric_s, ways_s / 2 / (1 - 0.3f), UNSEEN_SHARE) +
	       stated_or(e->hold_s, fmaxf(0, r->hold_s - ways_s * 0.3f), 0);
}

/* A person moves half as far in more than half the time: the time of a movement grows about with
 * the root of its size. What is shorter only because it is smaller is partial, not fast. */
static float tempo_ratio(float ratio, float size)
{
	size = fmaxf(0.2f, fminf(2, size));
	if (size > 1)
		return ratio / sqrtf(size);
	return ratio > 1 ? ratio : fminf(1, ratio / sqrtf(size));
}

static void compare_compensation(struct rep_differences *d, const struct rep_measures *m,
				 float trunk_deg, const struct rep_reference *r,
				 const struct exercise *e)
{
	float limit = e->compensation_max_deg;

	if (!isnan(trunk_deg)) {
		d->compensation_deg = trunk_deg;
		d->compensation_limit_deg = limit > 0 ? limit : TRUNK_LIMIT_DEG;
		d->z[EXERCISE_PART_COMPENSATION] = 2 * trunk_deg / d->compensation_limit_deg;
		return;
	}
	d->compensation_deg = m->off_deg;
	d->compensation_limit_deg =
	    r->compensation_deg + LIMIT_SPREADS * r->compensation_spread_deg;
	if (limit > 0) /* what was accepted in the reference is no compensation */
		d->compensation_limit_deg = r->compensation_deg + limit;
	d->z[EXERCISE_PART_COMPENSATION] =
	    fmaxf(0, (m->off_deg - r->compensation_deg) / r->compensation_spread_deg);
}

struct rep_differences rep_compare(const struct rep_measures *m, float trunk_deg,
				   const struct rep_reference *reference,
				   const struct exercise *exercise, float usual_rom_deg)
{
	const struct rep_reference *r = reference;
	/* A target beyond what the supervisor accepted is for later. */
	float goal_deg =
	    exercise->rom_target_deg > 0 ? fminf(exercise->rom_target_deg, r->rom_deg) : r->rom_deg;
	struct rep_differences d = {.duration_ratio =
					m->duration_s / expected_duration_s(r, exercise),
				    .size = m->rom_deg / usual_rom_deg};

	d.tempo_ratio = tempo_ratio(d.duration_ratio, d.size);
	d.z[EXERCISE_PART_ROM] = fmaxf(0, (goal_deg - m->rom_deg) / r->rom_spread_deg);
	d.z[EXERCISE_PART_TEMPO] = logf(d.tempo_ratio) * r->duration_s / r->duration_spread_s;
	d.shape_distance = rep_curve_distance(m->curve, r->curve, r->curve_spread);
	d.z[EXERCISE_PART_SHAPE] = d.shape_distance;
	d.z[EXERCISE_PART_SMOOTHNESS] =
	    fmaxf(0, (r->smoothness_sparc - m->smoothness_sparc) / r->smoothness_spread);
	if (isnan(m->smoothness_sparc))
		d.z[EXERCISE_PART_SMOOTHNESS] = NAN;
	compare_compensation(&d, m, trunk_deg, r, exercise);
	return d;
}

bool rep_is_fidgeting(const struct rep_differences *d)
{
	return d->size < SMALL &&
	       (d->duration_ratio < MUCH_FASTER || d->duration_ratio > MUCH_SLOWER);
}

float rep_score(const struct rep_differences *d, const float weight[EXERCISE_PARTS],
		float part[EXERCISE_PARTS])
{
	float sum = 0, weights = 0;

	for (int i = 0; i < EXERCISE_PARTS; i++) {
		float beyond = fmaxf(0, fabsf(d->z[i]) - 1);

		part[i] = NAN;
		if (isnan(d->z[i]))
			continue;
		part[i] = 100 * expf(-beyond);
		sum += weight[i] * beyond;
		weights += weight[i];
	}
	return weights > 0 ? 100 * expf(-sum / weights) : NAN;
}
