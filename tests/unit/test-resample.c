/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/device.h"
#include "recordings/resample.h"

#include <glib.h>
#include <math.h>
#include <string.h>

typedef struct {
	double from_hz, to_hz;
} Pair;

static const Pair pairs[] = {
    {360, 130}, {250, 130},  {128, 130}, {300, 130},        {1000, 130},    {200, 130},
    {130, 360}, {130, 1000}, {256, 250}, {2000.0 / 7, 130}, {199.999, 130}, {10000, 250},
};

/* Resamples frames of input and returns all that comes out. */
static GArray *resample(const Pair *pair, const float *input, guint frames)
{
	struct resampler *r = resampler_new(pair->from_hz, pair->to_hz);
	GArray *output = g_array_new(FALSE, FALSE, sizeof(float));
	float y;

	g_assert_nonnull(r);
	for (guint i = 0; i < frames; i++) {
		resampler_push(r, input[i]);
		while (resampler_get(r, &y))
			g_array_append_val(output, y);
	}
	resampler_flush(r);
	while (resampler_get(r, &y))
		g_array_append_val(output, y);
	g_assert_false(resampler_get(r, &y));
	resampler_free(r);
	return output;
}

static float *sine(double rate_hz, double sine_hz, guint frames)
{
	float *x = g_new(float, frames);

	for (guint i = 0; i < frames; i++)
		x[i] = (float)(1000 * sin(2 * G_PI * sine_hz * i / rate_hz));
	return x;
}

/* Largest difference from a sine in the middle third, where the ends play no part. */
static double worst_error(const GArray *output, double rate_hz, double sine_hz, double amplitude)
{
	double worst = 0;

	for (guint k = output->len / 3; k < output->len * 2 / 3; k++) {
		double wanted = amplitude * sin(2 * G_PI * sine_hz * k / rate_hz);

		worst = fmax(worst, fabs(wanted - (double)g_array_index(output, float, k)));
	}
	return worst;
}

/* Up to 0.4 of the lower rate a sine stays itself within 0.03 dB, in time as in height. */
static void test_passband(void)
{
	static const double parts[] = {0.004, 0.05, 0.1, 0.2, 0.3, 0.35, 0.4};

	for (guint p = 0; p < G_N_ELEMENTS(pairs); p++) {
		double lower_hz = fmin(pairs[p].from_hz, pairs[p].to_hz);
		guint frames = (guint)(6 * pairs[p].from_hz);

		for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
			g_autofree float *x = sine(pairs[p].from_hz, parts[i] * lower_hz, frames);
			g_autoptr(GArray) y = resample(&pairs[p], x, frames);

			g_assert_cmpfloat(worst_error(y, pairs[p].to_hz, parts[i] * lower_hz, 1000),
					  <, 3);
		}
	}
}

/* What the lower rate cannot carry is gone: 60 dB down. */
static void test_stopband(void)
{
	static const double parts[] = {0.52, 0.6, 0.75, 0.9};

	for (guint p = 0; p < G_N_ELEMENTS(pairs); p++) {
		guint frames = (guint)(6 * pairs[p].from_hz);

		for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
			double sine_hz = parts[i] * pairs[p].to_hz;
			g_autofree float *x = NULL;
			g_autoptr(GArray) y = NULL;

			if (sine_hz > pairs[p].from_hz * 0.49)
				continue;
			x = sine(pairs[p].from_hz, sine_hz, frames);
			y = resample(&pairs[p], x, frames);
			g_assert_cmpfloat(worst_error(y, pairs[p].to_hz, sine_hz, 0), <, 1);
		}
	}
}

/* A constant stays the same from the first sample to the last: the ends are held. */
static void test_constant(void)
{
	for (guint p = 0; p < G_N_ELEMENTS(pairs); p++) {
		float x[500];
		g_autoptr(GArray) y = NULL;

		for (guint i = 0; i < G_N_ELEMENTS(x); i++)
			x[i] = -1234.5F;
		y = resample(&pairs[p], x, G_N_ELEMENTS(x));
		for (guint k = 0; k < y->len; k++)
			g_assert_cmpfloat_with_epsilon(g_array_index(y, float, k), -1234.5F, 0.01F);
	}
}

static void test_length(void)
{
	static const guint frames[] = {0, 1, 2, 3, 7, 100, 359, 360, 361, 3601};
	g_autofree float *x = g_new0(float, 3601);

	for (guint p = 0; p < G_N_ELEMENTS(pairs); p++) {
		for (guint i = 0; i < G_N_ELEMENTS(frames); i++) {
			g_autoptr(GArray) y = resample(&pairs[p], x, frames[i]);
			double position = (frames[i] - 1.0) * pairs[p].to_hz / pairs[p].from_hz;
			guint wanted = frames[i] == 0 ? 0 : (guint)floor(position + 1e-9) + 1;

			g_assert_cmpuint(y->len, ==, wanted);
		}
	}
}

