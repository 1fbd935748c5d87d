/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every check of a stream: the attack that it alone catches, and the streams on which all are
 * silent. */
#include "ble/trust/stream_check.h"
#include "common/timebase.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

enum { FRAME = 73, RATE_MHZ = 130000 };

static const double H10_STEP_UV = 2.2827;

/* A strap, or somebody who plays one. */
struct strap {
	GRand *noise, *radio;
	struct trust_stream checks;
	double true_s;      /* of the newest sample */
	double rate_hz;     /* what it really samples at */
	double clock_ahead; /* its clock's rate, less 1 */
	uint64_t origin_ns;
	double delay_s;  /* arrivals are late by up to this */
	bool whole_uv;   /* its values are no H10's */
	int32_t *record; /* played instead of the heart */
	size_t recorded, at;
};

static void strap_init(struct strap *s, const char *model)
{
	*s = (struct strap){.noise = g_rand_new_with_seed(1),
			    .radio = g_rand_new_with_seed(2),
			    .rate_hz = RATE_MHZ / 1e3,
			    .origin_ns = UINT64_C(599616000000000000),
			    .delay_s = 0.3};
	g_assert_cmpint(trust_stream_init(&s->checks, &trust_stream_settings_default), ==, 0);
	trust_stream_set_model(&s->checks, model);
}

static void strap_clear(struct strap *s)
{
	g_rand_free(s->noise);
	g_rand_free(s->radio);
}

/* Something like a heart with the noise that every electrode has. */
static double heart_uv(struct strap *s)
{
	double phase = fmod(s->true_s, 0.83), noise = 0;

	for (int i = 0; i < 4; i++)
		noise += g_rand_double_range(s->noise, -8, 8);
	return 1000 * exp(-pow((phase - 0.3) / 0.015, 2)) +
	       200 * exp(-pow((phase - 0.55) / 0.05, 2)) + 80 * sin(s->true_s * 1.6) + noise;
}

static int32_t next_value(struct strap *s)
{
	double uv;

	s->true_s += 1 / s->rate_hz;
	if (s->record)
		return s->record[s->at++ % s->recorded];
	uv = heart_uv(s);
	return s->whole_uv ? (int32_t)lrint(uv) : (int32_t)(rint(uv / H10_STEP_UV) * H10_STEP_UV);
}

static void next_block(struct strap *s, struct ecg_block *block)
{
	*block = (struct ecg_block){.rate_mhz = RATE_MHZ, .count = FRAME};
	for (int i = 0; i < FRAME; i++)
		block->uv[i] = next_value(s);
	block->device_ns = s->origin_ns + (uint64_t)(s->true_s * (1 + s->clock_ahead) * 1e9);
}

static int64_t arrival_ns(struct strap *s)
{
	return (int64_t)((1000 + s->true_s + g_rand_double(s->radio) * s->delay_s) * 1e9);
}

/* All reasons that came up in the next seconds. */
static unsigned stream(struct strap *s, double seconds)
{
	double end_s = s->true_s + seconds;
	unsigned reasons = 0;

	while (s->true_s < end_s) {
		struct ecg_block block;

		next_block(s, &block);
		reasons |= trust_stream_ecg(&s->checks, &block, arrival_ns(s));
	}
	return reasons;
}

static void lose(struct strap *s, double seconds)
{
	double end_s = s->true_s + seconds;

	while (s->true_s < end_s) {
		struct ecg_block block;

		next_block(s, &block);
	}
}

static void test_clean(void)
{
	const char *const models[] = {"H10", ""};

	for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
		struct strap s;

		strap_init(&s, models[i]);
		s.rate_hz = 130.045;
		s.clock_ahead = 0.019;
		s.delay_s = 2;
		g_assert_cmpuint(stream(&s, 3600), ==, 0);
		lose(&s, 40);
		g_assert_cmpuint(stream(&s, 60), ==, 0);
		for (int lost = 0; lost < 100; lost++) {
			lose(&s, 0.5);
			g_assert_cmpuint(stream(&s, 2), ==, 0);
		}
		strap_clear(&s);
	}
}

