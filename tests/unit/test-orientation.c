/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orientation of a made-up sensor whose attitude is known. */
#include "health-models/motion/orientation/orientation.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "tests/unit/made-up-turns.h"

enum {
	EVERYTHING = IMU_ACCELERATION | IMU_ANGULAR_RATE | IMU_MAGNETIC_FIELD,
	NO_FIELD = IMU_ACCELERATION | IMU_ANGULAR_RATE,
	MS = 1000000,
};

static const double DEG = G_PI / 180;

/* A person who exercises: all axes, none in step with another. */
static struct made_up_turns exercise(void)
{
	struct made_up_turns m;

	made_up_turns_init(&m, 30, 20);
	memcpy(m.turn_deg_s, (double[]){120, 80, 150}, sizeof m.turn_deg_s);
	memcpy(m.turn_hz, (double[]){0.5, 0.7, 0.31}, sizeof m.turn_hz);
	memcpy(m.shake_ms2, (double[]){3, 2, 2}, sizeof m.shake_ms2);
	memcpy(m.shake_hz, (double[]){0.9, 1.1, 1.3}, sizeof m.shake_hz);
	return m;
}

/* Goes on for some seconds and pushes what is measured every period. */
static void play(struct orientation *o, struct made_up_turns *m, double seconds, int64_t period_ns,
		 unsigned sensors)
{
	int64_t end_ns = m->t_ns + (int64_t)(seconds * 1e9);

	while (m->t_ns + period_ns <= end_ns) {
		struct imu_sample sample;

		made_up_turns_go(m, m->t_ns + period_ns);
		sample = made_up_turns_measure(m, sensors);
		g_assert_cmpint(orientation_push(o, &sample), ==, 0);
	}
}

/* The rotation from the true attitude to the estimated one, along earth's axes. */
static struct quaternion error_of(const struct orientation *o, const struct made_up_turns *m)
{
	struct quaternion truth = {(float)m->w, (float)m->x, (float)m->y, (float)m->z};

	return quaternion_multiply(orientation_get(o), quaternion_conjugate(truth));
}

static double total_deg(const struct orientation *o, const struct made_up_turns *m)
{
	return (double)quaternion_angle_rad(error_of(o, m)) / DEG;
}

static double inclination_deg(const struct orientation *o, const struct made_up_turns *m)
{
	struct quaternion e = error_of(o, m);

	return 2 * atan2(hypot((double)e.x, (double)e.y), hypot((double)e.w, (double)e.z)) / DEG;
}

static void test_acceleration_alone(void)
{
	struct orientation o;
	struct made_up_turns m;

	orientation_init(&o, NULL);
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_UNKNOWN);
	made_up_turns_init(&m, 0, 30);
	play(&o, &m, 1, 20 * MS, IMU_ACCELERATION);
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_INCLINATION);
	g_assert_cmpfloat(inclination_deg(&o, &m), <, 0.01);
}

static void test_first_sample(void)
{
	struct orientation o;
	struct made_up_turns m;

	orientation_init(&o, NULL);
	made_up_turns_init(&m, -70, 50);
	play(&o, &m, 0.02, 20 * MS, EVERYTHING);
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_FULL);
	g_assert_cmpfloat(total_deg(&o, &m), <, 0.01);
}

/* Upside down, which is where the smallest rotation upwards has no axis. */
static void test_upside_down(void)
{
	struct imu_sample sample = {.has = IMU_ACCELERATION, .acc_ms2 = {0, 0, -9.81f}};
	struct orientation o;
	float up[3];

	orientation_init(&o, NULL);
	for (int i = 0; i < 100; i++) {
		sample.t_ns = i * 20 * MS;
		g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
	}
	orientation_up(&o, up);
	g_assert_cmpfloat(fabs((double)up[2] + 1), <, 1e-5);
}

/* 90 degrees a second for one second, after a second of rest. */
static void test_known_rotation(void)
{
	for (int axis = 0; axis < 3; axis++) {
		struct orientation o;
		struct made_up_turns m;

		orientation_init(&o, NULL);
		made_up_turns_init(&m, 0, 0);
		play(&o, &m, 1, 10 * MS, NO_FIELD);
		m.turn_deg_s[axis] = 90;
		play(&o, &m, 1, 10 * MS, NO_FIELD);
		g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_RELATIVE);
		g_assert_cmpfloat(total_deg(&o, &m), <, 0.05);
	}
}

