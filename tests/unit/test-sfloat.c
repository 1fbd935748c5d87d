/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/sfloat.h"

#include <errno.h>
#include <glib.h>
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sfloat/16-bits", test_sfloat);
	g_test_add_func("/sfloat/32-bits", test_float);
	g_test_add_func("/sfloat/no-number", test_no_number);
	g_test_add_func("/sfloat/encode-rounds", test_encode_rounds);
	g_test_add_func("/sfloat/encode-has-no-room", test_encode_has_no_room);
	return g_test_run();
}
