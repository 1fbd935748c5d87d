/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/made-up-turns.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const double DEG = G_PI / 180;
static const double GRAVITY_MS2 = 9.80665;
/* As in central Europe: 20 uT to the north, 44 uT down. */
static const double FIELD_UT[3] = {0, 20, -44};

void made_up_turns_init(struct made_up_turns *m, double heading_deg, double tilt_deg)
{
	double h = heading_deg * DEG / 2;
	double t = tilt_deg * DEG / 2;

	memset(m, 0, sizeof *m);
	m->w = cos(t) * cos(h);
	m->x = sin(t) * cos(h);
	m->y = -sin(t) * sin(h);
	m->z = cos(t) * sin(h);
}

/* v, given along earth's axes, in the sensor's. */
static void to_sensor(const struct made_up_turns *m, const double v[3], double sensor[3])
{
	double w = m->w;
	double x = m->x;
	double y = m->y;
	double z = m->z;

	sensor[0] = (1 - 2 * (y * y + z * z)) * v[0] + 2 * (x * y + w * z) * v[1] +
		    2 * (x * z - w * y) * v[2];
	sensor[1] = 2 * (x * y - w * z) * v[0] + (1 - 2 * (x * x + z * z)) * v[1] +
		    2 * (y * z + w * x) * v[2];
	sensor[2] = 2 * (x * z + w * y) * v[0] + 2 * (y * z - w * x) * v[1] +
		    (1 - 2 * (x * x + y * y)) * v[2];
}

static void turn(struct made_up_turns *m, const double rate[3], double s)
{
	double a[3] = {rate[0] * s / 2, rate[1] * s / 2, rate[2] * s / 2};
	double w = m->w - a[0] * m->x - a[1] * m->y - a[2] * m->z;
	double x = m->x + a[0] * m->w + a[2] * m->y - a[1] * m->z;
	double y = m->y + a[1] * m->w - a[2] * m->x + a[0] * m->z;
	double z = m->z + a[2] * m->w + a[1] * m->x - a[0] * m->y;
	double length = sqrt(w * w + x * x + y * y + z * z);

	m->w = w / length;
	m->x = x / length;
	m->y = y / length;
	m->z = z / length;
}

static void add(struct made_up_turns *m, unsigned sensor, const double v[3])
{
	for (int i = 0; i < 3; i++)
		m->sum[sensor][i] += v[i];
	m->count[sensor]++;
}

/* One step: half of the turn, the measurements in its middle, the other half. */
static void step(struct made_up_turns *m)
{
	double t = (double)(m->t_ns + MADE_UP_STEP_NS / 2) * 1e-9;
	double rate[3];
	double measured_rate[3];
	double force[3] = {0, 0, GRAVITY_MS2};
	double v[3];

	for (int i = 0; i < 3; i++) {
		rate[i] = m->turn_deg_s[i] * DEG *
			  cos(2 * G_PI * m->turn_hz[i] * t - m->turn_phase_rad[i]);
		measured_rate[i] = rate[i] + m->bias_deg_s[i] * DEG;
		force[i] += m->shake_ms2[i] * cos(2 * G_PI * m->shake_hz[i] * t);
	}
	turn(m, rate, MADE_UP_STEP_NS * 0.5e-9);
	to_sensor(m, force, v);
	add(m, 0, v);
	add(m, 1, measured_rate);
	to_sensor(m, FIELD_UT, v);
	for (int i = 0; i < 3; i++)
		v[i] += m->magnet_ut[i];
	add(m, 2, v);
	turn(m, rate, MADE_UP_STEP_NS * 0.5e-9);
	m->t_ns += MADE_UP_STEP_NS;
}

void made_up_turns_go(struct made_up_turns *m, int64_t t_ns)
{
	while (m->t_ns < t_ns)
		step(m);
}

static void take(struct made_up_turns *m, unsigned sensor, float v[3])
{
	g_assert_cmpuint(m->count[sensor], >, 0);
	for (int i = 0; i < 3; i++) {
		v[i] = (float)(m->sum[sensor][i] / m->count[sensor]);
		m->sum[sensor][i] = 0;
	}
	m->count[sensor] = 0;
}

struct imu_sample made_up_turns_measure(struct made_up_turns *m, unsigned sensors)
{
	struct imu_sample sample = {.t_ns = m->t_ns, .has = sensors};

	if (sensors & IMU_ACCELERATION)
		take(m, 0, sample.acc_ms2);
	if (sensors & IMU_ANGULAR_RATE)
		take(m, 1, sample.gyr_rads);
	if (sensors & IMU_MAGNETIC_FIELD)
		take(m, 2, sample.mag_ut);
	return sample;
}