static void test_motion_with_field(void)
{
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	play(&o, &m, 60, 10 * MS, EVERYTHING);
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_FULL);
	g_assert_false(orientation_field_disturbed(&o));
	g_assert_cmpfloat(total_deg(&o, &m), <, 0.5);
	g_assert_cmpfloat(inclination_deg(&o, &m), <, 0.5);
}

/* Two axes a quarter of a period apart: each sample's rotation is not about the axis of the one
 * before, and what that adds up to is 1 deg/s about the third axis at 25 Hz. */
static void test_coning(void)
{
	struct orientation o;
	struct made_up_turns m;

	orientation_init(&o, NULL);
	made_up_turns_init(&m, 0, 0);
	play(&o, &m, 0.2, 40 * MS, NO_FIELD);
	memcpy(m.turn_deg_s, (double[]){200, 200, 0}, sizeof m.turn_deg_s);
	memcpy(m.turn_hz, (double[]){2, 2, 0}, sizeof m.turn_hz);
	m.turn_phase_rad[1] = G_PI / 2;
	play(&o, &m, 10, 40 * MS, NO_FIELD);
	g_assert_cmpfloat(total_deg(&o, &m), <, 1.5);
}

/* 25 samples a second of fast turning: what a first-order integration loses. */
static void test_low_rate(void)
{
	struct orientation o;
	struct made_up_turns m;
	double largest = 0;

	orientation_init(&o, NULL);
	made_up_turns_init(&m, 0, 0);
	memcpy(m.turn_deg_s, (double[]){300, 200, 100}, sizeof m.turn_deg_s);
	memcpy(m.turn_hz, (double[]){1.5, 1.3, 0.4}, sizeof m.turn_hz);
	for (int i = 0; i < 60; i++) {
		play(&o, &m, 1, 40 * MS, NO_FIELD);
		largest = fmax(largest, inclination_deg(&o, &m));
	}
	g_assert_cmpfloat(largest, <, 0.3);
}

static double bias_error_deg_s(const struct orientation *o, const struct made_up_turns *m)
{
	float bias[3];
	float sigma;
	double largest = 0;

	orientation_bias(o, bias, &sigma);
	for (int i = 0; i < 3; i++)
		largest = fmax(largest, fabs((double)bias[i] / DEG - m->bias_deg_s[i]));
	return largest;
}

static void test_bias_at_rest(void)
{
	struct orientation o;
	struct made_up_turns m;
	float bias[3];
	float sigma;

	orientation_init(&o, NULL);
	made_up_turns_init(&m, 0, 10);
	memcpy(m.bias_deg_s, (double[]){0.8, -0.4, 1.1}, sizeof m.bias_deg_s);
	play(&o, &m, 1, 10 * MS, NO_FIELD);
	g_assert_false(orientation_at_rest(&o));
	play(&o, &m, 14, 10 * MS, NO_FIELD);
	g_assert_true(orientation_at_rest(&o));
	g_assert_cmpfloat(bias_error_deg_s(&o, &m), <, 0.02);
	orientation_bias(&o, bias, &sigma);
	g_assert_cmpfloat((double)sigma / DEG, <, 0.05);
}

static void test_bias_in_motion(void)
{
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	memcpy(m.bias_deg_s, (double[]){0.5, -0.3, 0.4}, sizeof m.bias_deg_s);
	play(&o, &m, 120, 10 * MS, NO_FIELD);
	g_assert_false(orientation_at_rest(&o));
	g_assert_cmpfloat(bias_error_deg_s(&o, &m), <, 0.15);
}

/* A magnet comes near for 20 s and goes away again. */
static void test_magnet(void)
{
	struct orientation o;
	struct made_up_turns m = exercise();
	double largest = 0;

	orientation_init(&o, NULL);
	play(&o, &m, 60, 10 * MS, EVERYTHING);
	memcpy(m.magnet_ut, (double[]){30, -10, 5}, sizeof m.magnet_ut);
	for (int i = 0; i < 20; i++) {
		play(&o, &m, 1, 10 * MS, EVERYTHING);
		largest = fmax(largest, total_deg(&o, &m));
	}
	g_assert_true(orientation_field_disturbed(&o));
	memset(m.magnet_ut, 0, sizeof m.magnet_ut);
	play(&o, &m, 5, 10 * MS, EVERYTHING);
	g_assert_false(orientation_field_disturbed(&o));
	g_assert_cmpfloat(largest, <, 0.8);
}

