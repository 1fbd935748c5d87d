/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotations agree with each other, and the low-pass with its own definition. */
#include "health-models/motion/orientation/quaternion.h"

#include <glib.h>
#include <math.h>

#include "health-models/motion/orientation/low_pass.h"

static const float QUARTER = (float)(G_PI / 2);

static void same(const float a[3], const float b[3])
{
	for (int i = 0; i < 3; i++)
		g_assert_cmpfloat(fabs((double)(a[i] - b[i])), <, 2e-6);
}

/* x to y about z, y to z about x; b first in a b. */
static void test_order(void)
{
	struct quaternion z = quaternion_of_rotation((float[3]){0, 0, QUARTER});
	struct quaternion x = quaternion_of_rotation((float[3]){QUARTER, 0, 0});
	float v[3] = {1, 0, 0};

	quaternion_rotate(z, v, v);
	same(v, (float[3]){0, 1, 0});
	quaternion_rotate(x, v, v);
	same(v, (float[3]){0, 0, 1});
	quaternion_rotate(quaternion_multiply(x, z), (float[3]){1, 0, 0}, v);
	same(v, (float[3]){0, 0, 1});
	quaternion_rotate(quaternion_conjugate(quaternion_multiply(x, z)), v, v);
	same(v, (float[3]){1, 0, 0});
}

static void test_matrix(void)
{
	struct quaternion q = quaternion_of_rotation((float[3]){0.7f, -1.1f, 2.0f});
	const float v[3] = {0.3f, -2, 1.4f};
	float matrix[9];
	float by_matrix[3];
	float rotated[3];

	quaternion_to_matrix(q, matrix);
	for (int i = 0; i < 3; i++)
		by_matrix[i] =
		    matrix[3 * i] * v[0] + matrix[3 * i + 1] * v[1] + matrix[3 * i + 2] * v[2];
	quaternion_rotate(q, v, rotated);
	same(rotated, by_matrix);
}

/* The series of small angles and the functions of large ones, from a nanoradian to a full turn. */
static void test_angles(void)
{
	for (double angle = 1e-9; angle < 6.2; angle = angle * 1.3 + 1e-9) {
		struct quaternion q = quaternion_of_rotation(
		    (float[3]){(float)(0.6 * angle), 0, (float)(0.8 * angle)});

		g_assert_cmpfloat(fabs((double)q.w - cos(angle / 2)), <, 2e-7);
		g_assert_cmpfloat(fabs((double)q.x - 0.6 * sin(angle / 2)), <, 2e-7);
		g_assert_cmpfloat(fabs((double)q.z - 0.8 * sin(angle / 2)), <, 2e-7);
	}
	g_assert_cmpfloat((double)quaternion_angle_rad((struct quaternion){-1, 0, 0, 0}), ==, 0);
	g_assert_cmpfloat(
	    fabs((double)quaternion_angle_rad(quaternion_of_rotation((float[3]){0, 3, 0})) - 3), <,
	    1e-6);
}

static void test_upright(void)
{
	static const float directions[][3] = {{0, 0, 2},        {3, 0, 0},  {0, -5, 0},
					      {0.1f, 0.2f, -9}, {0, 0, -4}, {1e-3f, 0, -9.8f}};

	for (unsigned i = 0; i < G_N_ELEMENTS(directions); i++) {
		struct quaternion q = quaternion_upright(directions[i]);
		float up[3];

		quaternion_rotate(q, directions[i], up);
		g_assert_cmpfloat(hypot((double)up[0], (double)up[1]), <, 1e-5 * (double)up[2]);
		g_assert_cmpfloat(fabs((double)q.z), <, 1e-6);
	}
	g_assert_cmpfloat((double)quaternion_upright((float[3]){0, 0, 0}).w, ==, 1);
	g_assert_cmpfloat((double)quaternion_normalise((struct quaternion){0, 0, 0, 0}).w, ==, 1);
}

/* At its cut-off, sqrt(2)/(2 pi tau), the second-order Butterworth filter halves the power, at any
 * step. */
static void test_low_pass_cut_off(void)
{
	static const float steps_s[] = {0.001f, 0.01f, 0.05f};

	for (unsigned k = 0; k < G_N_ELEMENTS(steps_s); k++) {
		const float tau_s = 1;
		double omega = G_SQRT2 / (double)tau_s;
		struct low_pass f = {0, 0};
		double power = 0;
		int count = 0;

		for (int i = 0; i * (double)steps_s[k] < 60; i++) {
			double t = i * (double)steps_s[k];
			struct low_pass_step step = low_pass_step_of(tau_s, steps_s[k], 100);
			double y = (double)low_pass(&f, &step, (float)cos(omega * t));

			if (t < 15)
				continue;
			power += y * y;
			count++;
		}
		g_assert_cmpfloat(fabs(power / count - 0.25), <, 0.01);
	}
}

/* The mean while there is little; then a constant is reached within a ten-thousandth, also where a
 * step is a thousandth of tau and float leaves little of each change. */
static void test_low_pass_beginning(void)
{
	struct low_pass f = {0, 0};
	float seen_s = 0;
	float level = 0;

	for (int i = 0; i < 10; i++, seen_s += 0.1f) {
		struct low_pass_step step = low_pass_step_of(1, 0.1f, seen_s);

		level = low_pass(&f, &step, (float)i);
		g_assert_cmpfloat(fabs((double)level - i / 2.0), <, 1e-5);
	}
	for (int i = 0; i < 100000; i++) {
		struct low_pass_step step = low_pass_step_of(1, 0.001f, 10);

		level = low_pass(&f, &step, 9.81f);
	}
	g_assert_cmpfloat(fabs((double)level - 9.81), <, 1e-3);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/quaternion/order", test_order);
	g_test_add_func("/quaternion/matrix", test_matrix);
	g_test_add_func("/quaternion/angles", test_angles);
	g_test_add_func("/quaternion/upright", test_upright);
	g_test_add_func("/low-pass/cut-off", test_low_pass_cut_off);
	g_test_add_func("/low-pass/beginning", test_low_pass_beginning);
	return g_test_run();
}
