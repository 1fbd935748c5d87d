/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/activity.h"

#include <math.h>
#include <string.h>

#include "common/timebase.h"

static const int64_t MINUTE_NS = 60 * NS_PER_S;
/* Less of a minute says nothing about how hard it was. */
static const float LEVEL_FROM_S = 30;

void activity_init(struct activity *a, const struct fall_settings *falls)
{
	*a = (struct activity){.open = false};
	motion_grid_init(&a->grid);
	steps_init(&a->steps, NULL);
	counts_init(&a->counts);
	deviation_init(&a->deviation);
	gait_init(&a->gait);
	posture_init(&a->posture);
	mounting_init(&a->mounting);
	fall_init(&a->fall, falls);
}

int activity_push(struct activity *a, const struct imu_sample *sample)
{
	return motion_grid_push(&a->grid, sample);
}

static float vector_magnitude(const uint32_t counts[3])
{
	double sum = 0;

	for (int i = 0; i < 3; i++)
		sum += (double)counts[i] * (double)counts[i];
	return (float)sqrt(sum);
}

static float mean_of(double sum, uint32_t count)
{
	return count ? (float)(sum / count) : 0;
}

static void fill_walk(const struct activity *a, struct activity_minute *m)
{
	uint32_t intervals = a->steps.intervals - a->before.intervals;
	int64_t walking_ns = a->steps.walking_ns - a->before.walking_ns;
	double soft = a->expected_steps - a->firm_steps;

	m->steps = (uint16_t)(a->steps.steps - a->before.steps);
	m->soft_steps = soft > 0 ? (uint16_t)(soft + 0.5) : 0;
	m->walking_s = (float)((double)walking_ns / (double)NS_PER_S);
	if (walking_ns > 0)
		m->cadence_spm = 60 * (float)intervals / m->walking_s;
	m->regularity = mean_of(a->regularity_sum, a->gait_seconds);
	m->step_regularity = mean_of(a->step_regularity_sum, a->gait_seconds);
	m->symmetry = mean_of(a->symmetry_sum, a->gait_seconds);
}

static void tell_minute(struct activity *a)
{
	struct activity_minute m = {.start_ns = a->minute_ns, .counts = -1};
	struct deviation_means means;
	uint32_t counts[3];

	m.covered_s = (float)a->points / MOTION_GRID_HZ;
	fill_walk(a, &m);
	counts_take(&a->counts, counts);
	if (m.covered_s >= LEVEL_FROM_S)
		m.counts = vector_magnitude(counts) * 60 / m.covered_s;
	deviation_take(&a->deviation, &means);
	m.mad_mg = means.mad_mg;
	m.enmo_mg = means.enmo_mg;
	m.active_s = means.active_s;
	for (int i = 0; i < POSTURES; i++)
		m.posture_s[i] = (float)a->posture_points[i] / MOTION_GRID_HZ;
	a->minute = m;
	a->has_minute = true;
	a->open = false;
}

static int64_t floor_minute(int64_t t_ns)
{
	int64_t rest = t_ns % MINUTE_NS;

	return t_ns - (rest < 0 ? rest + MINUTE_NS : rest);
}

static void open_minute(struct activity *a, int64_t t_ns)
{
	a->open = true;
	a->minute_ns = floor_minute(t_ns);
	a->points = 0;
	memset(a->posture_points, 0, sizeof a->posture_points);
	a->before = a->steps;
	a->expected_steps = 0;
	a->firm_steps = 0;
	a->regularity_sum = 0;
	a->step_regularity_sum = 0;
	a->symmetry_sum = 0;
	a->gait_seconds = 0;
}

static void take_gait(struct activity *a, const struct gait_second *s)
{
	if (s->walking) {
		a->expected_steps += 1 / (double)s->step_s;
		a->firm_steps += a->second_steps;
		a->regularity_sum += (double)s->stride_regularity;
		a->step_regularity_sum += (double)s->step_regularity;
		a->symmetry_sum += (double)s->symmetry;
		a->gait_seconds++;
	}
	a->second_steps = 0;
}

static void take_point(struct activity *a, const struct motion_point *point)
{
	unsigned steps = steps_push(&a->steps, point);
	struct fall_context context = {.steps = steps};
	struct gait_second second;

	a->points++;
	counts_push(&a->counts, point);
	deviation_push(&a->deviation, point);
	a->second_steps += steps;
	if (gait_push(&a->gait, point, &second))
		take_gait(a, &second);
	mounting_walk(&a->mounting, point->acc_g, steps_walking(&a->steps, point->t_ns));
	a->posture_points[posture_push(&a->posture, &a->mounting, point)]++;
	context.up = a->mounting.has_up ? a->mounting.up : NULL;
	a->has_fall = fall_push(&a->fall, point, &context, &a->event) > 0;
}

bool activity_step(struct activity *a)
{
	struct motion_point point;

	a->has_minute = false;
	a->has_fall = false;
	if (!motion_grid_get(&a->grid, &point))
		return false;
	if (a->open && floor_minute(point.t_ns) != a->minute_ns)
		tell_minute(a);
	if (!a->open)
		open_minute(a, point.t_ns);
	take_point(a, &point);
	return true;
}

bool activity_get_minute(struct activity *a, struct activity_minute *minute)
{
	if (!a->has_minute)
		return false;
	*minute = a->minute;
	a->has_minute = false;
	return true;
}

bool activity_get_fall(struct activity *a, struct fall_event *fall)
{
	if (!a->has_fall)
		return false;
	*fall = a->event;
	a->has_fall = false;
	return true;
}

bool activity_finish(struct activity *a)
{
	if (!a->open)
		return false;
	tell_minute(a);
	return true;
}

bool activity_minute_level(const struct activity_minute *m, enum intensity_level *level)
{
	if (m->counts < 0)
		return false;
	*level = intensity_of_counts(m->counts);
	return true;
}
