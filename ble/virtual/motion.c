/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/motion.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

enum { DAY_PART_S = 300, WALK_S = 120 };

static const double breath_hz = 0.25;
static const double sway_rad = 0.03;
static const double bounce_ms2 = 2.5;
static const double noise_ms2 = 0.03;
static const double room_field_ut[3] = {20, -1, 43};

void motion_init(struct motion *m, uint64_t seed, const struct motion_source *source)
{
	m->source = *source;
	noise_init(&m->noise, seed);
	m->step_hz = 1.7 + 0.3 * noise_uniform(&m->noise);
	m->tilt = 0.2 * (noise_uniform(&m->noise) - 0.5);
}

/* 0 at rest, 1 when walking, with a second to begin and to end. */
static double effort_at(double time_s)
{
	double part_s = fmod(time_s, DAY_PART_S);
	double begun = part_s - (DAY_PART_S - WALK_S);

	if (begun <= 0)
		return 0;
	return fmin(1, fmin(begun, DAY_PART_S - part_s));
}

static void play(struct motion *m, double time_s, struct motion_sample *sample)
{
	struct imu_sample played;

	m->source.at(m->source.context, time_s, &played);
	for (int axis = 0; axis < 3; axis++) {
		sample->acceleration_ms2[axis] = (double)played.acc_ms2[axis];
		sample->angular_rate_rads[axis] = (double)played.gyr_rads[axis];
		sample->field_ut[axis] = (double)played.mag_ut[axis];
	}
	sample->roll_rad = sample->pitch_rad = sample->yaw_rad = 0;
}

static void make_up(struct motion *m, double time_s, struct motion_sample *sample)
{
	double walk = effort_at(time_s);
	double step = 2 * PI * m->step_hz * time_s;
	double breath = 2 * PI * breath_hz * time_s;
	double lean = m->tilt + sway_rad * sin(breath);

	sample->acceleration_ms2[0] = 0.4 * bounce_ms2 * walk * sin(step / 2);
	sample->acceleration_ms2[1] =
	    MOTION_GRAVITY_MS2 * cos(lean) + bounce_ms2 * walk * sin(step);
	sample->acceleration_ms2[2] =
	    MOTION_GRAVITY_MS2 * sin(lean) + 0.5 * bounce_ms2 * walk * cos(step);
	for (int axis = 0; axis < 3; axis++)
		sample->acceleration_ms2[axis] += noise_ms2 * noise_normal(&m->noise);
	sample->angular_rate_rads[0] = sway_rad * 2 * PI * breath_hz * cos(breath);
	sample->angular_rate_rads[1] = 0.3 * walk * sin(step / 2);
	sample->angular_rate_rads[2] = 0.1 * walk * cos(step / 2);
	memcpy(sample->field_ut, room_field_ut, sizeof room_field_ut);
	sample->roll_rad = lean;
	sample->pitch_rad = 0.1 * walk * sin(step / 2);
	sample->yaw_rad = 0.05 * walk * cos(step / 2);
}

void motion_at(struct motion *m, double time_s, struct motion_sample *sample)
{
	if (m->source.at)
		play(m, time_s, sample);
	else
		make_up(m, time_s, sample);
}
