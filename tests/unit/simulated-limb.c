/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/simulated-limb.h"

#include "common/timebase.h"

#include <math.h>
#include <stdbool.h>

#define GRAVITY_MS2 9.81
#define DEG         (M_PI / 180)

const struct simulated_sensor simulated_sensor_default = {
    .rate_hz = 52,
    .has = IMU_ACCELERATION | IMU_ANGULAR_RATE,
    .rest_up = {1, 0, 0},
    .axis = {0, 0, 1},
    .lever_m = 0.3f,
    .acc_noise_ms2 = 0.05f,
    .gyr_noise_rads = 0.01f,
    .gyr_bias_rads = 0.005f,
    .acc_scale = 1,
    .gyr_scale = 1,
};

const struct simulated_repetition simulated_repetition_default = {
    .rom_deg = 70,
    .concentric_s = 1.5f,
    .hold_s = 0.5f,
    .eccentric_s = 1.5f,
    .rest_s = 1,
    .tremor_hz = 4,
    .turn_back = 1,
};

/* How the limb stands and moves at one time. */
struct pose {
	double angle, speed;   /* about the axis, rad and rad/s */
	double off, off_speed; /* about the other axis */
	double lift_acceleration_ms2;
};

static void cross(const double a[3], const double b[3], double out[3])
{
	out[0] = a[1] * b[2] - a[2] * b[1];
	out[1] = a[2] * b[0] - a[0] * b[2];
	out[2] = a[0] * b[1] - a[1] * b[0];
}

/* Turns v about the unit vector axis (Rodrigues). */
static void turn(const double axis[3], double angle, const double v[3], double out[3])
{
	double c = cos(angle), s = sin(angle);
	double dot = axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2];
	double square[3];

	cross(axis, v, square);
	for (int i = 0; i < 3; i++)
		out[i] = v[i] * c + square[i] * s + axis[i] * dot * (1 - c);
}

static double uniform(struct simulated_limb *limb)
{
	limb->random = limb->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(limb->random >> 11) / (double)(UINT64_C(1) << 53);
}

static double normal(struct simulated_limb *limb)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += uniform(limb);
	return sum - 6;
}

static void unit_square(const struct simulated_sensor *sensor, double up[3], double axis[3],
			double other[3])
{
	double length;

	for (int i = 0; i < 3; i++) {
		up[i] = (double)sensor->rest_up[i];
		axis[i] = (double)sensor->axis[i];
		other[i] = (double)sensor->off_axis[i];
	}
	if (other[0] != 0 || other[1] != 0 || other[2] != 0)
		return;
	cross(up, axis, other);
	length = sqrt(other[0] * other[0] + other[1] * other[1] + other[2] * other[2]);
	for (int i = 0; i < 3; i++) /* turning about up: any other axis */
		other[i] = length > 0.01 ? other[i] / length
					 : (i == 0   ? up[1]
					    : i == 1 ? -up[0]
						     : 0);
}

static void measure(struct simulated_limb *limb, const struct pose *p, double turn_acceleration)
{
	const struct simulated_sensor *sensor = &limb->sensor;
	bool hangs = sensor->limb[0] == 0 && sensor->limb[1] == 0 && sensor->limb[2] == 0;
	struct imu_sample sample = {.t_ns = simulated_limb_now_ns(limb), .has = sensor->has};
	double up0[3], axis[3], other[3], turned[3], up[3], omega[3], alpha[3], lever[3], part[3];

	unit_square(sensor, up0, axis, other);
	turn(axis, -p->angle, up0, turned);
	turn(other, -p->off, turned, up);
	turn(other, -p->off, axis, turned);
	for (int i = 0; i < 3; i++) {
		omega[i] = turned[i] * p->speed + other[i] * p->off_speed;
		alpha[i] = turned[i] * turn_acceleration;
		lever[i] = (hangs ? -up0[i] : (double)sensor->limb[i]) * (double)sensor->lever_m;
	}
	cross(omega, lever, part);
	cross(omega, part, turned);
	cross(alpha, lever, part);
	for (int i = 0; i < 3; i++) {
		double acc = (GRAVITY_MS2 + p->lift_acceleration_ms2) * up[i] + turned[i] + part[i];

		acc += normal(limb) * (double)sensor->acc_noise_ms2;
		sample.acc_ms2[i] = (float)acc * sensor->acc_scale;
		omega[i] += (double)sensor->gyr_bias_rads;
		omega[i] += normal(limb) * (double)sensor->gyr_noise_rads;
		sample.gyr_rads[i] = (float)omega[i] * sensor->gyr_scale;
	}
	limb->index++;
	if (limb->count < limb->size)
		limb->samples[limb->count++] = sample;
}

