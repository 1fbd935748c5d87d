/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of a wearable, held against what a body does. */
#include "health-models/trust/body_check.h"

#include "ble/trust/stream_check.h"

#include <glib.h>
#include <math.h>

static unsigned push_heart_rate(struct body_check *b, uint16_t hr_bpm, uint16_t rr_1024,
				bool contact)
{
	const struct sample_block block = {
	    .kind = SAMPLE_HEART_RATE,
	    .heart_rate = {.hr_bpm = hr_bpm,
			   .contact_supported = true,
			   .contact = contact,
			   .rr_count = 2,
			   .rr_1024 = {rr_1024, rr_1024}},
	};

	return body_check_block(b, &block);
}

/* A second of ECG. */
static unsigned push_ecg(struct body_check *b, bool worn)
{
	struct sample_block block = {.kind = SAMPLE_ECG, .ecg = {.rate_mhz = 130000, .count = 130}};

	for (int i = 0; i < 130; i++)
		block.ecg.uv[i] = worn ? (int32_t)(300 * sin(i * 0.3)) : 0;
	return body_check_block(b, &block);
}

static void test_heart_rate(void)
{
	struct body_check b;
	unsigned reasons = 0;

	body_check_init(&b);
	for (int i = 0; i < 60; i++)
		reasons |= push_heart_rate(&b, 60, 1024, true);
	g_assert_cmpuint(reasons, ==, 0);
	g_assert_cmpuint(push_heart_rate(&b, 400, 1024, true), ==, TRUST_REASON_PHYSIOLOGY);
	for (int i = 0; i < 10; i++)
		reasons |= push_heart_rate(&b, 250, 100, true);
	g_assert_cmpuint(reasons, ==, TRUST_REASON_PHYSIOLOGY);
}

/* What it counts off the skin is not judged, and there is no interval across that. */
static void test_off_the_skin(void)
{
	struct body_check b;

	body_check_init(&b);
	for (int i = 0; i < 20; i++)
		g_assert_cmpuint(push_heart_rate(&b, 250, 100, false), ==, 0);
	g_assert_true(body_check_strap_is_off(&b));
	g_assert_cmpuint(push_heart_rate(&b, 60, 1024, true), ==, 0);
	g_assert_false(body_check_strap_is_off(&b));
}

static void test_ecg(void)
{
	struct body_check b;

	body_check_init(&b);
	for (int i = 0; i < 10; i++)
		g_assert_cmpuint(push_ecg(&b, true), ==, 0);
	g_assert_false(body_check_strap_is_off(&b));
	for (int i = 0; i < 4; i++)
		g_assert_cmpuint(push_ecg(&b, false), ==, 0);
	g_assert_true(body_check_strap_is_off(&b));
	body_check_begin(&b);
	g_assert_false(body_check_strap_is_off(&b));
}

static void test_intervals(void)
{
	struct sample_block block = {.kind = SAMPLE_INTERVALS, .intervals = {.count = 32}};
	struct body_check b;

	body_check_init(&b);
	for (int i = 0; i < 32; i++) {
		block.intervals.interval[i].interval_ms = 100;
		block.intervals.interval[i].moving = true;
	}
	g_assert_cmpuint(body_check_block(&b, &block), ==, 0);
	for (int i = 0; i < 32; i++)
		block.intervals.interval[i].moving = false;
	g_assert_cmpuint(body_check_block(&b, &block), ==, TRUST_REASON_PHYSIOLOGY);
}

static void test_others(void)
{
	const struct sample_block fever = {
	    .kind = SAMPLE_READING,
	    .reading = {.count = 1, .value = {{QUANTITY_BODY_TEMPERATURE, 60}}},
	};
	const struct sample_block battery = {.kind = SAMPLE_BATTERY, .battery = {3}};
	struct sample_block wave = {
	    .kind = SAMPLE_WAVE,
	    .wave = {.quantity = QUANTITY_ACCELERATION,
		     .rate_mhz = 20000,
		     .channels = 3,
		     .scale = 1,
		     .count = 200},
	};
	struct body_check b;

	body_check_init(&b);
	g_assert_cmpuint(body_check_block(&b, &fever), ==, TRUST_REASON_PHYSIOLOGY);
	g_assert_cmpuint(body_check_block(&b, &battery), ==, 0);
	g_assert_cmpuint(body_check_block(&b, &wave), ==, TRUST_REASON_PHYSIOLOGY);
	wave.wave.quantity = QUANTITY_ANGULAR_RATE;
	body_check_init(&b);
	g_assert_cmpuint(body_check_block(&b, &wave), ==, 0);
}

/* A drawn signal on which all checks of the stream are silent: noise, rate, steps and time are
 * right, but what lies still weighs three times what it does on earth. */
static void test_alone(void)
{
	enum { COUNT = 36, FRAME_MS = 180 };
	g_autofree struct trust_stream *stream = g_new(struct trust_stream, 1);
	g_autoptr(GRand) rand = g_rand_new_with_seed(5);
	struct sample_block block = {
	    .kind = SAMPLE_WAVE,
	    .wave = {.quantity = QUANTITY_ACCELERATION,
		     .rate_mhz = 200000,
		     .has_time = true,
		     .channels = 3,
		     .scale = 0.00980665,
		     .count = COUNT},
	};
	struct body_check b;
	unsigned body = 0;

	g_assert_cmpint(trust_stream_init(stream, &trust_stream_settings_default), ==, 0);
	body_check_init(&b);
	for (int i = 1; i <= 500; i++) {
		int64_t now_ns = i * FRAME_MS * INT64_C(1000000);

		for (int k = 0; k < COUNT * 3; k++)
			block.wave.raw[k] = (k % 3 == 2 ? 3000 : 0) + g_rand_int_range(rand, -8, 9);
		block.wave.device_ns = (uint64_t)now_ns;
		g_assert_cmpuint(trust_stream_wave(stream, &block.wave, now_ns), ==, 0);
		body |= body_check_block(&b, &block);
	}
	g_assert_cmpuint(body, ==, TRUST_REASON_PHYSIOLOGY);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/body-check/heart-rate", test_heart_rate);
	g_test_add_func("/body-check/off-the-skin", test_off_the_skin);
	g_test_add_func("/body-check/ecg", test_ecg);
	g_test_add_func("/body-check/intervals", test_intervals);
	g_test_add_func("/body-check/others", test_others);
	g_test_add_func("/body-check/alone", test_alone);
	return g_test_run();
}
