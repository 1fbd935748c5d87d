/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as samples of a set, as its saved state and as a reference: nothing breaks, whatever is
 * counted has its times in order, and what was decoded goes on.
 *
 * The first byte chooses: its two lowest bits what the rest is.
 */
#include "health-models/rehab/set/exercise_set.h"

#include "common/bytes.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rep_reference usual(void)
{
	struct rep_reference r = {.rest_gravity = {1, 0, 0},
				  .axis = {0, 0, 1},
				  .repetitions = 1,
				  .rom_deg = 60,
				  .rom_spread_deg = 6,
				  .duration_s = 2,
				  .duration_spread_s = 0.3F,
				  .concentric_s = 1,
				  .eccentric_s = 1,
				  .peak_speed_rads = 1,
				  .smoothness_sparc = -1.5F,
				  .smoothness_spread = 0.2F,
				  .compensation_spread_deg = 5};

	for (int i = 0; i < REP_CURVE_POINTS; i++) {
		r.curve[i] = sinf(3.1416F * (float)i / (REP_CURVE_POINTS - 1));
		r.curve_spread[i] = 0.05F;
	}
	return r;
}

static void get_all(struct exercise_set *set)
{
	struct set_event event;

	while (exercise_set_get(set, &event))
		if (event.kind == SET_REPETITION &&
		    (event.repetition.end_ns < event.repetition.start_ns ||
		     event.repetition.turn_ns < event.repetition.start_ns))
			abort();
}

/* u8 time step in 4 ms, u8 flags, then three angles or raw floats. */
static void push_samples(struct exercise_set *set, struct byte_reader *r)
{
	struct imu_sample sample = {.t_ns = 0};

	while (byte_reader_left(r) >= 8) {
		unsigned flags;

		sample.t_ns += get_u8(r) * INT64_C(4000000);
		flags = get_u8(r);
		sample.has = flags & 3;
		for (int i = 0; i < 3; i++) {
			int16_t value = (int16_t)get_u16(r);

			sample.acc_ms2[i] = (float)value / (flags & 4 ? 1 : 2000);
			sample.gyr_rads[i] = (float)value / (flags & 8 ? 10 : 8000);
		}
		if (flags == 255)
			sample.acc_ms2[0] = NAN;
		exercise_set_push(set, flags & 16 ? SET_SENSOR_TRUNK : SET_SENSOR_LIMB, &sample);
		get_all(set);
	}
	exercise_set_finish(set);
	get_all(set);
}

static void decode_reference(const uint8_t *data, size_t size, struct exercise_set *set)
{
	struct rep_reference reference;
	struct byte_reader none;

	byte_reader_init(&none, data, size);
	if (rep_reference_decode(REP_REFERENCE_VERSION, data, size, &reference) == 0 &&
	    exercise_set_init(set, &exercise_default, &reference, 52) == 0)
		push_samples(set, &none);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exercise_set *set = malloc(sizeof *set);
	const struct rep_reference reference = usual();
	struct exercise exercise = exercise_default;
	struct byte_reader r;

	if (!set || size < 1) {
		free(set);
		return 0;
	}
	byte_reader_init(&r, data + 1, size - 1);
	exercise.signal = (enum exercise_signal)(1 + (data[0] >> 2) % 3);
	if (exercise_set_init(set, &exercise, data[0] & 128 ? NULL : &reference, 52) < 0)
		abort();
	switch (data[0] & 3) {
	case 0:
		decode_reference(data + 1, size - 1, set);
		break;
	case 1:
		exercise_set_decode(set, EXERCISE_SET_VERSION, data + 1, size - 1);
		push_samples(set, &r);
		break;
	default:
		push_samples(set, &r);
		break;
	}
	free(set);
	return 0;
}
