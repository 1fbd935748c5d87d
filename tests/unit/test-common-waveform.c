/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/waveform.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <glib.h>

enum { SAMPLES = 5, BLOB_MAX = 128 };

static const struct waveform head = {.rate_mhz = 130000, .scale_nv = 1000, .count = SAMPLES};
static const int32_t narrow[SAMPLES] = {0, 1, -1, INT16_MAX, INT16_MIN};
static const int32_t wide[SAMPLES] = {0, INT16_MAX + 1, -1, 0x7fffff, -0x800000};

static void check_round_trip(const int32_t *samples, long expected_size)
{
	uint8_t blob[BLOB_MAX];
	int32_t out[SAMPLES];
	struct waveform w;
	long size = waveform_encode(&head, samples, blob, sizeof blob);

	g_assert_cmpint((int)size, ==, (int)expected_size);
	g_assert_cmpuint((size_t)size, <=, waveform_encoded_max(SAMPLES));
	g_assert_cmpint((int)waveform_decode(1, blob, (size_t)size, &w, out, SAMPLES), ==, SAMPLES);
	g_assert_cmpuint(w.rate_mhz, ==, head.rate_mhz);
	g_assert_cmpuint(w.scale_nv, ==, head.scale_nv);
	g_assert_cmpuint(w.count, ==, SAMPLES);
	for (size_t i = 0; i < SAMPLES; i++)
		g_assert_cmpint(out[i], ==, samples[i]);
}

static void test_round_trip(void)
{
	check_round_trip(narrow, WAVEFORM_HEADER_SIZE + 2 * SAMPLES);
	check_round_trip(wide, WAVEFORM_HEADER_SIZE + 3 * SAMPLES);
}

/* Version 1 must read the same for ever. */
static void test_golden(void)
{
	static const uint8_t expected[] = {
	    0xd0, 0xfb, 0x01, 0x00, 0xe8, 0x03, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00,
	    0x02, 0x00, 0x00, 0x01, 0x00, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x80,
	};
	uint8_t blob[BLOB_MAX];
	long size = waveform_encode(&head, narrow, blob, sizeof blob);

	assert_bytes(blob, size, expected, sizeof expected);
}

static void test_encode_errors(void)
{
	static const int32_t too_wide[SAMPLES] = {0, 0, 0x800000, 0, 0};
	static const int32_t too_low[SAMPLES] = {0, 0, -0x800001, 0, 0};
	uint8_t blob[BLOB_MAX];

	g_assert_cmpint((int)waveform_encode(&head, too_wide, blob, sizeof blob), ==, -ERANGE);
	g_assert_cmpint((int)waveform_encode(&head, too_low, blob, sizeof blob), ==, -ERANGE);
	for (size_t size = 0; size < WAVEFORM_HEADER_SIZE + 2 * SAMPLES; size++)
		g_assert_cmpint((int)waveform_encode(&head, narrow, blob, size), ==, -ENOBUFS);
}

static void test_decode_errors(void)
{
	uint8_t blob[BLOB_MAX];
	int32_t out[SAMPLES];
	struct waveform w;
	size_t size = (size_t)waveform_encode(&head, narrow, blob, sizeof blob);

	g_assert_cmpint((int)waveform_decode(2, blob, size, &w, out, SAMPLES), ==,
			-EPROTONOSUPPORT);
	g_assert_cmpint((int)waveform_decode(1, blob, size, &w, out, SAMPLES - 1), ==, -ENOBUFS);
	for (size_t cut = 0; cut < size; cut++)
		g_assert_cmpint((int)waveform_decode(1, blob, cut, &w, out, SAMPLES), ==, -EBADMSG);
	g_assert_cmpint((int)waveform_decode(1, blob, size + 1, &w, out, SAMPLES), ==, -EBADMSG);
	blob[12] = 4;
	g_assert_cmpint((int)waveform_decode(1, blob, size, &w, out, SAMPLES), ==, -EBADMSG);
	blob[12] = 2;
	/* A count whose bytes would wrap around. */
	blob[11] = 0x80;
	g_assert_cmpint((int)waveform_decode(1, blob, size, &w, out, SAMPLES), ==, -EBADMSG);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/waveform/round-trip", test_round_trip);
	g_test_add_func("/waveform/golden", test_golden);
	g_test_add_func("/waveform/encode-errors", test_encode_errors);
	g_test_add_func("/waveform/decode-errors", test_decode_errors);
	return g_test_run();
}
