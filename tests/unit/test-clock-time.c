/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/clock_time.h"

#include "tests/unit/assert-bytes.h"

struct moment {
	uint8_t bytes[CLOCK_TIME_SIZE];
	bool is_one;
	struct clock_time clock;
};

static const struct moment moments[] = {
    {{0xe2, 0x07, 4, 17, 15, 51, 0}, true, {2018, 4, 17, 15, 51, 0}},
    {{0, 0, 0, 0, 0x12, 0x1a, 0x20}, true, {0, 0, 0, 18, 26, 32}},
    {{0, 0, 2, 29, 0, 0, 0}, true, {0, 2, 29, 0, 0, 0}},
    {{0x2e, 0x06, 12, 31, 23, 59, 59}, true, {1582, 12, 31, 23, 59, 59}},
    {{0xd0, 0x07, 2, 29, 0, 0, 0}, true, {2000, 2, 29, 0, 0, 0}},
    {{0x6c, 0x07, 2, 29, 0, 0, 0}, false, {0}}, /* 1900 was no leap year */
    {{0xe9, 0x07, 2, 29, 0, 0, 0}, false, {0}},
    {{0xea, 0x07, 4, 31, 0, 0, 0}, false, {0}},
    {{0xea, 0x07, 13, 1, 0, 0, 0}, false, {0}},
    {{0xea, 0x07, 12, 32, 0, 0, 0}, false, {0}},
    {{0xea, 0x07, 12, 31, 24, 0, 0}, false, {0}},
    {{0xea, 0x07, 12, 31, 23, 60, 0}, false, {0}},
    {{0xea, 0x07, 12, 31, 23, 59, 60}, false, {0}},
    {{0x2d, 0x06, 1, 1, 0, 0, 0}, false, {0}},
    {{0x10, 0x27, 1, 1, 0, 0, 0}, false, {0}},
};

static void assert_clock(const struct clock_time *clock, const struct clock_time *expected)
{
	g_assert_cmpuint(clock->year, ==, expected->year);
	g_assert_cmpuint(clock->month, ==, expected->month);
	g_assert_cmpuint(clock->day, ==, expected->day);
	g_assert_cmpuint(clock->hour, ==, expected->hour);
	g_assert_cmpuint(clock->minute, ==, expected->minute);
	g_assert_cmpuint(clock->second, ==, expected->second);
}

static void test_clock(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(moments); i++) {
		const struct moment *m = &moments[i];
		struct clock_time clock = {.year = 1234};
		uint8_t written[CLOCK_TIME_SIZE];
		struct byte_reader r;
		struct byte_writer w;

		byte_reader_init(&r, m->bytes, sizeof m->bytes);
		g_assert_cmpint(clock_time_decode(&r, &clock), ==, m->is_one);
		g_assert_cmpuint(r.at, ==, CLOCK_TIME_SIZE);
		if (!m->is_one) {
			g_assert_cmpuint(clock.year, ==, 1234);
			continue;
		}
		assert_clock(&clock, &m->clock);
		byte_writer_init(&w, written, sizeof written);
		clock_time_encode(&clock, &w);
		g_assert_false(w.failed);
		assert_bytes(written, w.at, m->bytes, sizeof m->bytes);
	}
}

static void test_clock_cut(void)
{
	for (size_t size = 0; size < CLOCK_TIME_SIZE; size++) {
		struct clock_time clock;
		struct byte_reader r;

		byte_reader_init(&r, moments[0].bytes, size);
		g_assert_false(clock_time_decode(&r, &clock));
		g_assert_true(r.failed);
	}
}

static void test_clock_of_seconds(void)
{
	static const struct {
		int64_t seconds;
		struct clock_time clock;
	} table[] = {
	    {0, {2000, 1, 1, 0, 0, 0}},
	    {86399, {2000, 1, 1, 23, 59, 59}},
	    {5097600, {2000, 2, 29, 0, 0, 0}},
	    {31622399, {2000, 12, 31, 23, 59, 59}},
	    {848618272, {2026, 11, 21, 23, 17, 52}},
	    {3160857600, {2100, 3, 1, 0, 0, 0}},
	    {252455615999, {9999, 12, 31, 23, 59, 59}},
	};
	struct clock_time clock = {.year = 1234};

	g_assert_false(clock_time_of_seconds(-1, &clock));
	g_assert_false(clock_time_of_seconds(252455616000, &clock));
	g_assert_cmpuint(clock.year, ==, 1234);
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_assert_true(clock_time_of_seconds(table[i].seconds, &clock));
		assert_clock(&clock, &table[i].clock);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clock-time/golden", test_clock);
	g_test_add_func("/clock-time/cut", test_clock_cut);
	g_test_add_func("/clock-time/of-seconds", test_clock_of_seconds);
	return g_test_run();
}
