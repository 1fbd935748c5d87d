/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs of waves, readings and intervals: the same for ever, and nothing a liar can do. */
#include "common/intervals_record.h"
#include "common/reading_record.h"
#include "common/wave_record.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

enum { VALUES = 6, BLOB_MAX = 1024 };

static const struct wave_record wave = {.quantity = QUANTITY_ACCELERATION,
					.channels = 3,
					.has_time = true,
					.rate_mhz = 52000,
					.scale = 0.5,
					.samples = 2};

static void check_wave(const int32_t *raw, guint width)
{
	uint8_t blob[BLOB_MAX];
	int32_t out[VALUES];
	struct wave_record w;
	long size = wave_record_encode(&wave, raw, blob, sizeof blob);

	g_assert_cmpint(size, ==, WAVE_RECORD_HEADER_SIZE + VALUES * (long)width);
	g_assert_cmpint(wave_record_decode(1, blob, (size_t)size, &w, out, VALUES), ==, VALUES);
	g_assert_cmpint(w.quantity, ==, QUANTITY_ACCELERATION);
	g_assert_cmpint(w.channels, ==, 3);
	g_assert_true(w.has_time);
	g_assert_false(w.is_float);
	g_assert_cmpuint(w.rate_mhz, ==, 52000);
	g_assert_cmpfloat(w.scale, ==, 0.5);
	g_assert_cmpuint(w.samples, ==, 2);
	for (int i = 0; i < VALUES; i++)
		g_assert_cmpint(out[i], ==, raw[i]);
}

static void test_wave_widths(void)
{
	check_wave((const int32_t[]){0, 1, -1, INT8_MAX, INT8_MIN, 5}, 1);
	check_wave((const int32_t[]){0, INT8_MAX + 1, -1, INT16_MAX, INT16_MIN, 5}, 2);
	check_wave((const int32_t[]){0, INT16_MIN - 1, -1, 0x7fffff, -0x800000, 5}, 3);
	check_wave((const int32_t[]){0, 0x800000, -1, INT32_MAX, INT32_MIN, 5}, 4);
}

static void test_wave_golden(void)
{
	static const int32_t raw[VALUES] = {1, -1, 2, -2, 300, -300};
	static const uint8_t expected[] = {
	    1, 0, 3, 2, 0x20, 0xcb, 0,    0,    0, 0, 0,    0,    0,    0,    0xe0, 0x3f, 2,
	    0, 0, 0, 2, 1,    0,    0xff, 0xff, 2, 0, 0xfe, 0xff, 0x2c, 0x01, 0xd4, 0xfe};
	uint8_t blob[BLOB_MAX];
	long size = wave_record_encode(&wave, raw, blob, sizeof blob);

	assert_bytes(blob, size, expected, sizeof expected);
}

static void test_wave_float(void)
{
	struct wave_record w = wave;
	const float number = -1.25F;
	int32_t raw[VALUES] = {0};

	memcpy(&raw[0], &number, sizeof number);
	w.is_float = true;
	g_assert_cmpfloat(wave_record_value(&w, raw[0]), ==, -0.625);
	g_assert_cmpfloat(wave_record_value(&wave, -3), ==, -1.5);
}

static void test_wave_errors(void)
{
	static const int32_t raw[VALUES] = {0};
	struct wave_record bad = wave, w;
	uint8_t blob[BLOB_MAX];
	int32_t out[VALUES];
	size_t size = (size_t)wave_record_encode(&wave, raw, blob, sizeof blob);

	g_assert_cmpint(wave_record_encode(&wave, raw, blob, size - 1), ==, -ENOBUFS);
	g_assert_cmpint(wave_record_decode(2, blob, size, &w, out, VALUES), ==, -EPROTONOSUPPORT);
	g_assert_cmpint(wave_record_decode(1, blob, size, &w, out, VALUES - 1), ==, -ENOBUFS);
	g_assert_cmpint(wave_record_decode(1, blob, size + 1, &w, out, VALUES), ==, -EBADMSG);
	for (size_t cut = 0; cut < size; cut++)
		g_assert_cmpint(wave_record_decode(1, blob, cut, &w, out, VALUES), ==, -EBADMSG);
	blob[20] = 5; /* width */
	g_assert_cmpint(wave_record_decode(1, blob, size, &w, out, VALUES), ==, -EBADMSG);
	bad.channels = 0;
	g_assert_cmpint(wave_record_encode(&bad, raw, blob, sizeof blob), ==, -EINVAL);
	bad.channels = WAVE_CHANNELS_MAX + 1;
	g_assert_cmpint(wave_record_encode(&bad, raw, blob, sizeof blob), ==, -EINVAL);
	bad = wave;
	bad.scale = NAN;
	g_assert_cmpint(wave_record_encode(&bad, raw, blob, sizeof blob), ==, -EINVAL);
}