/* Angular rate at 104 Hz, acceleration at 52 Hz, field at 20 Hz: none at the other's times. */
static void test_own_rates(void)
{
	static const int64_t period_ns[3] = {19230750, 9615250, 50000000};
	static const unsigned sensor[3] = {IMU_ACCELERATION, IMU_ANGULAR_RATE, IMU_MAGNETIC_FIELD};
	int64_t next_ns[3] = {19230750, 9615250, 50000000};
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	while (m.t_ns < (int64_t)60 * 1000 * MS) {
		int i = next_ns[1] <= next_ns[0] ? 1 : 0;
		struct imu_sample sample;

		i = next_ns[2] < next_ns[i] ? 2 : i;
		made_up_turns_go(&m, next_ns[i]);
		sample = made_up_turns_measure(&m, sensor[i]);
		g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
		next_ns[i] += period_ns[i];
	}
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_FULL);
	g_assert_cmpfloat(total_deg(&o, &m), <, 1);
	g_assert_cmpfloat(inclination_deg(&o, &m), <, 0.9);
}

/* Times that are off by up to 3 ms of 10. */
static void test_jitter(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(6);
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	for (int i = 0; i < 6000; i++) {
		struct imu_sample sample;

		made_up_turns_go(&m, m.t_ns + 10 * MS);
		sample = made_up_turns_measure(&m, EVERYTHING);
		sample.t_ns += g_rand_int_range(rand, -3 * MS, 3 * MS);
		g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
	}
	g_assert_cmpfloat(total_deg(&o, &m), <, 0.8);
	g_assert_cmpfloat(inclination_deg(&o, &m), <, 0.3);
}

/* Every tenth sample is lost, at random. */
static void test_lost_samples(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	for (int i = 0; i < 6000; i++) {
		struct imu_sample sample;

		made_up_turns_go(&m, m.t_ns + 10 * MS);
		sample = made_up_turns_measure(&m, EVERYTHING);
		if (g_rand_int_range(rand, 0, 10) > 0)
			g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
	}
	g_assert_cmpfloat(total_deg(&o, &m), <, 1);
	g_assert_cmpfloat(inclination_deg(&o, &m), <, 0.9);
}

/* Nothing for 5 s, in which the sensor turned to who knows where; then it lies still. */
static void test_found_again_after_a_hole(void)
{
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	play(&o, &m, 30, 10 * MS, EVERYTHING);
	made_up_turns_go(&m, m.t_ns + (int64_t)5 * 1000 * MS);
	memset(m.turn_deg_s, 0, sizeof m.turn_deg_s);
	memset(m.shake_ms2, 0, sizeof m.shake_ms2);
	made_up_turns_measure(&m, EVERYTHING);
	play(&o, &m, 0.1, 10 * MS, EVERYTHING);
	g_assert_cmpfloat(total_deg(&o, &m), <, 0.5);
}

/* The gyroscope goes: inclination remains, and is told as such. */
static void test_gyroscope_goes(void)
{
	struct orientation o;
	struct made_up_turns m = exercise();

	orientation_init(&o, NULL);
	play(&o, &m, 10, 10 * MS, NO_FIELD);
	memset(m.turn_deg_s, 0, sizeof m.turn_deg_s);
	memset(m.shake_ms2, 0, sizeof m.shake_ms2);
	play(&o, &m, 3, 10 * MS, IMU_ACCELERATION);
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_INCLINATION);
	g_assert_cmpfloat(inclination_deg(&o, &m), <, 0.1);
}

/* Float keeps its digits: an hour of rest at 200 Hz. */
static void test_hour_at_rest(void)
{
	struct imu_sample sample = {.has = EVERYTHING,
				    .acc_ms2 = {0.5f, -0.3f, 9.8f},
				    .gyr_rads = {0.002f, -0.001f, 0.003f},
				    .mag_ut = {3, 20, -40}};
	struct orientation o;
	struct quaternion early = QUATERNION_IDENTITY;
	struct quaternion q;

	orientation_init(&o, NULL);
	for (int i = 0; i < 3600 * 200; i++) {
		sample.t_ns = (int64_t)i * 5 * MS;
		g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
		if (i == 60 * 200)
			early = orientation_get(&o);
	}
	q = quaternion_multiply(orientation_get(&o), quaternion_conjugate(early));
	g_assert_cmpfloat((double)quaternion_angle_rad(q) / DEG, <, 0.1);
}

