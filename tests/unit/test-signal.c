/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters, the rate converter and portable arithmetic, against what mathematics says. */
#include "health-models/signal/biquad.h"
#include "health-models/signal/dot.h"
#include "health-models/signal/log_exp.h"
#include "health-models/signal/rate_converter.h"

#include <glib.h>
#include <math.h>

enum { TO_HZ = 200 };

/* Largest difference between a converted sine and the sine itself, once the ends are past. */
static double sine_error(double from_hz, double sine_hz)
{
	struct rate_converter c;
	struct rate_converter_sample s;
	double worst = 0;
	int64_t k = 0;

	rate_converter_init(&c, from_hz, TO_HZ);
	for (int i = 0; i < (int)(10 * from_hz); i++) {
		rate_converter_push(&c, (float)(1000 * sin(2 * G_PI * sine_hz * i / from_hz)));
		while (rate_converter_get(&c, &s)) {
			double t_s = rate_converter_position(&c, (double)k) / from_hz;
			double error = fabs((double)s.value - 1000 * sin(2 * G_PI * sine_hz * t_s));

			if (k++ > TO_HZ)
				worst = fmax(worst, error);
			g_assert_false(s.missing);
		}
	}
	g_assert_cmpint(k, >, 9 * TO_HZ);
	return worst;
}

static void test_converter_keeps_sines(void)
{
	const double rates[] = {100, 128, 130, 200, 250, 2000 / 7.0, 360, 500, 1000, 2000};

	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
		g_assert_cmpfloat(sine_error(rates[i], 1), <, 5);
		g_assert_cmpfloat(sine_error(rates[i], 10), <, 35);
		g_assert_cmpfloat(sine_error(rates[i], 20), <, 100);
	}
}

static void test_converter_gap(void)
{
	struct rate_converter c;
	struct rate_converter_sample s;
	int missing = 0, all = 0;

	rate_converter_init(&c, 130, TO_HZ);
	for (int i = 0; i < 1300; i++) {
		rate_converter_push(&c, i >= 650 && i < 780 ? NAN : i < 650 ? 5000 : -9000);
		for (; rate_converter_get(&c, &s); all++) {
			missing += s.missing;
			/* The jump across the gap is taken out, so there is nothing to see. */
			g_assert_cmpfloat(fabs((double)s.value), <, 0.01);
		}
	}
	g_assert_cmpint(missing, ==, 200);
	g_assert_cmpint(all, >, 1980);
}

static double gain(struct biquad *f, double sine_hz)
{
	double largest = 0;

	for (int i = 0; i < 40 * TO_HZ; i++) {
		double y = biquad_step(f, sin(2 * G_PI * sine_hz * i / TO_HZ));

		if (i > 30 * TO_HZ)
			largest = fmax(largest, fabs(y));
	}
	return largest;
}

static void test_filters(void)
{
	struct biquad f;

	biquad_low_pass(&f, 18, TO_HZ);
	g_assert_cmpfloat(fabs(gain(&f, 1) - 1), <, 0.01);
	biquad_low_pass(&f, 18, TO_HZ);
	g_assert_cmpfloat(fabs(gain(&f, 18) - sqrt(0.5)), <, 0.02);
	biquad_low_pass(&f, 18, TO_HZ);
	g_assert_cmpfloat(gain(&f, 72), <, 0.05);
	biquad_high_pass(&f, 5, TO_HZ);
	g_assert_cmpfloat(gain(&f, 0.5), <, 0.02);
	biquad_high_pass(&f, 5, TO_HZ);
	g_assert_cmpfloat(fabs(gain(&f, 5) - sqrt(0.5)), <, 0.02);
	biquad_high_pass(&f, 5, TO_HZ);
	g_assert_cmpfloat(fabs(gain(&f, 41) - 1), <, 0.01);
}

static void test_filter_settles(void)
{
	struct biquad f;

	biquad_high_pass(&f, 0.6, TO_HZ);
	biquad_step(&f, 1e4);
	for (int i = 0; i < 60 * TO_HZ; i++)
		biquad_step(&f, 0);
	biquad_settle(&f);
	g_assert_cmpfloat(f.z1, ==, 0);
	g_assert_cmpfloat(f.z2, ==, 0);
}

static void test_log_and_exp(void)
{
	for (double x = 1e-6; x < 1e6; x *= 1.0173)
		g_assert_cmpfloat(fabs((double)log2_portable((float)x) - log2(x)), <, 2e-4);
	for (double x = -40; x < 40; x += 0.0371)
		g_assert_cmpfloat(fabs((double)exp2_portable((float)x) / exp2(x) - 1), <, 1e-4);
	g_assert_cmpfloat((double)log2_portable(0), <, -90);
	g_assert_cmpfloat((double)log2_portable(-1), <, -90);
	g_assert_cmpfloat((double)exp2_portable(1e9F), <=, 0x1p60);
	g_assert_cmpfloat((double)exp2_portable(-1e9F), >=, 0);
}

static void test_dot(void)
{
	float a[52], b[52];
	double expected = 0;

	for (int i = 0; i < 52; i++) {
		a[i] = (float)(i - 20);
		b[i] = (float)(3 * i % 7);
	}
	for (int n = 4; n <= 52; n += 4) {
		for (int i = n - 4; i < n; i++)
			expected += (double)a[i] * (double)b[i];
		g_assert_cmpfloat((double)dot(a, b, n), ==, expected);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signal/converter-keeps-sines", test_converter_keeps_sines);
	g_test_add_func("/signal/converter-gap", test_converter_gap);
	g_test_add_func("/signal/filters", test_filters);
	g_test_add_func("/signal/filter-settles", test_filter_settles);
	g_test_add_func("/signal/log-and-exp", test_log_and_exp);
	g_test_add_func("/signal/dot", test_dot);
	return g_test_run();
}
