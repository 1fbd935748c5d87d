/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/orientation/orientation.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "health-models/motion/vector3.h"

const struct orientation_settings ORIENTATION_DEFAULTS = {
    .acc_tau_s = 3,
    .acc_alone_tau_s = 0.1f,
    .step_s = 0.019f, /* each sample of a sensor at 52 Hz */
    .bias_step_s = 0.04f,
    .longest_gap_s = 0.5f,
    .bias = {.sigma_init_deg_s = 0.5f,
	     .forgetting_s = 100,
	     .limit_deg_s = 2,
	     .sigma_motion_deg_s = 0.1f,
	     .sigma_rest_deg_s = 0.03f,
	     .vertical_weight = 0.0001f,
	     .rest_tau_s = 0.5f,
	     .rest_min_s = 1.5f,
	     .rest_rate_deg_s = 2,
	     .rest_acc_ms2 = 0.5f},
    .heading = {.tau_s = 15,
		.alone_tau_s = 0.3f,
		.now_tau_s = 0.05f,
		.reference_tau_s = 20,
		.size_tolerance = 0.1f,
		.dip_tolerance_deg = 10,
		.first_s = 5,
		.new_s = 20,
		.motion_deg_s = 20,
		.undisturbed_min_s = 0.5f,
		.rejection_max_s = 60,
		.rejection_factor = 2},
};

/* A longer interval is a hole. */
static const float HOLE_PERIODS = 1.5f;
/* A magnetometer that is slower than the gyroscope measures for a few ms and rests for the others;
 * one that comes as often was filtered and thinned out as that was. */
static const float FIELD_LONGEST_S = 0.01f;
/* For how far from the newest angular rate that rate is thought to hold. */
static const float RATE_HOLDS_S = 0.1f;

/* What one sample stands for. */
struct interval {
	float since_s;  /* since the one before; 0 for the first one */
	float covers_s; /* of that, what it measured: not the hole before it */
};

void orientation_init(struct orientation *o, const struct orientation_settings *settings)
{
	memset(o, 0, sizeof *o);
	o->settings = settings ? settings : &ORIENTATION_DEFAULTS;
	o->strapdown = QUATERNION_IDENTITY;
	o->upright = QUATERNION_IDENTITY;
	o->to_earth = QUATERNION_IDENTITY;
	gyro_bias_init(&o->bias, &o->settings->bias);
	magnetic_heading_init(&o->heading, &o->settings->heading);
}

/* fminf() without its care for NaN, which costs a call. */
static float smaller(float a, float b)
{
	return a < b ? a : b;
}

/* Wraps round where the clock is absurd. */
static float seconds_between(int64_t from_ns, int64_t to_ns)
{
	return (float)(int64_t)((uint64_t)to_ns - (uint64_t)from_ns) * 1e-9f;
}

static struct interval take_time(struct sensor_clock *clock, int64_t t_ns)
{
	struct interval interval = {0, 0};

	if (clock->started) {
		float s = seconds_between(clock->t_ns, t_ns);
		float period_s = clock->period_s > 0 ? clock->period_s : s;

		interval.since_s = s;
		interval.covers_s = smaller(s, HOLE_PERIODS * period_s);
		clock->period_s = period_s + 0.05f * (smaller(s, 2 * period_s) - period_s);
	}
	clock->started = true;
	clock->t_ns = t_ns;
	return interval;
}

/* The attitude is no longer known: it is found as at the start. */
static void lose_attitude(struct orientation *o)
{
	o->up_seen_s = 0;
	o->acc_sum_s = 0;
	o->field_sum_s = 0;
	o->correction_s = 0;
	memset(o->acc_sum, 0, sizeof o->acc_sum);
	memset(o->field_sum, 0, sizeof o->field_sum);
	memset(o->turn_rad, 0, sizeof o->turn_rad);
	memset(o->correction_rad, 0, sizeof o->correction_rad);
	magnetic_heading_lose(&o->heading);
}

/* Turns by a rate that was the mean over the interval; over a hole, by the mean of the rates at its
 * ends. */
static void turn(struct orientation *o, const float rate_rads[3], struct interval interval)
{
	float turn_rad[3];
	float coning[3] = {0, 0, 0};

	vector3_scale(rate_rads, interval.since_s, turn_rad);
	if (interval.covers_s < interval.since_s) {
		vector3_add(turn_rad, interval.since_s, o->rate_rads);
		vector3_scale(turn_rad, 0.5f, turn_rad);
	} else {
		vector3_cross(o->turn_rad, turn_rad, coning);
	}
	vector3_scale(turn_rad, 1, o->turn_rad);
	vector3_add(turn_rad, 1.0f / 12, coning);
	o->strapdown =
	    quaternion_trim(quaternion_multiply(o->strapdown, quaternion_of_rotation(turn_rad)));
}

