/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/heart_rate.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <glib.h>

enum { PACKET_MAX = 600, EVERYTHING = 12 /* row of the table */ };

struct golden {
	const char *what;
	size_t size;
	uint8_t bytes[16];
	struct heart_rate_block hr;
	bool canonical; /* what the encoder would write */
};

/* Made from the layout of the Heart Rate Service. */
static const struct golden table[] = {
    {"rate only", 2, {0x00, 72}, {.hr_bpm = 72}, true},
    {"16-bit rate", 3, {0x01, 0x2c, 0x01}, {.hr_bpm = 300}, true},
    {"16-bit rate that needs 8", 3, {0x01, 0x48, 0x00}, {.hr_bpm = 72}, false},
    {"no contact", 2, {0x04, 61}, {.hr_bpm = 61, .contact_supported = true}, true},
    {"contact", 2, {0x06, 61}, {.hr_bpm = 61, .contact_supported = true, .contact = true}, true},
    {"contact bit that means nothing", 2, {0x02, 61}, {.hr_bpm = 61}, false},
    {"energy",
     4,
     {0x08, 90, 0xff, 0xff},
     {.hr_bpm = 90, .energy_present = true, .energy_kj = 65535},
     true},
    {"two intervals",
     6,
     {0x10, 72, 0x55, 0x03, 0x4d, 0x03},
     {.hr_bpm = 72, .rr_count = 2, .rr_1024 = {853, 845}},
     true},
    {"odd byte behind the last interval",
     5,
     {0x10, 72, 0x55, 0x03, 0x4d},
     {.hr_bpm = 72, .odd_byte = true, .rr_count = 1, .rr_1024 = {853}},
     false},
    {"contact, energy and an interval",
     6,
     {0x1e, 0x55, 0x32, 0x00, 0x21, 0x00},
     {.hr_bpm = 85,
      .contact_supported = true,
      .contact = true,
      .energy_present = true,
      .energy_kj = 50,
      .rr_count = 1,
      .rr_1024 = {33}},
     true},
    {"contact and two intervals",
     6,
     {0x16, 0x48, 0x55, 0x03, 0x4d, 0x03},
     {.hr_bpm = 72,
      .contact_supported = true,
      .contact = true,
      .rr_count = 2,
      .rr_1024 = {853, 845}},
     true},
    {"a strap at rest",
     4,
     {0x16, 0x3c, 0x11, 0x04},
     {.hr_bpm = 60, .contact_supported = true, .contact = true, .rr_count = 1, .rr_1024 = {1041}},
     true},
    {"everything",
     11,
     {0x1f, 0x04, 0x01, 0x10, 0x27, 0x00, 0x04, 0x01, 0x00, 0xfe, 0xff},
     {.hr_bpm = 260,
      .contact_supported = true,
      .contact = true,
      .energy_present = true,
      .energy_kj = 10000,
      .rr_count = 3,
      .rr_1024 = {1024, 1, 65534}},
     true},
    {"reserved bits and what may follow them", 4, {0xe0, 55, 1, 2}, {.hr_bpm = 55}, false},
};

static void check_equal(const struct heart_rate_block *a, const struct heart_rate_block *b)
{
	g_assert_cmpuint(a->hr_bpm, ==, b->hr_bpm);
	g_assert_cmpint(a->contact_supported, ==, b->contact_supported);
	g_assert_cmpint(a->contact, ==, b->contact);
	g_assert_cmpint(a->energy_present, ==, b->energy_present);
	g_assert_cmpuint(a->energy_kj, ==, b->energy_kj);
	g_assert_cmpint(a->odd_byte, ==, b->odd_byte);
	g_assert_cmpuint(a->rr_count, ==, b->rr_count);
	for (size_t i = 0; i < a->rr_count; i++)
		g_assert_cmpuint(a->rr_1024[i], ==, b->rr_1024[i]);
}

