/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as motion whose repetitions are counted, and as beats, grades and rates of a heart-rate
 * zone: nothing breaks, what is counted is in order of time, and every second is counted once.
 *
 * The first byte chooses: even = motion, odd = a zone.
 */
#include "health-models/rehab/free/free_count.h"
#include "health-models/rehab/heart/hr_zone.h"

#include "common/bytes.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_finals(struct free_count *c)
{
	unsigned count = free_count_finish(c);

	for (unsigned i = 0; i < count && i < FREE_COUNT_MAX; i++) {
		struct free_repetition r = free_count_final(c, i);

		if (r.end_ns < r.start_ns || r.turn_ns < r.start_ns || r.turn_ns > r.end_ns)
			abort();
		if (i > 0 && r.turn_ns < free_count_final(c, i - 1).turn_ns)
			abort();
	}
}

/* u16 steps of 10 ms, three bytes of acceleration, three of angular rate; 255 255 leaps by a day.
 */
static void count_motion(struct byte_reader *r)
{
	static struct free_count c;
	struct imu_sample sample = {.has = IMU_ACCELERATION | IMU_ANGULAR_RATE};
	struct free_repetition told;

	free_count_init(&c, 0);
	while (byte_reader_left(r) >= 8) {
		int64_t step = get_u16(r);

		sample.t_ns +=
		    step == UINT16_MAX ? INT64_C(86400000000000) : step % 64 * INT64_C(10000000);
		for (unsigned i = 0; i < 3; i++)
			sample.acc_ms2[i] = (float)get_u8(r) / 8 - 16;
		for (unsigned i = 0; i < 3; i++)
			sample.gyr_rads[i] = (float)get_u8(r) / 16 - 8;
		if (free_count_push(&c, &sample) > 0)
			while (free_count_get(&c, &told))
				if (told.end_ns < told.start_ns)
					abort();
	}
	check_finals(&c);
}

/* u8 what, u8 seconds / 16 on, f32 value. */
static void count_seconds(struct byte_reader *r)
{
	struct hr_zone z;
	int64_t t_ns = 0;
	const struct hr_zone_times *t;

	hr_zone_init(&z, &(struct hr_zone_limits){100, 130, 160}, 0);
	while (byte_reader_left(r) >= 6) {
		unsigned what = get_u8(r);
		float value;

		t_ns += get_u8(r) * INT64_C(62500000);
		value = get_f32(r);
		if (what % 4 == 0)
			hr_zone_add_grade(&z, t_ns, (enum signal_quality)(what / 4 % 4));
		else if (what % 4 == 1)
			hr_zone_add_rate(&z, t_ns, (struct hr_rate){value, (float)what / 255});
		else if (what % 4 == 2)
			hr_zone_add_steps(&z, t_ns, value);
		else
			hr_zone_add_beat(&z, t_ns, value);
	}
	hr_zone_finish(&z, t_ns);
	t = hr_zone_get(&z);
	if ((int64_t)(t->below_s + t->in_s + t->above_s + t->unknown_s) !=
	    t_ns / INT64_C(1000000000))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	if (size == 0)
		return 0;
	if (get_u8(&r) % 2 == 0)
		count_motion(&r);
	else
		count_seconds(&r);
	return 0;
}