/* Switched off and on, its clock begins again in 2019: only a new connection may do so. */
static void test_new_connection(void)
{
	struct strap s;

	strap_init(&s, "H10");
	g_assert_cmpuint(stream(&s, 600), ==, 0);
	lose(&s, 1000);
	trust_stream_begin(&s.checks);
	s.origin_ns -= (uint64_t)(s.true_s * 1e9);
	g_assert_cmpuint(stream(&s, 600), ==, 0);
	s.origin_ns -= (uint64_t)(s.true_s * 1e9);
	g_assert_cmpuint(stream(&s, 60), ==, TRUST_REASON_TIME);
	g_assert_cmpuint(stream(&s, 60), ==, 0);
	strap_clear(&s);
}

/* Every sample no arrival: a private bus in virtual time. */
static void test_without_arrival(void)
{
	struct strap s;
	struct ecg_block block;

	strap_init(&s, "H10");
	for (int i = 0; i < 2000; i++) {
		next_block(&s, &block);
		g_assert_cmpuint(trust_stream_ecg(&s.checks, &block, 0), ==, 0);
	}
	strap_clear(&s);
}

/* A frame of another source between the true ones: its stamp lies between theirs. */
static void test_injected_frame(void)
{
	struct strap s;
	struct ecg_block block, forged;
	unsigned reasons = 0;

	strap_init(&s, "H10");
	g_assert_cmpuint(stream(&s, 120), ==, 0);
	next_block(&s, &forged);
	s.true_s -= 0.3; /* the true strap knows nothing of it */
	next_block(&s, &block);
	forged.device_ns = block.device_ns - 250 * NS_PER_MS;
	reasons |= trust_stream_ecg(&s.checks, &forged, arrival_ns(&s));
	reasons |= trust_stream_ecg(&s.checks, &block, arrival_ns(&s));
	g_assert_cmpuint(reasons, ==, TRUST_REASON_TIME);
	strap_clear(&s);
}

/* The clock runs with the samples, but not with the hub's: a recording played 6 % too fast. */
static void test_played_fast(void)
{
	struct strap s;

	strap_init(&s, "H10");
	g_assert_cmpuint(stream(&s, 1200), ==, 0);
	s.clock_ahead = 0.06;
	s.origin_ns -= (uint64_t)(s.true_s * 0.06e9);
	s.rate_hz = 130 * 1.06;
	g_assert_cmpuint(stream(&s, 120), ==, TRUST_REASON_TIME);
	strap_clear(&s);
}

/* Stamps go with the hub's clock, but there are too few or too many samples between them. */
static void test_wrong_rate(void)
{
	const double rates[] = {130 * 0.93, 130 * 1.07};

	for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
		struct strap s;

		strap_init(&s, "H10");
		s.rate_hz = rates[i];
		g_assert_cmpuint(stream(&s, 60), ==, TRUST_REASON_RATE);
		strap_clear(&s);
	}
}

/* A generator that rounds to whole microvolts. */
static void test_wrong_steps(void)
{
	struct strap s;

	strap_init(&s, "H10");
	s.whole_uv = true;
	g_assert_cmpuint(stream(&s, 10), ==, TRUST_REASON_QUANTISATION);
	s.whole_uv = false;
	g_assert_cmpuint(stream(&s, 20), ==, TRUST_REASON_QUANTISATION); /* still held */
	g_assert_cmpuint(stream(&s, 60), ==, 0);
	strap_clear(&s);
}

/* The same with a strap whose steps nobody knew, after some minutes of it. */
static void test_learned_steps(void)
{
	struct strap s;

	strap_init(&s, "");
	g_assert_cmpuint(stream(&s, 600), ==, 0);
	s.whole_uv = true;
	g_assert_cmpuint(stream(&s, 60), ==, TRUST_REASON_QUANTISATION);
	strap_clear(&s);
}

/* A wearable that gives every whole number is never off its grid. */
static void test_no_steps(void)
{
	struct strap s;

	strap_init(&s, "");
	s.whole_uv = true;
	g_assert_cmpuint(stream(&s, 1800), ==, 0);
	strap_clear(&s);
}

static int32_t *record(struct strap *s, size_t count)
{
	int32_t *value = g_new(int32_t, count);

	for (size_t i = 0; i < count; i++)
		value[i] = next_value(s);
	return value;
}