static const struct reading_block pressure = {
    .questionable = true,
    .has_clock = true,
    .clock = {2026, 3, 1, 14, 30, 5},
    .user = 2,
    .status = 0x0102,
    .count = 2,
    .value = {{QUANTITY_SYSTOLIC, 128.0}, {QUANTITY_DIASTOLIC, 82.5}},
};

static void test_reading_round_trip(void)
{
	static const uint8_t expected[] = {6,    2,  2, 1,  0, 0, 0xea, 7, 3,    1,    14,  30,
					   5,    2,  0, 44, 0, 0, 0,    0, 0,    0,    0,   0x60,
					   0x40, 45, 0, 0,  0, 0, 0,    0, 0xa0, 0x54, 0x40};
	uint8_t blob[BLOB_MAX];
	struct reading_block read;
	long size = reading_record_encode(&pressure, blob, sizeof blob);

	assert_bytes(blob, size, expected, sizeof expected);
	g_assert_cmpint(reading_record_decode(1, blob, (size_t)size, &read), ==, 0);
	g_assert_false(read.measuring);
	g_assert_true(read.questionable);
	g_assert_cmpint(read.clock.year, ==, 2026);
	g_assert_cmpint(read.clock.second, ==, 5);
	g_assert_cmpint(read.user, ==, 2);
	g_assert_cmpuint(read.status, ==, 0x0102);
	g_assert_cmpint(read.count, ==, 2);
	g_assert_cmpint(read.value[1].quantity, ==, QUANTITY_DIASTOLIC);
	g_assert_cmpfloat(read.value[1].value, ==, 82.5);
}

static void test_reading_errors(void)
{
	struct reading_block bad = pressure, read;
	uint8_t blob[BLOB_MAX];
	size_t size = (size_t)reading_record_encode(&pressure, blob, sizeof blob);

	g_assert_cmpint(reading_record_decode(2, blob, size, &read), ==, -EPROTONOSUPPORT);
	g_assert_cmpint(reading_record_decode(1, blob, size + 1, &read), ==, -EBADMSG);
	for (size_t cut = 0; cut < size; cut++) {
		g_assert_cmpint(reading_record_decode(1, blob, cut, &read), ==, -EBADMSG);
		g_assert_cmpint(reading_record_encode(&pressure, blob, cut), ==, -ENOBUFS);
	}
	bad.value[0].value = INFINITY;
	g_assert_cmpint(reading_record_encode(&bad, blob, sizeof blob), ==, -EINVAL);
	bad = pressure;
	bad.count = READING_VALUES_MAX + 1;
	g_assert_cmpint(reading_record_encode(&bad, blob, sizeof blob), ==, -EINVAL);
}

static void test_intervals(void)
{
	static const uint8_t expected[] = {1, 2, 0, 0xe8, 3, 12, 0, 60, 6, 0x20, 3, 9, 0, 0, 1};
	struct intervals_block block = {.has_time = true, .count = 2}, read;
	uint8_t blob[BLOB_MAX];
	long size;

	block.interval[0].interval_ms = 1000;
	block.interval[0].error_ms = 12;
	block.interval[0].hr_bpm = 60;
	block.interval[0].contact_supported = true;
	block.interval[0].contact = true;
	block.interval[1].interval_ms = 800;
	block.interval[1].error_ms = 9;
	block.interval[1].moving = true;
	size = intervals_record_encode(&block, blob, sizeof blob);
	assert_bytes(blob, size, expected, sizeof expected);
	g_assert_cmpint(intervals_record_decode(1, blob, (size_t)size, &read), ==, 0);
	g_assert_cmpint(read.count, ==, 2);
	g_assert_true(read.interval[0].contact);
	g_assert_true(read.interval[1].moving);
	g_assert_false(read.interval[1].contact_supported);
	g_assert_cmpint(intervals_record_decode(2, blob, (size_t)size, &read), ==,
			-EPROTONOSUPPORT);
	g_assert_cmpint(intervals_record_decode(1, blob, (size_t)size + 1, &read), ==, -EBADMSG);
	for (long cut = 0; cut < size; cut++)
		g_assert_cmpint(intervals_record_decode(1, blob, (size_t)cut, &read), ==, -EBADMSG);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/wave-record/widths", test_wave_widths);
	g_test_add_func("/wave-record/golden", test_wave_golden);
	g_test_add_func("/wave-record/float", test_wave_float);
	g_test_add_func("/wave-record/errors", test_wave_errors);
	g_test_add_func("/reading-record/round-trip", test_reading_round_trip);
	g_test_add_func("/reading-record/errors", test_reading_errors);
	g_test_add_func("/intervals-record", test_intervals);
	return g_test_run();
}