/* One spike comes out at its own time. */
static void test_position(void)
{
	const Pair pair = {360, 130};
	float x[3600] = {0};
	g_autoptr(GArray) y = NULL;
	guint highest = 0;

	x[1800] = 1000; /* 5 s */
	y = resample(&pair, x, G_N_ELEMENTS(x));
	for (guint k = 1; k < y->len; k++) {
		if (g_array_index(y, float, k) > g_array_index(y, float, highest))
			highest = k;
	}
	g_assert_cmpuint(highest, ==, 650);
}

static void test_same_rate(void)
{
	const Pair pair = {250, 250};
	g_autofree float *x = sine(250, 17, 1000);
	g_autoptr(GArray) y = resample(&pair, x, 1000);

	g_assert_cmpuint(y->len, ==, 1000);
	g_assert_cmpint(memcmp(y->data, x, 1000 * sizeof(float)), ==, 0);
}

/* Missing exactly where the nearest input is missing; the rest is not touched by it. */
static void test_missing(void)
{
	const Pair pair = {360, 130};
	g_autofree float *x = sine(360, 0, 3600);
	g_autoptr(GArray) y = NULL;

	for (guint i = 0; i < 3600; i++)
		x[i] = (i >= 1000 && i < 1100) || i < 40 || i >= 3500 ? NAN : 500.0F;
	y = resample(&pair, x, 3600);
	for (guint k = 0; k < y->len; k++) {
		guint nearest = (guint)floor(k * 36.0 / 13 + 0.5);
		float value = g_array_index(y, float, k);

		g_assert_cmpint(isnan(value) != 0, ==, isnan(x[nearest]) != 0);
		if (!isnan(value))
			g_assert_cmpfloat_with_epsilon(value, 500.0F, 0.01F);
	}
}

static void test_all_missing(void)
{
	const Pair pair = {360, 130};
	float x[100];
	g_autoptr(GArray) y = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(x); i++)
		x[i] = NAN;
	y = resample(&pair, x, G_N_ELEMENTS(x));
	g_assert_cmpuint(y->len, ==, 36);
	for (guint k = 0; k < y->len; k++)
		g_assert_true(isnan(g_array_index(y, float, k)));
}

static void test_absurd_rates(void)
{
	static const double absurd[] = {0, -130, 0.5, 100001, NAN, INFINITY, -INFINITY};

	for (guint i = 0; i < G_N_ELEMENTS(absurd); i++) {
		g_assert_null(resampler_new(absurd[i], 130));
		g_assert_null(resampler_new(130, absurd[i]));
	}
}

/* The strap sends counts of 2.2827 uV, truncated toward zero to whole microvolts. */
static void test_quantiser(void)
{
	static const gint32 sent[] = {0, 2, 4, 6, 9, 11, 13, 15, 18};

	for (gint32 i = 0; i < (gint32)G_N_ELEMENTS(sent); i++) {
		float uv = (float)(i * 2.2827);

		g_assert_cmpint(device_quantise_uv(&device_h10, uv), ==, sent[i]);
		g_assert_cmpint(device_quantise_uv(&device_h10, uv + 1.0F), ==, sent[i]);
		g_assert_cmpint(device_quantise_uv(&device_h10, -uv), ==, -sent[i]);
	}
	g_assert_cmpint(device_quantise_uv(&device_h10, 1e9F), ==, 18697);
	g_assert_cmpint(device_quantise_uv(&device_h10, -1e9F), ==, -18699);
	g_assert_cmpint(device_quantise_uv(&device_h10, INFINITY), ==, 18697);
	g_assert_cmpint(device_quantise_uv(&device_h10, NAN), ==, 0);
	g_assert_true(device_find("h10") == &device_h10);
	g_assert_null(device_find("H11"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/resample/passband", test_passband);
	g_test_add_func("/resample/stopband", test_stopband);
	g_test_add_func("/resample/constant", test_constant);
	g_test_add_func("/resample/length", test_length);
	g_test_add_func("/resample/position", test_position);
	g_test_add_func("/resample/same-rate", test_same_rate);
	g_test_add_func("/resample/missing", test_missing);
	g_test_add_func("/resample/all-missing", test_all_missing);
	g_test_add_func("/resample/absurd-rates", test_absurd_rates);
	g_test_add_func("/device/quantiser", test_quantiser);
	return g_test_run();
}