/* What the strap itself sent ten minutes ago, with new stamps, beginning anywhere. */
static void test_replay(void)
{
	for (size_t seconds = 5; seconds <= 20; seconds += 5) {
		struct strap s;
		struct ecg_block block;
		int32_t *kept;
		size_t count = seconds * 130;

		strap_init(&s, "H10");
		g_assert_cmpuint(stream(&s, 100), ==, 0);
		kept = record(&s, count);
		for (size_t at = 0; at + FRAME <= count; at += FRAME) {
			next_block(&s, &block);
			memcpy(block.uv, kept + at, FRAME * sizeof *kept);
			g_assert_cmpuint(trust_stream_ecg(&s.checks, &block, arrival_ns(&s)), ==,
					 0);
		}
		g_assert_cmpuint(stream(&s, 600), ==, 0);
		s.record = kept + 17;
		s.recorded = count - 17 - count % FRAME;
		g_assert_cmpuint(stream(&s, (double)s.recorded / 130 - 0.5), ==,
				 TRUST_REASON_REPLAY);
		s.record = NULL;
		g_assert_cmpuint(stream(&s, 15) & ~(unsigned)TRUST_REASON_REPLAY, ==, 0);
		g_assert_cmpuint(stream(&s, 60), ==, 0);
		g_free(kept);
		strap_clear(&s);
	}
}

/* A recording that begins again as soon as it is over. */
static void test_loop(void)
{
	struct strap s, original;

	strap_init(&original, "H10");
	strap_init(&s, "H10");
	s.recorded = 60 * 130;
	s.record = record(&original, s.recorded);
	g_assert_cmpuint(stream(&s, 59), ==, 0);
	g_assert_cmpuint(stream(&s, 10), ==, TRUST_REASON_REPLAY);
	g_free(s.record);
	strap_clear(&s);
	strap_clear(&original);
}

/* No electrode, a converter at its end, and one that wavers between two values: not living, but no
 * replay either. */
static void test_silence(void)
{
	struct strap s;
	GRand *rand = g_rand_new_with_seed(4);
	int32_t *value = g_new0(int32_t, 60 * 130);

	strap_init(&s, "H10");
	s.record = value;
	s.recorded = 60 * 130;
	g_assert_cmpuint(stream(&s, 120), ==, 0);
	for (size_t i = 0; i < s.recorded; i++)
		value[i] = 18697;
	g_assert_cmpuint(stream(&s, 120), ==, 0);
	s.recorded = 7919;
	value = g_renew(int32_t, value, s.recorded);
	s.record = value;
	for (int minute = 0; minute < 5; minute++) {
		for (size_t i = 0; i < s.recorded; i++)
			value[i] = g_rand_boolean(rand) ? 2 : 0;
		g_assert_cmpuint(stream(&s, 60), ==, 0);
	}
	g_rand_free(rand);
	g_free(value);
	strap_clear(&s);
}

static void fill_wave(struct wave_block *block, GRand *rand)
{
	block->quantity = QUANTITY_ACCELERATION;
	block->channels = 3;
	block->scale = 0.00980665;
	block->count = 36;
	for (int i = 0; i < 36 * 3; i++)
		block->raw[i] = (i % 3 == 2 ? 1000 : 0) + g_rand_int_range(rand, -8, 9);
}

/* Acceleration with stamps, and without any. */
static void test_wave(void)
{
	for (int timed = 0; timed < 2; timed++) {
		struct trust_stream checks;
		struct wave_block block = {.rate_mhz = 200000, .has_time = timed};
		struct wave_block kept[40];
		GRand *rand = g_rand_new_with_seed(3);
		unsigned reasons = 0;

		trust_stream_init(&checks, &trust_stream_settings_default);
		for (int i = 0; i < 2000; i++) {
			fill_wave(&block, rand);
			block.device_ns += 180 * (uint64_t)NS_PER_MS;
			kept[(guint)i % G_N_ELEMENTS(kept)] = block;
			g_assert_cmpuint(
			    trust_stream_wave(&checks, &block, (5000 + i * 180) * NS_PER_MS), ==,
			    0);
		}
		for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
			kept[i].device_ns = block.device_ns += 180 * (uint64_t)NS_PER_MS;
			reasons |= trust_stream_wave(&checks, &kept[i],
						     (5000 + (2000 + (int)i) * 180) * NS_PER_MS);
		}
		g_assert_cmpuint(reasons, ==, TRUST_REASON_REPLAY);
		g_rand_free(rand);
	}
}

