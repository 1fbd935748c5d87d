/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write-exercise-motion EXERCISE WORD... >OUT.csv: what a sensor would measure, as text. Each WORD
 * is one repetition (right, half, fast, slow, jerky, lean, other, far, stops, halts), or: still=S
 * rest for S seconds restless=S   the same, but the limb does not keep still hole=S       nothing
 * is measured for S seconds The times of the repetitions, START:END[,START:END...] in seconds, go
 * to descriptor 3 if it is open. Before the first word may stand, once each:
 *   --turned     the sensor is upside down on its strap: turned about z
 *   --mirrored   it sits on the other limb: everything turns the other way round
 *   --rolled=DEG it has slipped round the limb
 *   --g          acceleration in g, not in m/s2
 *   --degrees    angular rate in degrees, not in rad/s
 *   --clock=F    its clock runs F times as fast as time
 *   --lost=N     every Nth second of samples is lost
 */
#include "tests/unit/simulated-exercise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES_MAX = 60000, TIMES_DESCRIPTOR = 3, SEED = 20261122 };

struct way {
	int turned, mirrored;
	double rolled_deg, clock;
	int lost;
};

static struct imu_sample samples[SAMPLES_MAX];

static int fail(const char *what, const char *word)
{
	fprintf(stderr, "write-exercise-motion: %s: %s\n", what, word);
	return 2;
}

static int take_option(const char *word, struct simulated_sensor *sensor, struct way *way)
{
	if (strcmp(word, "--turned") == 0)
		way->turned = 1;
	else if (strcmp(word, "--mirrored") == 0)
		way->mirrored = 1;
	else if (strncmp(word, "--rolled=", 9) == 0)
		way->rolled_deg = atof(word + 9);
	else if (strcmp(word, "--g") == 0)
		sensor->acc_scale = 1 / 9.81F;
	else if (strcmp(word, "--degrees") == 0)
		sensor->gyr_scale = 57.29578F;
	else if (strncmp(word, "--clock=", 8) == 0)
		way->clock = atof(word + 8);
	else if (strncmp(word, "--lost=", 7) == 0)
		way->lost = atoi(word + 7);
	else
		return 0;
	return 1;
}

/* Rest that is none: there and back by a third of the range, again and again. */
static void be_restless(const struct simulated_exercise *exercise, struct simulated_limb *limb,
			double seconds)
{
	struct simulated_repetition sway = exercise->right;

	sway.rom_deg *= 0.33F;
	sway.concentric_s = sway.eccentric_s = 0.3F;
	sway.hold_s = sway.rest_s = 0;
	for (double t = 0; t < seconds; t += 0.6)
		simulated_limb_repeat(limb, &sway);
}

static int add(const struct simulated_exercise *exercise, struct simulated_limb *limb,
	       const char *word, unsigned number, FILE *times)
{
	int execution = simulated_execution_find(word);
	int64_t start_ns, end_ns;

	if (strncmp(word, "still=", 6) == 0) {
		simulated_limb_rest(limb, (float)atof(word + 6));
		return 0;
	}
	if (strncmp(word, "restless=", 9) == 0) {
		be_restless(exercise, limb, atof(word + 9));
		return 0;
	}
	if (strncmp(word, "hole=", 5) == 0) {
		simulated_limb_hole(limb, (float)atof(word + 5));
		return 0;
	}
	if (execution < 0)
		return -1;
	start_ns = simulated_exercise_repeat(exercise, limb, (enum simulated_execution)execution,
					     number, &end_ns);
	if (times)
		fprintf(times, "%s%.3f:%.3f", number ? "," : "", (double)start_ns * 1e-9,
			(double)end_ns * 1e-9);
	return 1;
}

/* About z by half a turn, then about x. */
static void turn_sensor(float v[3], const struct way *way)
{
	double c = cos(way->rolled_deg * M_PI / 180), s = sin(way->rolled_deg * M_PI / 180);
	double y = (double)v[1], z = (double)v[2];

	if (way->turned) {
		v[0] = -v[0];
		y = -y;
	}
	v[1] = (float)(c * y - s * z);
	v[2] = (float)(s * y + c * z);
}

static void print_sample(const struct imu_sample *sample, const struct way *way)
{
	struct imu_sample s = *sample;
	double t_s = (double)s.t_ns * 1e-9;

	if (way->lost > 0 && (int)floor(t_s) % way->lost == way->lost - 1)
		return;
	turn_sensor(s.acc_ms2, way);
	turn_sensor(s.gyr_rads, way);
	printf("%.4f,%.4f,%.4f,%.4f", t_s * way->clock, (double)s.acc_ms2[0], (double)s.acc_ms2[1],
	       (double)s.acc_ms2[2]);
	if (s.has & IMU_ANGULAR_RATE)
		printf(",%.5f,%.5f,%.5f", (double)s.gyr_rads[0], (double)s.gyr_rads[1],
		       (double)s.gyr_rads[2]);
	printf("\n");
}

static void mirror(struct simulated_exercise *exercise)
{
	for (int i = 0; i < 3; i++) {
		exercise->sensor.axis[i] = -exercise->sensor.axis[i];
		exercise->other_axis[i] = -exercise->other_axis[i];
	}
}

int main(int argc, char **argv)
{
	const struct simulated_exercise *found = argc > 2 ? simulated_exercise_find(argv[1]) : NULL;
	struct way way = {.clock = 1};
	struct simulated_exercise exercise;
	struct simulated_limb limb;
	FILE *times = fdopen(TIMES_DESCRIPTOR, "w");
	unsigned number = 0;
	int at = 2;

	if (!found)
		return fail("no such exercise", argc > 1 ? argv[1] : "none is named");
	exercise = *found;
	while (at < argc && take_option(argv[at], &exercise.sensor, &way))
		at++;
	if (way.mirrored)
		mirror(&exercise);
	simulated_limb_init(&limb, &exercise.sensor, SEED, 0, samples, SAMPLES_MAX);
	for (; at < argc; at++) {
		int rc = add(&exercise, &limb, argv[at], number, times);

		if (rc < 0)
			return fail("no such word", argv[at]);
		number += (unsigned)rc;
	}
	printf("t,ax,ay,az%s\n", exercise.sensor.has & IMU_ANGULAR_RATE ? ",gx,gy,gz" : "");
	for (size_t i = 0; i < limb.count; i++)
		print_sample(&limb.samples[i], &way);
	if (times)
		fclose(times);
	return fflush(stdout) == 0 ? 0 : 1;
}
