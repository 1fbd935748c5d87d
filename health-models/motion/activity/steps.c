/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/steps.h"

#include "common/timebase.h"

const struct step_settings step_settings_default = {
    .low_pass_hz = 6,
    .unload_g = 0.185F,
    .apart_min_s = 0.25F,
    .pause_s = 4,
};

/* The median of the size goes 0.03 g a minute at most, and stays within what sensors are off. */
static const float ONE_G_STEP = 0.03F / 60 / MOTION_GRID_HZ;
static const float ONE_G_OFF = 0.06F;

void steps_init(struct step_counter *s, const struct step_settings *settings)
{
	*s = (struct step_counter){.settings = settings ? *settings : step_settings_default,
				   .one_g = 1};
	biquad_low_pass(&s->low_pass, (double)s->settings.low_pass_hz, MOTION_GRID_HZ);
}

static int64_t to_ns(float seconds)
{
	return (int64_t)((double)seconds * (double)NS_PER_S);
}

static void follow_one_g(struct step_counter *s, float size_g)
{
	s->one_g += size_g > s->one_g ? ONE_G_STEP : -ONE_G_STEP;
	if (s->one_g > 1 + ONE_G_OFF)
		s->one_g = 1 + ONE_G_OFF;
	if (s->one_g < 1 - ONE_G_OFF)
		s->one_g = 1 - ONE_G_OFF;
}

/* Low-passed and in units of what the sensor calls 1 g. */
static float loaded(struct step_counter *s, const struct motion_point *point)
{
	if (point->begins) {
		s->carried = false;
		s->low_pass.z2 = (s->low_pass.b2 - s->low_pass.a2) * (double)point->norm_g;
		s->low_pass.z1 =
		    (s->low_pass.b1 - s->low_pass.a1) * (double)point->norm_g + s->low_pass.z2;
	}
	follow_one_g(s, point->norm_g);
	return (float)biquad_step(&s->low_pass, (double)point->norm_g) / s->one_g;
}

static void keep_time(struct step_counter *s, int64_t t_ns)
{
	for (int i = STEPS_RECENT - 1; i > 0; i--)
		s->recent_ns[i] = s->recent_ns[i - 1];
	s->recent_ns[0] = t_ns;
}

static unsigned count(struct step_counter *s, int64_t t_ns)
{
	int64_t since_ns = t_ns - s->last_ns;
	unsigned counted = 0;

	if (s->run == 0 || since_ns > to_ns(s->settings.pause_s)) {
		s->run = 0;
		s->first_ns = t_ns;
	}
	s->run++;
	s->last_ns = t_ns;
	keep_time(s, t_ns);
	if (s->run == STEPS_RUN) {
		counted = STEPS_RUN;
		s->intervals += STEPS_RUN - 1;
		s->walking_ns += t_ns - s->first_ns;
	} else if (s->run > STEPS_RUN) {
		counted = 1;
		s->intervals++;
		s->walking_ns += since_ns;
	}
	s->steps += counted;
	return counted;
}

unsigned steps_push(struct step_counter *s, const struct motion_point *point)
{
	float load = loaded(s, point);

	if (load > 1) {
		s->carried = true;
		return 0;
	}
	if (!s->carried || load > 1 - s->settings.unload_g)
		return 0;
	s->carried = false;
	if (s->run && point->t_ns - s->last_ns < to_ns(s->settings.apart_min_s))
		return 0;
	return count(s, point->t_ns);
}

float steps_cadence_spm(const struct step_counter *s)
{
	if (s->walking_ns <= 0)
		return 0;
	return (float)(60.0 * (double)s->intervals * (double)NS_PER_S / (double)s->walking_ns);
}

bool steps_walking(const struct step_counter *s, int64_t t_ns)
{
	return s->run >= STEPS_RUN && t_ns - s->last_ns <= to_ns(s->settings.pause_s);
}

float steps_cadence_now_spm(const struct step_counter *s, int64_t t_ns)
{
	unsigned kept = s->run < STEPS_RECENT ? s->run : STEPS_RECENT;

	if (!steps_walking(s, t_ns))
		return 0;
	return (float)(60.0 * (double)(kept - 1) * (double)NS_PER_S /
		       (double)(s->recent_ns[0] - s->recent_ns[kept - 1]));
}