/* Flags come again and again, and one of them for the first time after an hour. */
static unsigned check_flags(enum quantity quantity)
{
	g_autofree struct trust_stream *checks = g_new(struct trust_stream, 1);
	struct wave_block block = {.quantity = quantity, .rate_mhz = 130000, .has_time = true};
	unsigned reasons = 0;

	g_assert_cmpint(trust_stream_init(checks, &trust_stream_settings_default), ==, 0);
	block.channels = 2;
	block.count = FRAME;
	for (int i = 0; i < 600; i++) {
		for (int k = 0; k < 2 * FRAME; k++)
			block.raw[k] = i == 500 && k > FRAME ? 2 : k / 2 % 20 == i % 20 ? 3 : k % 2;
		block.device_ns = (uint64_t)(i + 1) * FRAME * UINT64_C(1000000000) / 130;
		reasons |= trust_stream_wave(checks, &block, (int64_t)block.device_ns);
	}
	return reasons;
}

static void test_flags(void)
{
	g_assert_cmpuint(check_flags(QUANTITY_ECG_STATUS), ==, 0);
	g_assert_cmpuint(check_flags(QUANTITY_ACCELERATION), !=, 0);
}

/* Twice as many samples as the stream is to have, and no stamps to tell. */
static void test_wave_too_fast(void)
{
	struct trust_stream checks;
	struct wave_block block = {.rate_mhz = 200000};
	GRand *rand = g_rand_new_with_seed(3);
	unsigned reasons = 0;

	trust_stream_init(&checks, &trust_stream_settings_default);
	for (int i = 0; i < 2000; i++) {
		fill_wave(&block, rand);
		reasons |= trust_stream_wave(&checks, &block, (5000 + i * 90) * NS_PER_MS);
	}
	g_assert_cmpuint(reasons, ==, TRUST_REASON_RATE);
	g_rand_free(rand);
}

static void test_nonsense(void)
{
	struct trust_stream_settings settings = trust_stream_settings_default;
	struct trust_stream s;
	struct ecg_block ecg = {.rate_mhz = RATE_MHZ, .count = ECG_BLOCK_MAX + 1};
	struct wave_block wave = {.count = WAVE_VALUES_MAX, .channels = 2};

	settings.replay.window_ms = 0;
	g_assert_cmpint(trust_stream_init(&s, &settings), ==, -EINVAL);
	settings = trust_stream_settings_default;
	settings.grid.step = NAN;
	g_assert_cmpint(trust_stream_init(&s, &settings), ==, -EINVAL);
	g_assert_cmpint(trust_stream_init(&s, &trust_stream_settings_default), ==, 0);
	g_assert_cmpuint(trust_stream_ecg(&s, &ecg, 1), ==, 0);
	g_assert_cmpuint(trust_stream_wave(&s, &wave, 1), ==, 0);
}

/* Every count of the converter is on its grid, and so many whole numbers are not. */
static void test_grid(void)
{
	int on = 0; /* 4381 counts reach 10 mV */

	for (int k = -8192; k < 8192; k++)
		g_assert_true(grid_has(H10_STEP_UV, (int32_t)(k * H10_STEP_UV)));
	for (int32_t uv = -10000; uv <= 10000; uv++)
		on += grid_has(H10_STEP_UV, uv);
	g_assert_cmpint(on, ==, 2 * 4381 + 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/trust-stream/clean", test_clean);
	g_test_add_func("/trust-stream/new-connection", test_new_connection);
	g_test_add_func("/trust-stream/without-arrival", test_without_arrival);
	g_test_add_func("/trust-stream/injected-frame", test_injected_frame);
	g_test_add_func("/trust-stream/played-fast", test_played_fast);
	g_test_add_func("/trust-stream/wrong-rate", test_wrong_rate);
	g_test_add_func("/trust-stream/wrong-steps", test_wrong_steps);
	g_test_add_func("/trust-stream/learned-steps", test_learned_steps);
	g_test_add_func("/trust-stream/no-steps", test_no_steps);
	g_test_add_func("/trust-stream/replay", test_replay);
	g_test_add_func("/trust-stream/loop", test_loop);
	g_test_add_func("/trust-stream/silence", test_silence);
	g_test_add_func("/trust-stream/wave", test_wave);
	g_test_add_func("/trust-stream/flags", test_flags);
	g_test_add_func("/trust-stream/wave-too-fast", test_wave_too_fast);
	g_test_add_func("/trust-stream/nonsense", test_nonsense);
	g_test_add_func("/trust-stream/grid", test_grid);
	return g_test_run();
}