static void push_rate(struct orientation *o, const struct imu_sample *sample)
{
	bool started = o->gyr.started;
	struct interval interval = take_time(&o->gyr, sample->t_ns);
	float rate_rads[3];

	gyro_bias_rate(&o->bias, &o->settings->bias, sample->gyr_rads, interval.covers_s);
	vector3_scale(sample->gyr_rads, 1, rate_rads);
	vector3_add(rate_rads, -1, o->bias.bias_rads);
	if (!started || interval.since_s > o->settings->longest_gap_s)
		lose_attitude(o);
	else
		turn(o, rate_rads, interval);
	vector3_scale(rate_rads, 1, o->rate_rads);
}

static bool has_gyroscope(const struct orientation *o, int64_t t_ns)
{
	return o->gyr.started && seconds_between(o->gyr.t_ns, t_ns) <= o->settings->longest_gap_s;
}

/* What was measured in the sensor's axes, as a mean over an interval that ended at t_ns, in the
 * almost inertial frame: by the attitude in the middle of the interval. The mean of the rotations
 * over it differs from that one by a sixth of the turn's square. */
static void to_inertial(const struct orientation *o, int64_t t_ns, float covers_s,
			const float measured[3], float inertial[3])
{
	float from_rate_s = seconds_between(o->gyr.t_ns, t_ns) - 0.5f * covers_s;
	float angle[3];
	float turned[3];
	float second[3];

	if (!has_gyroscope(o, t_ns)) {
		quaternion_rotate(o->strapdown, measured, inertial);
		return;
	}
	from_rate_s = smaller(from_rate_s, RATE_HOLDS_S);
	from_rate_s = from_rate_s < -RATE_HOLDS_S ? -RATE_HOLDS_S : from_rate_s;
	vector3_scale(o->rate_rads, from_rate_s, angle);
	vector3_cross(angle, measured, turned);
	vector3_cross(angle, turned, second);
	vector3_add(turned, 2.0f / 3, second);
	vector3_add(turned, 1, measured);
	quaternion_rotate(o->strapdown, turned, inertial);
}

/* After a change of the level frame or of the heading. */
static void turn_to_earth(struct orientation *o)
{
	o->to_earth = quaternion_multiply(o->heading.rotation, o->upright);
}

static void estimate_bias(struct orientation *o)
{
	const struct orientation_settings *settings = o->settings;
	struct low_pass_step step =
	    low_pass_step_of(settings->acc_tau_s, o->correction_s, o->up_seen_s - o->correction_s);

	gyro_bias_step(&o->bias, &settings->bias, quaternion_multiply(o->upright, o->strapdown),
		       o->correction_rad, o->correction_s, &step);
	memset(o->correction_rad, 0, sizeof o->correction_rad);
	o->correction_s = 0;
}

/* Low-passes the acceleration and turns the level frame until it points up. */
static void correct_up(struct orientation *o, bool gyroscope)
{
	const struct orientation_settings *settings = o->settings;
	float step_s = o->acc_sum_s;
	struct low_pass_step step = low_pass_step_of(
	    gyroscope ? settings->acc_tau_s : settings->acc_alone_tau_s, step_s, o->up_seen_s);
	struct quaternion correction;
	float up[3];

	vector3_scale(o->acc_sum, 1 / step_s, up);
	for (int i = 0; i < 3; i++)
		up[i] = low_pass(&o->up[i], &step, up[i]);
	memset(o->acc_sum, 0, sizeof o->acc_sum);
	o->acc_sum_s = 0;
	o->up_seen_s += step_s;
	quaternion_rotate(o->upright, up, up);
	correction = quaternion_upright(up);
	o->upright = quaternion_trim(quaternion_multiply(correction, o->upright));
	turn_to_earth(o);
	if (!gyroscope)
		return;
	o->correction_rad[0] += 2 * correction.x;
	o->correction_rad[1] += 2 * correction.y;
	o->correction_s += step_s;
	if (o->correction_s >= settings->bias_step_s)
		estimate_bias(o);
}

/* Up as one sample says it, until more have come. */
static void guess_up(struct orientation *o, const float inertial[3])
{
	float up[3];

	quaternion_rotate(o->upright, inertial, up);
	o->upright = quaternion_trim(quaternion_multiply(quaternion_upright(up), o->upright));
	turn_to_earth(o);
}

static void push_acceleration(struct orientation *o, const struct imu_sample *sample)
{
	bool is_first = !(o->up_seen_s > 0) && !(o->acc_sum_s > 0);
	bool gyroscope;
	struct interval interval;
	float inertial[3];

	if (vector3_is_zero(sample->acc_ms2))
		return;
	interval = take_time(&o->acc, sample->t_ns);
	to_inertial(o, sample->t_ns, interval.covers_s, sample->acc_ms2, inertial);
	gyro_bias_acc(&o->bias, &o->settings->bias, sample->acc_ms2, interval.covers_s);
	if (is_first)
		guess_up(o, inertial);
	vector3_add(o->acc_sum, interval.covers_s, inertial);
	o->acc_sum_s += interval.covers_s;
	gyroscope = has_gyroscope(o, sample->t_ns);
	if (o->acc_sum_s > 0 && (!gyroscope || o->acc_sum_s >= o->settings->step_s))
		correct_up(o, gyroscope);
}