void simulated_limb_init(struct simulated_limb *limb, const struct simulated_sensor *sensor,
			 unsigned seed, int64_t start_ns, struct imu_sample *samples, size_t size)
{
	*limb = (struct simulated_limb){.sensor = *sensor,
					.random = seed,
					.start_ns = start_ns,
					.samples = samples,
					.size = size};
}

int64_t simulated_limb_now_ns(const struct simulated_limb *limb)
{
	return limb->start_ns + (int64_t)((double)limb->index / (double)limb->sensor.rate_hz * 1e9);
}

/* 0 to 1 with the least jerk (Flash and Hogan 1985), and its speed, at u of 0 .. 1. */
static double smooth_step(double u, double *speed)
{
	u = u < 0 ? 0 : u > 1 ? 1 : u;
	*speed = 30 * u * u * (1 - u) * (1 - u);
	return u * u * u * (10 - 15 * u + 6 * u * u);
}

static double tremor(const struct simulated_repetition *rep, double t, double length)
{
	double window = sin(M_PI * t / length);

	return (double)rep->tremor_deg * DEG * window * sin(2 * M_PI * (double)rep->tremor_hz * t);
}

/* Share of the way out, and its change a second, t after the start. */
static double share(const struct simulated_repetition *rep, double t, double *speed)
{
	double out = (double)rep->concentric_s, hold = (double)rep->hold_s;
	double back = (double)rep->eccentric_s, value;

	if (t < out + hold) {
		value = smooth_step(t / out, speed);
		*speed /= out;
		return value;
	}
	value = smooth_step((t - out - hold) / back, speed);
	*speed *= -(double)rep->turn_back / back;
	return 1 - (double)rep->turn_back * value;
}

static struct pose pose_at(const struct simulated_repetition *rep, double rest, double t)
{
	const double step = 1e-4;
	double length = (double)(rep->concentric_s + rep->hold_s + rep->eccentric_s);
	double speed, rate, value = share(rep, t, &speed);
	double drift = smooth_step(t / length, &rate) * (double)rep->end_offset_deg * DEG;
	double before, after;
	struct pose p = {.angle = rest + drift + value * (double)rep->rom_deg * DEG,
			 .speed = speed * (double)rep->rom_deg * DEG +
				  rate / length * (double)rep->end_offset_deg * DEG,
			 .off = value * (double)rep->compensation_deg * DEG,
			 .off_speed = speed * (double)rep->compensation_deg * DEG};

	p.angle += tremor(rep, t, length);
	p.speed += (tremor(rep, t + step, length) - tremor(rep, t - step, length)) / (2 * step);
	share(rep, t - step, &before);
	share(rep, t + step, &after);
	p.lift_acceleration_ms2 = (after - before) / (2 * step) * (double)rep->lift_m;
	return p;
}

void simulated_limb_rest(struct simulated_limb *limb, float seconds)
{
	struct pose still = {.angle = (double)limb->rest_deg * DEG};

	limb->begin_s += (double)seconds;
	while ((double)limb->index / (double)limb->sensor.rate_hz < limb->begin_s)
		measure(limb, &still, 0);
}

int64_t simulated_limb_repeat(struct simulated_limb *limb, const struct simulated_repetition *rep)
{
	const double step = 1e-3, begin = limb->begin_s;
	double length = (double)(rep->concentric_s + rep->hold_s + rep->eccentric_s);
	double rest = (double)limb->rest_deg * DEG;
	int64_t start_ns = limb->start_ns + (int64_t)(begin * 1e9);

	limb->begin_s += length;
	for (;;) {
		double t = (double)limb->index / (double)limb->sensor.rate_hz - begin;
		struct pose p, after;

		if (t >= length)
			break;
		p = pose_at(rep, rest, t);
		after = pose_at(rep, rest, t + step);
		measure(limb, &p, (after.speed - p.speed) / step);
	}
	limb->rest_deg += rep->end_offset_deg + (1 - rep->turn_back) * rep->rom_deg;
	simulated_limb_rest(limb, rep->rest_s);
	return start_ns;
}

void simulated_limb_hole(struct simulated_limb *limb, float seconds)
{
	limb->begin_s += (double)seconds;
	limb->index = (int64_t)ceil(limb->begin_s * (double)limb->sensor.rate_hz);
}
