/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no body does is flagged; illness is not. */
#include "health-models/trust/plausibility.h"

#include <glib.h>
#include <math.h>

static void heart_init(struct plausible_heart *h)
{
	plausible_heart_init(h, &plausible_heart_settings_default);
}

/* True if any of count intervals, which repeat the given ones, was flagged. */
static bool flagged(struct plausible_heart *h, const float *rr_ms, size_t n, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any |= plausible_heart_push(h, rr_ms[i % n]);
	return any;
}

static void test_hearts(void)
{
	const float steady[] = {800}, fast[] = {290}, slow[] = {2400};
	const float bigeminy[] = {400, 1400}, ectopy_and_pause[] = {800, 350, 2600, 800, 800};
	const float pauses[] = {900, 900, 900, 4200, 900, 900, 900, 900};
	const float fibrillation[] = {310, 900, 420, 1300, 380, 520, 700, 350, 1100};
	const struct {
		const float *rr_ms;
		size_t n;
	} hearts[] = {{steady, 1},           {fast, 1},   {slow, 1},        {bigeminy, 2},
		      {ectopy_and_pause, 5}, {pauses, 8}, {fibrillation, 9}};

	for (guint i = 0; i < G_N_ELEMENTS(hearts); i++) {
		struct plausible_heart h;

		heart_init(&h);
		g_assert_false(flagged(&h, hearts[i].rr_ms, hearts[i].n, 500));
	}
}

/* Ventricular tachycardia begins and ends. */
static void test_tachycardia(void)
{
	const float sinus[] = {850}, tachycardia[] = {290};
	struct plausible_heart h;

	heart_init(&h);
	for (int i = 0; i < 10; i++) {
		g_assert_false(flagged(&h, sinus, 1, 20));
		g_assert_false(flagged(&h, tachycardia, 1, 20));
	}
}

static void test_no_hearts(void)
{
	const float too_fast[] = {150}, too_slow[] = {3500}, nothing[] = {NAN};
	const float wild[] = {210, 900};
	const struct {
		const float *rr_ms;
		size_t n;
	} others[] = {{too_fast, 1}, {too_slow, 1}, {nothing, 1}, {wild, 2}};
	const float sinus[] = {1200}, machine[] = {260};
	struct plausible_heart h;

	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		heart_init(&h);
		g_assert_true(flagged(&h, others[i].rr_ms, others[i].n, 20));
	}
	/* From 50 to 230 a minute between two beats. */
	heart_init(&h);
	g_assert_false(flagged(&h, sinus, 1, 100));
	g_assert_true(flagged(&h, machine, 1, 20));
	g_assert_false(flagged(&h, machine, 1, 20));
}

static void test_break(void)
{
	const float sinus[] = {1200}, exercise[] = {260};
	struct plausible_heart h;

	heart_init(&h);
	g_assert_false(flagged(&h, sinus, 1, 100));
	plausible_heart_break(&h);
	g_assert_false(flagged(&h, exercise, 1, 100));
}

/* Ten seconds at rest with that norm, along an axis that is none of the sensor's. */
static bool rests(double norm_ms2, double shake_ms2)
{
	struct plausible_gravity g;
	GRand *rand = g_rand_new_with_seed(6);
	bool wrong = false;

	plausible_gravity_init(&g, &plausible_gravity_settings_default);
	for (int i = 0; i < 100; i++) {
		struct wave_block block = {.quantity = QUANTITY_ACCELERATION,
					   .rate_mhz = 100000,
					   .channels = 3,
					   .scale = 0.00980665,
					   .count = 10};

		for (int k = 0; k < 30; k++) {
			double value = norm_ms2 *
					   (k % 3 == 2   ? 2
					    : k % 3 == 1 ? -2
							 : 1) /
					   3 +
				       g_rand_double_range(rand, -shake_ms2, shake_ms2);

			block.raw[k] = (int32_t)lrint(value / block.scale);
		}
		wrong = plausible_gravity_push(&g, &block);
	}
	g_rand_free(rand);
	return !wrong;
}

static void test_gravity(void)
{
	g_assert_true(rests(9.81, 0.1));
	g_assert_true(rests(9.0, 0.1));
	g_assert_true(rests(10.9, 0.1));
	g_assert_false(rests(0, 0.1));
	g_assert_false(rests(5, 0.1));
	g_assert_false(rests(15, 0.1));
	g_assert_true(rests(15, 3)); /* it moves */
}

static struct reading_block pressure(double systolic, double diastolic)
{
	return (struct reading_block){
	    .count = 2,
	    .value = {{QUANTITY_SYSTOLIC, systolic}, {QUANTITY_DIASTOLIC, diastolic}},
	};
}

static struct reading_block one(enum quantity quantity, double value)
{
	return (struct reading_block){.count = 1, .value = {{quantity, value}}};
}

static void test_readings(void)
{
	const struct reading_block good[] = {
	    pressure(120, 80),        pressure(260, 140),
	    pressure(60, 25),         one(QUANTITY_BODY_TEMPERATURE, 36.6),
	    one(QUANTITY_SPO2, 71),   one(QUANTITY_WEIGHT, 4.1),
	    one(QUANTITY_STEPS, 1e6), {.count = 0},
	};
	const struct reading_block bad[] = {
	    pressure(80, 120),
	    pressure(600, 80),
	    one(QUANTITY_BODY_TEMPERATURE, 97.7), /* degrees Fahrenheit */
	    one(QUANTITY_SPO2, 101),
	    one(QUANTITY_PULSE_RATE, 0),
	    one(QUANTITY_WEIGHT, NAN),
	};

	for (guint i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(plausible_reading(&good[i]));
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(plausible_reading(&bad[i]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plausibility/hearts", test_hearts);
	g_test_add_func("/plausibility/tachycardia", test_tachycardia);
	g_test_add_func("/plausibility/no-hearts", test_no_hearts);
	g_test_add_func("/plausibility/break", test_break);
	g_test_add_func("/plausibility/gravity", test_gravity);
	g_test_add_func("/plausibility/readings", test_readings);
	return g_test_run();
}