static void start_heading(struct orientation *o, const float inertial[3])
{
	float level[3];

	quaternion_rotate(o->upright, inertial, level);
	magnetic_heading_start(&o->heading, level);
	turn_to_earth(o);
}

static void correct_heading(struct orientation *o, bool gyroscope)
{
	const float *rate = o->bias.rate_reference_rads;
	float level[3];

	vector3_scale(o->field_sum, 1 / o->field_sum_s, level);
	quaternion_rotate(o->upright, level, level);
	magnetic_heading_step(&o->heading, &o->settings->heading, level, o->field_sum_s,
			      sqrtf(vector3_dot(rate, rate)), gyroscope);
	turn_to_earth(o);
	memset(o->field_sum, 0, sizeof o->field_sum);
	o->field_sum_s = 0;
}

static float field_covers_s(const struct orientation *o, struct interval interval)
{
	if (o->mag.period_s < 1.2f * o->gyr.period_s)
		return interval.covers_s;
	return smaller(interval.covers_s, FIELD_LONGEST_S);
}

static void push_field(struct orientation *o, const struct imu_sample *sample)
{
	struct interval interval;
	float inertial[3];

	if (vector3_is_zero(sample->mag_ut) || !o->acc.started)
		return;
	interval = take_time(&o->mag, sample->t_ns);
	to_inertial(o, sample->t_ns, field_covers_s(o, interval), sample->mag_ut, inertial);
	if (!o->heading.started) {
		start_heading(o, inertial);
		return;
	}
	vector3_add(o->field_sum, interval.covers_s, inertial);
	o->field_sum_s += interval.covers_s;
	if (o->field_sum_s > 0 && o->field_sum_s >= o->settings->step_s)
		correct_heading(o, has_gyroscope(o, sample->t_ns));
}

static bool is_later(const struct sensor_clock *clock, int64_t t_ns)
{
	return !clock->started || t_ns >= clock->t_ns;
}

static bool is_usable(const struct orientation *o, const struct imu_sample *s)
{
	if (s->has & IMU_ANGULAR_RATE &&
	    !(vector3_is_finite(s->gyr_rads) && is_later(&o->gyr, s->t_ns)))
		return false;
	if (s->has & IMU_ACCELERATION &&
	    !(vector3_is_finite(s->acc_ms2) && is_later(&o->acc, s->t_ns)))
		return false;
	return !(s->has & IMU_MAGNETIC_FIELD) ||
	       (vector3_is_finite(s->mag_ut) && is_later(&o->mag, s->t_ns));
}

int orientation_push(struct orientation *o, const struct imu_sample *sample)
{
	if (!is_usable(o, sample))
		return -EINVAL;
	if (sample->has & IMU_ANGULAR_RATE)
		push_rate(o, sample);
	if (sample->has & IMU_ACCELERATION)
		push_acceleration(o, sample);
	if (sample->has & IMU_MAGNETIC_FIELD)
		push_field(o, sample);
	return 0;
}

struct quaternion orientation_get(const struct orientation *o)
{
	return quaternion_trim(quaternion_multiply(o->to_earth, o->strapdown));
}

enum orientation_knowledge orientation_knowledge(const struct orientation *o)
{
	float hidden_s = seconds_between(o->mag.t_ns, o->acc.t_ns);

	if (!o->acc.started)
		return ORIENTATION_UNKNOWN;
	if (o->heading.started && hidden_s <= o->settings->heading.rejection_max_s)
		return ORIENTATION_FULL;
	return has_gyroscope(o, o->acc.t_ns) ? ORIENTATION_RELATIVE : ORIENTATION_INCLINATION;
}

void orientation_up(const struct orientation *o, float up[3])
{
	static const float earth_up[3] = {0, 0, 1};
	struct quaternion level = quaternion_multiply(o->upright, o->strapdown);

	quaternion_rotate(quaternion_conjugate(quaternion_trim(level)), earth_up, up);
}

void orientation_bias(const struct orientation *o, float bias_rads[3], float *sigma_rads)
{
	memcpy(bias_rads, o->bias.bias_rads, sizeof o->bias.bias_rads);
	*sigma_rads = gyro_bias_sigma_rads(&o->bias, &o->settings->bias);
}

void orientation_rate(const struct orientation *o, float rate_rads[3])
{
	memcpy(rate_rads, o->rate_rads, sizeof o->rate_rads);
}

bool orientation_at_rest(const struct orientation *o)
{
	return gyro_bias_at_rest(&o->bias, &o->settings->bias);
}

bool orientation_field_disturbed(const struct orientation *o)
{
	return o->heading.disturbed;
}
