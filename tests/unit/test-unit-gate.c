/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong units are told by name, and right ones are not refused, whatever the sensor does. */
#include "health-models/motion/unit_gate.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "programme/unit-words.h"
#include "tests/unit/made-up-turns.h"

enum {
	EVERYTHING = IMU_ACCELERATION | IMU_ANGULAR_RATE | IMU_MAGNETIC_FIELD,
	PERIOD_NS = 20000000,
};

/* By what the numbers are multiplied before the gate sees them. */
struct wrong {
	double acc, gyr, mag, time;
	bool swapped;
	bool without_gravity;
};

static const struct wrong RIGHT = {1, 1, 1, 1, false, false};

/* 3 s of rest, then movement. */
static struct made_up_turns person(void)
{
	struct made_up_turns m;

	made_up_turns_init(&m, 0, 40);
	m.bias_deg_s[0] = 0.5;
	return m;
}

static void move(struct made_up_turns *m)
{
	memcpy(m->turn_deg_s, (double[]){90, 60, 120}, sizeof m->turn_deg_s);
	memcpy(m->turn_hz, (double[]){0.5, 0.3, 0.2}, sizeof m->turn_hz);
	memcpy(m->shake_ms2, (double[]){2, 1, 3}, sizeof m->shake_ms2);
	memcpy(m->shake_hz, (double[]){0.7, 1.1, 1.7}, sizeof m->shake_hz);
}

static void spoil(struct imu_sample *s, const struct wrong *wrong, const float gravity[3])
{
	for (int i = 0; i < 3; i++) {
		float acc = wrong->without_gravity ? s->acc_ms2[i] - gravity[i] : s->acc_ms2[i];
		float gyr = s->gyr_rads[i];

		s->acc_ms2[i] = (float)wrong->acc * (wrong->swapped ? gyr : acc);
		s->gyr_rads[i] = (float)wrong->gyr * (wrong->swapped ? acc : gyr);
		s->mag_ut[i] *= (float)wrong->mag;
	}
	s->t_ns = (int64_t)((double)s->t_ns * wrong->time);
}

static void push(struct unit_gate *g, struct made_up_turns *m, double seconds,
		 const struct wrong *wrong, unsigned sensors)
{
	int64_t end_ns = m->t_ns + (int64_t)(seconds * 1e9);

	while (m->t_ns < end_ns) {
		double w = m->w;
		const float gravity[3] = {(float)(9.80665 * 2 * (m->x * m->z - w * m->y)),
					  (float)(9.80665 * 2 * (m->y * m->z + w * m->x)),
					  (float)(9.80665 * (1 - 2 * (m->x * m->x + m->y * m->y)))};
		struct imu_sample sample;

		made_up_turns_go(m, m->t_ns + PERIOD_NS);
		sample = made_up_turns_measure(m, EVERYTHING);
		sample.has = sensors;
		spoil(&sample, wrong, gravity);
		g_assert_cmpint(unit_gate_push(g, &sample), >=, 0);
	}
}

static enum unit_verdict verdict_of(const struct wrong *wrong, unsigned sensors, double rate_hz)
{
	struct made_up_turns m = person();
	struct unit_gate g;

	unit_gate_init(&g, (float)rate_hz);
	push(&g, &m, 3, wrong, sensors);
	move(&m);
	push(&g, &m, 27, wrong, sensors);
	return unit_gate_finish(&g);
}

static void test_right_units(void)
{
	g_assert_cmpint(verdict_of(&RIGHT, EVERYTHING, 0), ==, UNITS_FIT);
	g_assert_cmpint(verdict_of(&RIGHT, EVERYTHING, 50), ==, UNITS_FIT);
	g_assert_cmpint(verdict_of(&RIGHT, IMU_ACCELERATION, 0), ==, UNITS_FIT);
}