static void test_golden(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		const struct golden *g = &table[i];
		struct sample_block block;
		uint8_t bytes[PACKET_MAX];
		long size;

		g_test_message("%s", g->what);
		g_assert_cmpint(heart_rate_decode(g->bytes, g->size, &block), ==, 0);
		g_assert_cmpint(block.kind, ==, SAMPLE_HEART_RATE);
		check_equal(&block.heart_rate, &g->hr);
		size = heart_rate_encode(&g->hr, bytes, sizeof bytes);
		if (g->canonical)
			assert_bytes(bytes, size, g->bytes, g->size);
	}
}

/* Cut anywhere before its intervals end, a packet breaks the promise of its flags, unless what is
 * left are whole intervals. */
static void test_truncated(void)
{
	const struct golden *full = &table[EVERYTHING];

	for (size_t size = 0; size < full->size; size++) {
		struct sample_block block = {.kind = SAMPLE_BATTERY, .heart_rate.hr_bpm = 1234};
		int rc = heart_rate_decode(full->bytes, size, &block);

		g_assert_cmpint(rc, ==, size < 7 ? -EBADMSG : 0);
		if (rc == 0)
			continue;
		g_assert_cmpint(block.kind, ==, SAMPLE_BATTERY);
		g_assert_cmpuint(block.heart_rate.hr_bpm, ==, 1234);
	}
}

/* Flags that promise intervals and none there. */
static void test_no_interval(void)
{
	static const uint8_t bytes[] = {0x17, 0x01, 0x01, 0x55};
	struct sample_block block;

	g_assert_cmpint(heart_rate_decode(bytes, 3, &block), ==, -EBADMSG);
	g_assert_cmpint(heart_rate_decode(bytes, 4, &block), ==, -EBADMSG);
}

static void test_most_intervals(void)
{
	struct heart_rate_block hr = {.hr_bpm = 70, .rr_count = HEART_RATE_RR_MAX};
	uint8_t bytes[PACKET_MAX] = {0x10};
	struct sample_block block;
	long size;

	for (size_t i = 0; i < HEART_RATE_RR_MAX; i++)
		hr.rr_1024[i] = (uint16_t)(600 + i);
	size = heart_rate_encode(&hr, bytes, sizeof bytes);
	g_assert_cmpint((int)size, ==, 2 + 2 * HEART_RATE_RR_MAX);
	g_assert_cmpint(heart_rate_decode(bytes, (size_t)size, &block), ==, 0);
	check_equal(&block.heart_rate, &hr);
	g_assert_cmpint(heart_rate_decode(bytes, (size_t)size + 2, &block), ==, -EBADMSG);
}

/* 1000 ms are 1024 of 1/1024 s; what 16 bits no longer hold is the longest. */
static void test_in_ms(void)
{
	static const uint8_t bytes[] = {0x16, 72, 0xe8, 3, 0x41, 3, 0, 0, 0xff, 0xf9, 0, 0xfa};
	static const struct heart_rate_block hr = {.hr_bpm = 72,
						   .contact_supported = true,
						   .contact = true,
						   .rr_count = 5,
						   .rr_1024 = {1024, 853, 0, 65535, 65535}};
	struct sample_block block;

	g_assert_cmpint(heart_rate_in_ms_decode(bytes, sizeof bytes, &block), ==, 0);
	check_equal(&block.heart_rate, &hr);
	g_assert_cmpint(heart_rate_in_ms_decode(bytes, 2, &block), ==, -EBADMSG);
}

static void test_encode_errors(void)
{
	struct heart_rate_block hr = table[EVERYTHING].hr;
	uint8_t bytes[PACKET_MAX];

	for (size_t size = 0; size < table[EVERYTHING].size; size++)
		g_assert_cmpint((int)heart_rate_encode(&hr, bytes, size), ==, -ENOBUFS);
	hr.rr_count = HEART_RATE_RR_MAX + 1;
	g_assert_cmpint((int)heart_rate_encode(&hr, bytes, sizeof bytes), ==, -ERANGE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/heart-rate/golden", test_golden);
	g_test_add_func("/heart-rate/truncated", test_truncated);
	g_test_add_func("/heart-rate/no-interval", test_no_interval);
	g_test_add_func("/heart-rate/most-intervals", test_most_intervals);
	g_test_add_func("/heart-rate/in-ms", test_in_ms);
	g_test_add_func("/heart-rate/encode-errors", test_encode_errors);
	return g_test_run();
}