static void test_refused(void)
{
	struct orientation o;
	struct orientation before;
	struct made_up_turns m = exercise();
	struct imu_sample sample;

	orientation_init(&o, NULL);
	play(&o, &m, 1, 10 * MS, EVERYTHING);
	before = o;
	made_up_turns_go(&m, m.t_ns + 10 * MS);
	sample = made_up_turns_measure(&m, EVERYTHING);
	sample.mag_ut[1] = NAN;
	g_assert_cmpint(orientation_push(&o, &sample), ==, -EINVAL);
	sample.mag_ut[1] = 20;
	sample.acc_ms2[2] = INFINITY;
	g_assert_cmpint(orientation_push(&o, &sample), ==, -EINVAL);
	sample.acc_ms2[2] = 9.81f;
	sample.t_ns -= 20 * MS;
	g_assert_cmpint(orientation_push(&o, &sample), ==, -EINVAL);
	g_assert_true(memcmp(&o, &before, sizeof o) == 0);
	sample.t_ns += 20 * MS;
	g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
}

/* A sensor that is off says 0 0 0: no direction is learned of that. */
static void test_zero_is_no_sample(void)
{
	struct imu_sample sample = {.has = IMU_ACCELERATION | IMU_MAGNETIC_FIELD};
	struct orientation o;

	orientation_init(&o, NULL);
	g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
	g_assert_cmpint(orientation_knowledge(&o), ==, ORIENTATION_UNKNOWN);
}

/* Sensors of one time in one sample or in three. */
static void test_same_for_every_cut(void)
{
	static const unsigned order[3] = {IMU_ANGULAR_RATE, IMU_ACCELERATION, IMU_MAGNETIC_FIELD};
	struct orientation whole;
	struct orientation cut;
	struct made_up_turns m = exercise();

	orientation_init(&whole, NULL);
	orientation_init(&cut, NULL);
	for (int i = 0; i < 1000; i++) {
		struct imu_sample sample;

		made_up_turns_go(&m, m.t_ns + 10 * MS);
		sample = made_up_turns_measure(&m, EVERYTHING);
		g_assert_cmpint(orientation_push(&whole, &sample), ==, 0);
		for (int k = 0; k < 3; k++) {
			sample.has = order[k];
			g_assert_cmpint(orientation_push(&cut, &sample), ==, 0);
		}
	}
	g_assert_true(memcmp(&whole, &cut, sizeof whole) == 0);
}

static void test_two_sensors(void)
{
	struct orientation alone, first, second;
	struct made_up_turns a = exercise();
	struct made_up_turns b = exercise();
	struct made_up_turns c = exercise();

	c.turn_deg_s[0] = -40;
	orientation_init(&alone, NULL);
	orientation_init(&first, NULL);
	orientation_init(&second, NULL);
	play(&alone, &a, 10, 10 * MS, EVERYTHING);
	for (int i = 0; i < 100; i++) {
		play(&first, &b, 0.1, 10 * MS, EVERYTHING);
		play(&second, &c, 0.1, 10 * MS, EVERYTHING);
	}
	g_assert_true(memcmp(&alone, &first, sizeof alone) == 0);
}

static void test_memory(void)
{
	g_assert_cmpuint(sizeof(struct orientation), <=, 900);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/orientation/acceleration-alone", test_acceleration_alone);
	g_test_add_func("/orientation/first-sample", test_first_sample);
	g_test_add_func("/orientation/upside-down", test_upside_down);
	g_test_add_func("/orientation/known-rotation", test_known_rotation);
	g_test_add_func("/orientation/motion-with-field", test_motion_with_field);
	g_test_add_func("/orientation/coning", test_coning);
	g_test_add_func("/orientation/low-rate", test_low_rate);
	g_test_add_func("/orientation/bias-at-rest", test_bias_at_rest);
	g_test_add_func("/orientation/bias-in-motion", test_bias_in_motion);
	g_test_add_func("/orientation/magnet", test_magnet);
	g_test_add_func("/orientation/own-rates", test_own_rates);
	g_test_add_func("/orientation/jitter", test_jitter);
	g_test_add_func("/orientation/lost-samples", test_lost_samples);
	g_test_add_func("/orientation/found-again-after-a-hole", test_found_again_after_a_hole);
	g_test_add_func("/orientation/gyroscope-goes", test_gyroscope_goes);
	g_test_add_func("/orientation/hour-at-rest", test_hour_at_rest);
	g_test_add_func("/orientation/refused", test_refused);
	g_test_add_func("/orientation/zero-is-no-sample", test_zero_is_no_sample);
	g_test_add_func("/orientation/same-for-every-cut", test_same_for_every_cut);
	g_test_add_func("/orientation/two-sensors", test_two_sensors);
	g_test_add_func("/orientation/memory", test_memory);
	return g_test_run();
}