static void test_wrong_units(void)
{
	static const struct {
		struct wrong wrong;
		enum unit_verdict verdict;
		const char *words;
	} cases[] = {
	    {{1 / 9.80665, 1, 1, 1, false, false}, UNITS_ACC_IN_G, "9.80665"},
	    {{1000 / 9.80665, 1, 1, 1, false, false}, UNITS_ACC_IN_MILLI_G, "mg"},
	    {{1000, 1, 1, 1, false, false}, UNITS_ACC_IN_MM_S2, "mm/s2"},
	    {{26.7, 1, 1, 1, false, false}, UNITS_ACC_UNKNOWN, "raw counts"},
	    {{0, 1, 1, 1, false, false}, UNITS_ACC_ZERO, "off"},
	    {{1, 1, 1, 1, false, true}, UNITS_ACC_WITHOUT_GRAVITY, "gravity"},
	    {{1, 180 / G_PI, 1, 1, false, false}, UNITS_GYR_IN_DEG_S, "0.0174533"},
	    {{1, 1e5, 1, 1, false, false}, UNITS_GYR_UNKNOWN, "rad/s"},
	    {{1, 1, 0.01, 1, false, false}, UNITS_MAG_IN_GAUSS, "gauss"},
	    {{1, 1, 10, 1, false, false}, UNITS_MAG_IN_MILLI_GAUSS, "mG"},
	    {{1, 1, 1000, 1, false, false}, UNITS_MAG_IN_NANO_TESLA, "nT"},
	    {{1, 1, 1e-6, 1, false, false}, UNITS_MAG_IN_TESLA, "1000000"},
	    {{1, 1, 1, 1, true, false}, UNITS_SENSORS_SWAPPED, "swapped"},
	    {{1, 1, 1, 1000, false, false}, UNITS_TIME_NOT_S, "milliseconds"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		enum unit_verdict verdict = verdict_of(&cases[i].wrong, EVERYTHING, 0);

		g_assert_cmpint(verdict, ==, cases[i].verdict);
		g_assert_true(unit_verdict_refuses(verdict));
		g_assert_nonnull(strstr(ht_unit_words(verdict), cases[i].words));
	}
	g_assert_null(ht_unit_words(UNITS_FIT));
}

/* Told within seconds where the sensor lies still at first, not after the whole recording. */
static void test_told_soon(void)
{
	static const struct wrong in_g = {1 / 9.80665, 1, 1, 1, false, false};
	struct made_up_turns m = person();
	struct unit_gate g;

	unit_gate_init(&g, 0);
	push(&g, &m, 3, &in_g, IMU_ACCELERATION);
	g_assert_cmpint(unit_gate_verdict(&g), ==, UNITS_ACC_IN_G);
}

/* Never still: decided by the mean, also in g. */
static void test_never_at_rest(void)
{
	static const struct wrong in_g = {1 / 9.80665, 1, 1, 1, false, false};
	struct made_up_turns m = person();
	struct unit_gate g;

	move(&m);
	m.shake_ms2[0] = 8;
	m.shake_hz[0] = 2.7;
	unit_gate_init(&g, 0);
	push(&g, &m, 25, &RIGHT, EVERYTHING);
	g_assert_cmpint(unit_gate_verdict(&g), ==, UNITS_FIT);
	unit_gate_init(&g, 0);
	push(&g, &m, 25, &in_g, EVERYTHING);
	g_assert_cmpint(unit_gate_verdict(&g), ==, UNITS_ACC_IN_G);
}

/* A strong magnet on the sensor is no other unit: its direction stays. */
static void test_magnet_on_the_sensor(void)
{
	struct made_up_turns m = person();
	struct unit_gate g;

	m.magnet_ut[0] = 300;
	move(&m);
	unit_gate_init(&g, 0);
	push(&g, &m, 30, &RIGHT, EVERYTHING);
	g_assert_cmpint(unit_gate_finish(&g), ==, UNITS_FIT);
}

static void test_scaled_field(void)
{
	static const struct wrong scaled = {1, 1, 1 / 48.3, 1, false, false};

	g_assert_cmpint(verdict_of(&scaled, EVERYTHING, 0), ==, UNITS_FIT);
}

static void test_rate(void)
{
	g_assert_cmpint(verdict_of(&RIGHT, EVERYTHING, 52), ==, UNITS_FIT);
	g_assert_cmpint(verdict_of(&RIGHT, EVERYTHING, 100), ==, UNITS_RATE_NOT_AS_SAID);
	g_assert_cmpint(verdict_of(&RIGHT, EVERYTHING, 25), ==, UNITS_RATE_NOT_AS_SAID);
	g_assert_cmpint(verdict_of(&RIGHT, EVERYTHING, 400), ==, UNITS_RATE_NOT_AS_SAID);
}

/* Lost packets are no slower rate. */
static void test_rate_with_holes(void)
{
	struct made_up_turns m = person();
	struct unit_gate g;

	unit_gate_init(&g, 50);
	for (int i = 0; i < 10; i++) {
		push(&g, &m, 1, &RIGHT, EVERYTHING);
		made_up_turns_go(&m, m.t_ns + 25 * PERIOD_NS);
		made_up_turns_measure(&m, EVERYTHING);
	}
	g_assert_cmpint(unit_gate_finish(&g), ==, UNITS_FIT);
}

/* Time in whole seconds: fifty samples of one time. */
static void test_coarse_time(void)
{
	struct made_up_turns m = person();
	struct unit_gate g;

	unit_gate_init(&g, 0);
	for (int i = 0; i < 250; i++) {
		struct imu_sample sample;

		made_up_turns_go(&m, m.t_ns + PERIOD_NS);
		sample = made_up_turns_measure(&m, EVERYTHING);
		sample.t_ns = i / 50 * (int64_t)1000000000;
		g_assert_cmpint(unit_gate_push(&g, &sample), >=, 0);
	}
	g_assert_cmpint(unit_gate_finish(&g), ==, UNITS_TIME_TOO_COARSE);
}

static void test_refused(void)
{
	struct imu_sample sample = {.t_ns = 5, .has = IMU_ACCELERATION, .acc_ms2 = {0, 0, 9.81f}};
	struct unit_gate g;
	struct unit_gate before;

	unit_gate_init(&g, 0);
	g_assert_cmpint(unit_gate_push(&g, &sample), ==, 0);
	before = g;
	sample.acc_ms2[0] = NAN;
	g_assert_cmpint(unit_gate_push(&g, &sample), ==, -EINVAL);
	sample.acc_ms2[0] = 0;
	sample.t_ns = 4;
	g_assert_cmpint(unit_gate_push(&g, &sample), ==, -EINVAL);
	g_assert_true(memcmp(&g, &before, sizeof g) == 0);
	g_assert_cmpint(unit_gate_finish(&g), ==, UNITS_UNDECIDED);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/unit-gate/right-units", test_right_units);
	g_test_add_func("/unit-gate/wrong-units", test_wrong_units);
	g_test_add_func("/unit-gate/told-soon", test_told_soon);
	g_test_add_func("/unit-gate/never-at-rest", test_never_at_rest);
	g_test_add_func("/unit-gate/magnet-on-the-sensor", test_magnet_on_the_sensor);
	g_test_add_func("/unit-gate/scaled-field", test_scaled_field);
	g_test_add_func("/unit-gate/rate", test_rate);
	g_test_add_func("/unit-gate/rate-with-holes", test_rate_with_holes);
	g_test_add_func("/unit-gate/coarse-time", test_coarse_time);
	g_test_add_func("/unit-gate/refused", test_refused);
	return g_test_run();
}
