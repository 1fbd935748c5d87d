/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/clock_time.h"
#include "ble/codec/sfloat.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <math.h>

static const struct {
	uint16_t bits;
	int exponent;
	double value;
} sfloats[] = {
    {0x008a, 0, 138},    {0xf0bd, -1, 18.9},     {0xf09f, -1, 15.9},  {0x0201, 0, 513},
    {0xfe01, -1, -51.1}, {0x02ff, 0, 767},       {0x100c, 1, 120},    {0xe4d2, -2, 12.34},
    {0x0000, 0, 0},      {0x07fd, 0, 2045},      {0x0803, 0, -2045},  {0x7001, 7, 1e7},
    {0x8001, -8, 1e-8},  {0x8803, -8, -2045e-8}, {0x77fd, 7, 2045e7},
};

static const struct {
	uint32_t bits;
	int exponent;
	double value;
} floats[] = {
    {0xfe000eb0, -2, 37.60},   {0xff000170, -1, 36.8},      {0x04030201, 4, 1.97121e9},
    {0xfc03fe01, -4, 26.1633}, {0x04fd02ff, 4, -1.95841e9}, {0x007ffffd, 0, 8388605},
    {0x00800003, 0, -8388605}, {0x7f000001, 127, 1e127},    {0x80000001, -128, 1 / 1e128},
};

static void test_sfloat(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sfloats); i++) {
		double value = NAN;
		uint16_t bits = 0;

		g_assert_cmpint(sfloat_decode(sfloats[i].bits, &value), ==, SFLOAT_VALUE);
		/* Not nearly: the double that the decimal number in the table has. */
		g_assert_true(value == sfloats[i].value);
		g_assert_cmpint(sfloat_encode(SFLOAT_VALUE, value, sfloats[i].exponent, &bits), ==,
				0);
		g_assert_cmphex(bits, ==, sfloats[i].bits);
	}
}

static void test_float(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(floats); i++) {
		double value = NAN;
		uint32_t bits = 0;

		g_assert_cmpint(medical_float_decode(floats[i].bits, &value), ==, SFLOAT_VALUE);
		g_assert_true(value == floats[i].value);
		g_assert_cmpint(
		    medical_float_encode(SFLOAT_VALUE, value, floats[i].exponent, &bits), ==, 0);
		g_assert_cmphex(bits, ==, floats[i].bits);
	}
}

static void test_no_number(void)
{
	static const struct {
		enum sfloat_class class;
		uint16_t bits;
		uint32_t float_bits;
	} table[] = {
	    {SFLOAT_NAN, 0x07ff, 0x007fffff},           {SFLOAT_NRES, 0x0800, 0x00800000},
	    {SFLOAT_PLUS_INFINITY, 0x07fe, 0x007ffffe}, {SFLOAT_MINUS_INFINITY, 0x0802, 0x00800002},
	    {SFLOAT_RESERVED, 0x0801, 0x00800001},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		double value = 7;
		uint32_t float_bits;
		uint16_t bits;

		g_assert_cmpint(sfloat_decode(table[i].bits, &value), ==, table[i].class);
		g_assert_cmpint(sfloat_decode(table[i].bits | 0xf000, &value), ==, table[i].class);
		g_assert_cmpint(medical_float_decode(table[i].float_bits, &value), ==,
				table[i].class);
		g_assert_cmpint(medical_float_decode(table[i].float_bits | 0xff000000, &value), ==,
				table[i].class);
		g_assert_cmpfloat(value, ==, 7);
		g_assert_cmpint(sfloat_encode(table[i].class, 0, 3, &bits), ==, 0);
		g_assert_cmphex(bits, ==, table[i].bits);
		g_assert_cmpint(medical_float_encode(table[i].class, 0, 3, &float_bits), ==, 0);
		g_assert_cmphex(float_bits, ==, table[i].float_bits);
	}
}

static void test_encode_rounds(void)
{
	uint16_t bits;

	g_assert_cmpint(sfloat_encode(SFLOAT_VALUE, 36.649, -1, &bits), ==, 0);
	g_assert_cmphex(bits, ==, 0xf16e); /* 36.6 */
	g_assert_cmpint(sfloat_encode(SFLOAT_VALUE, -36.66, -1, &bits), ==, 0);
	g_assert_cmphex(bits, ==, 0xfe91); /* -36.7 */
}

static void test_encode_has_no_room(void)
{
	static const double values[] = {2046, -2046, 1e300, -1e300, INFINITY, -INFINITY, NAN};
	uint32_t float_bits;
	uint16_t bits;

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		g_assert_cmpint(sfloat_encode(SFLOAT_VALUE, values[i], 0, &bits), ==, -ERANGE);
		g_assert_cmpint(medical_float_encode(SFLOAT_VALUE, values[i], -4, &float_bits), ==,
				-ERANGE);
	}
	g_assert_cmpint(sfloat_encode(SFLOAT_VALUE, 1, 8, &bits), ==, -ERANGE);
	g_assert_cmpint(sfloat_encode(SFLOAT_VALUE, 1, -9, &bits), ==, -ERANGE);
	g_assert_cmpint(medical_float_encode(SFLOAT_VALUE, 1, 128, &float_bits), ==, -ERANGE);
	g_assert_cmpint(medical_float_encode(SFLOAT_VALUE, 1, -129, &float_bits), ==, -ERANGE);
}

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
	g_test_add_func("/sfloat/16-bits", test_sfloat);
	g_test_add_func("/sfloat/32-bits", test_float);
	g_test_add_func("/sfloat/no-number", test_no_number);
	g_test_add_func("/sfloat/encode-rounds", test_encode_rounds);
	g_test_add_func("/sfloat/encode-has-no-room", test_encode_has_no_room);
	g_test_add_func("/clock-time/golden", test_clock);
	g_test_add_func("/clock-time/cut", test_clock_cut);
	g_test_add_func("/clock-time/of-seconds", test_clock_of_seconds);
	return g_test_run();
}
