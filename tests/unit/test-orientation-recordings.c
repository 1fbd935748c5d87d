/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BROAD's trials (Laidig et al. 2021): the error against the optical reference, as its authors
 * count it, stays better than VQF's own program. Skipped without HEALTH_TWIN_DATA.
 */
#include "health-models/motion/orientation/orientation.h"
#include "health-models/motion/unit_gate.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

enum { SKIP = 77, ROW = 14, PERIOD_NS = 3500000, TRIALS = 6 };

/* What VQF 2.1.1 with its defaults reaches on these six. */
static const double VQF_TOTAL_DEG = 2.83;
static const double VQF_INCLINATION_DEG = 0.79;
static const double VQF_INCLINATION_47_HZ_DEG = 1.48;

/* One trial: rows of gyr, acc, mag, reference w x y z, movement. */
struct trial {
	float *row;
	gsize rows;
};

/* Sums of squares, in rad2. */
struct errors {
	double total, inclination;
	gsize count;
};

/* The means of a block of rows. */
static struct imu_sample block(const struct trial *t, gsize first, gsize rows, unsigned sensors)
{
	struct imu_sample sample = {.t_ns = (int64_t)first * PERIOD_NS, .has = sensors};
	double sum[9] = {0};

	for (gsize i = first; i < first + rows; i++) {
		for (int k = 0; k < 9; k++)
			sum[k] += (double)t->row[i * ROW + (gsize)k] / (double)rows;
	}
	for (int k = 0; k < 3; k++) {
		sample.gyr_rads[k] = (float)sum[k];
		sample.acc_ms2[k] = (float)sum[3 + k];
		sample.mag_ut[k] = (float)sum[6 + k];
	}
	return sample;
}

static void compare(struct quaternion estimate, const float *row, struct errors *errors)
{
	const struct quaternion truth = {row[9], row[10], row[11], row[12]};
	struct quaternion e = quaternion_multiply(estimate, quaternion_conjugate(truth));
	double total =
	    2 * atan2(hypot(hypot((double)e.x, (double)e.y), (double)e.z), fabs((double)e.w));
	double inclination =
	    2 * atan2(hypot((double)e.x, (double)e.y), hypot((double)e.w, (double)e.z));

	if (!(row[13] > 0.5f) || isnan(row[9] + row[10] + row[11] + row[12]))
		return;
	errors->total += total * total;
	errors->inclination += inclination * inclination;
	errors->count++;
}

static struct errors run(const struct trial *t, gsize every, unsigned sensors)
{
	struct errors errors = {0};
	struct orientation o;
	struct unit_gate gate;

	orientation_init(&o, NULL);
	unit_gate_init(&gate, (float)(1e9 / PERIOD_NS / (double)every));
	for (gsize i = 0; i + every <= t->rows; i += every) {
		struct imu_sample sample = block(t, i, every, sensors);

		g_assert_cmpint(unit_gate_push(&gate, &sample), >=, 0);
		g_assert_cmpint(orientation_push(&o, &sample), ==, 0);
		compare(orientation_get(&o), t->row + (i + every - 1) * ROW, &errors);
	}
	g_assert_cmpint(unit_gate_finish(&gate), ==, UNITS_FIT);
	return errors;
}

static double rms_deg(double squares, gsize count)
{
	return sqrt(squares / (double)count) * 180 / G_PI;
}

static void add_trial(const char *path, double mean_deg[4])
{
	g_autofree char *bytes = NULL;
	struct trial t;
	struct errors nine, six, alone;
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	t.row = g_memdup2(bytes, size);
	t.rows = size / sizeof(float) / ROW;
	nine = run(&t, 1, 7);
	six = run(&t, 6, IMU_ACCELERATION | IMU_ANGULAR_RATE);
	alone = run(&t, 1, IMU_ACCELERATION);
	mean_deg[0] += rms_deg(nine.total, nine.count) / TRIALS;
	mean_deg[1] += rms_deg(nine.inclination, nine.count) / TRIALS;
	mean_deg[2] += rms_deg(six.inclination, six.count) / TRIALS;
	mean_deg[3] += rms_deg(alone.inclination, alone.count) / TRIALS;
	g_free(t.row);
}

int main(void)
{
	const char *data = getenv("HEALTH_TWIN_DATA");
	double mean_deg[4] = {0, 0, 0, 0};
	unsigned trials = 0;
	const char *name;
	g_autofree char *folder = NULL;
	g_autoptr(GDir) dir = NULL;

	if (!data || !*data) {
		g_print("HEALTH_TWIN_DATA is not set\n");
		return SKIP;
	}
	folder = g_build_filename(data, "motion", "broad", NULL);
	dir = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (!g_str_has_suffix(name, ".f32"))
			continue;
		add_trial(path, mean_deg);
		trials++;
	}
	g_assert_cmpuint(trials, ==, TRIALS);
	g_print(
	    "total %.3f, inclination %.3f, at 47.6 Hz without field %.3f, of acceleration alone "
	    "%.1f deg\n",
	    mean_deg[0], mean_deg[1], mean_deg[2], mean_deg[3]);
	g_assert_cmpfloat(mean_deg[0], <, 0.95 * VQF_TOTAL_DEG);
	g_assert_cmpfloat(mean_deg[1], <, 0.95 * VQF_INCLINATION_DEG);
	g_assert_cmpfloat(mean_deg[2], <, 0.60 * VQF_INCLINATION_47_HZ_DEG);
	return 0;
}
