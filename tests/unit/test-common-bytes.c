/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/bytes.h"

#include "tests/unit/assert-bytes.h"

#include <glib.h>
#include <math.h>

static void test_layout(void)
{
	static const uint8_t expected[] = {
	    0x12, 0x34, 0x12, 0xff, 0xff, 0x7f, 0x00, 0x00, 0x80, 0xef, 0xbe,
	    0xad, 0xde, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
	};
	uint8_t bytes[sizeof expected];
	struct byte_writer w;

	byte_writer_init(&w, bytes, sizeof bytes);
	put_u8(&w, 0x12);
	put_u16(&w, 0x1234);
	put_i24(&w, 0x7fffff);
	put_i24(&w, -0x800000);
	put_u32(&w, 0xdeadbeef);
	put_u64(&w, UINT64_C(0x0102030405060708));
	g_assert_false(w.failed);
	assert_bytes(bytes, w.at, expected, sizeof expected);
}

static void test_round_trip(void)
{
	static const int32_t values[] = {0, 1, -1, 0x7fffff, -0x800000, 0x123456, -0x123456};
	uint8_t bytes[64];
	struct byte_writer w;
	struct byte_reader r;

	byte_writer_init(&w, bytes, sizeof bytes);
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		put_i24(&w, values[i]);
	put_f32(&w, -0.15625f);
	put_f64(&w, 1.0 / 3.0);
	put_f64(&w, (double)NAN);
	byte_reader_init(&r, bytes, w.at);
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		g_assert_cmpint(get_i24(&r), ==, values[i]);
	g_assert_cmpfloat(get_f32(&r), ==, -0.15625f);
	g_assert_cmpfloat(get_f64(&r), ==, 1.0 / 3.0);
	g_assert_true(isnan(get_f64(&r)));
	g_assert_false(r.failed);
	g_assert_cmpuint(byte_reader_left(&r), ==, 0);
}

static void test_reader_end(void)
{
	static const uint8_t bytes[3] = {1, 2, 3};
	struct byte_reader r;

	byte_reader_init(&r, bytes, sizeof bytes);
	g_assert_cmpuint(get_u16(&r), ==, 0x0201);
	g_assert_cmpuint(get_u16(&r), ==, 0);
	g_assert_true(r.failed);
	/* It stays failed, although one byte is left. */
	g_assert_cmpuint(get_u8(&r), ==, 0);
	g_assert_cmpuint(byte_reader_left(&r), ==, 0);
	g_assert_null(byte_reader_skip(&r, 0));
}

static void test_reader_skip(void)
{
	static const uint8_t bytes[3] = {1, 2, 3};
	struct byte_reader r;

	byte_reader_init(&r, bytes, sizeof bytes);
	g_assert_true(byte_reader_skip(&r, 2) == bytes);
	g_assert_cmpuint(byte_reader_left(&r), ==, 1);
	g_assert_null(byte_reader_skip(&r, SIZE_MAX));
	g_assert_true(r.failed);
	byte_reader_init(&r, NULL, 0);
	g_assert_cmpuint(get_u64(&r), ==, 0);
	g_assert_true(r.failed);
}

static void test_writer_end(void)
{
	uint8_t bytes[4] = {0xaa, 0xaa, 0xaa, 0xaa};
	struct byte_writer w;

	byte_writer_init(&w, bytes, 3);
	put_u16(&w, 0x0102);
	put_u16(&w, 0x0304);
	g_assert_true(w.failed);
	put_u8(&w, 5);
	g_assert_cmpuint(w.at, ==, 2);
	g_assert_cmpuint(bytes[2], ==, 0xaa);
	g_assert_cmpuint(bytes[3], ==, 0xaa);
}

static void test_i24_range(void)
{
	static const int32_t values[] = {0x800000, -0x800001, INT32_MAX, INT32_MIN};

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		uint8_t bytes[3];
		struct byte_writer w;

		byte_writer_init(&w, bytes, sizeof bytes);
		put_i24(&w, values[i]);
		g_assert_true(w.failed);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/bytes/layout", test_layout);
	g_test_add_func("/bytes/round-trip", test_round_trip);
	g_test_add_func("/bytes/reader-end", test_reader_end);
	g_test_add_func("/bytes/reader-skip", test_reader_skip);
	g_test_add_func("/bytes/writer-end", test_writer_end);
	g_test_add_func("/bytes/i24-range", test_i24_range);
	return g_test_run();
}
