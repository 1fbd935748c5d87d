/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the orientation of a sensor costs: processor time per sample, by the median of some passes
 * over a trial of BROAD with the quaternion read back after each sample, and memory per sensor.
 */
#include "health-models/motion/orientation/orientation.h"
#include "health-models/motion/unit_gate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROW = 14, SAMPLES_MAX = 60000, PASSES = 15, PERIOD_NS = 3500000 };

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static size_t read_trial(struct imu_sample *samples)
{
	const char *data = getenv("HEALTH_TWIN_DATA");
	char path[4096];
	float row[ROW];
	size_t count = 0;
	FILE *file;

	snprintf(path, sizeof path, "%s/motion/broad/02_undisturbed_slow_rotation_B.f32",
		 data ? data : ".");
	file = fopen(path, "rbe");
	if (!file)
		return 0;
	while (count < SAMPLES_MAX && fread(row, sizeof row, 1, file) == 1) {
		struct imu_sample *s = &samples[count];

		s->t_ns = (int64_t)count++ * PERIOD_NS;
		memcpy(s->gyr_rads, row, sizeof s->gyr_rads);
		memcpy(s->acc_ms2, row + 3, sizeof s->acc_ms2);
		memcpy(s->mag_ut, row + 6, sizeof s->mag_ut);
	}
	fclose(file);
	return count;
}

/* One pass; the sum keeps the compiler from leaving anything out. */
static double pass_ns(struct imu_sample *samples, size_t count, unsigned sensors, double *sum)
{
	struct orientation o;
	double start;

	for (size_t i = 0; i < count; i++)
		samples[i].has = sensors;
	orientation_init(&o, NULL);
	start = cpu_ns();
	for (size_t i = 0; i < count; i++) {
		struct quaternion q;

		orientation_push(&o, &samples[i]);
		q = orientation_get(&o);
		*sum += (double)(q.w + q.x + q.y + q.z);
	}
	return (cpu_ns() - start) / (double)count;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(const char *what, struct imu_sample *samples, size_t count, unsigned sensors)
{
	double pass[PASSES];
	double sum = 0;

	for (int i = 0; i < PASSES; i++)
		pass[i] = pass_ns(samples, count, sensors, &sum);
	qsort(pass, PASSES, sizeof pass[0], by_size);
	printf("orientation, %s: %.0f ns a sample (%.0f to %.0f)\n", what, pass[PASSES / 2],
	       pass[0], pass[PASSES - 1]);
	if (!isfinite(sum))
		exit(1);
}

int main(void)
{
	static struct imu_sample samples[SAMPLES_MAX];
	size_t count = read_trial(samples);

	printf("orientation: %zu bytes a sensor\n", sizeof(struct orientation));
	printf("unit gate: %zu bytes a sensor\n", sizeof(struct unit_gate));
	if (count == 0) {
		printf("orientation, time: no trial of BROAD in HEALTH_TWIN_DATA\n");
		return 0;
	}
	measure("9D", samples, count, 7);
	measure("6D", samples, count, IMU_ACCELERATION | IMU_ANGULAR_RATE);
	measure("acceleration alone", samples, count, IMU_ACCELERATION);
	return 0;
}
