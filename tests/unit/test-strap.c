/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strap: its answers, its clock, its packets, and what it does when things go wrong. */
#include "ble/codec/heart_rate.h"
#include "ble/virtual/strap.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* A source of n samples that count up; every 100th ends an interval. */
typedef struct {
	int32_t n, left;
	int32_t unlinked_from, unlinked_to;
	int32_t error_at; /* 0 = none */
} Counter;

static int count(void *context, struct wearable_sample *sample)
{
	Counter *c = context;
	int32_t i = c->n - c->left;

	if (c->error_at > 0 && i == c->error_at)
		return -EIO;
	if (c->left == 0)
		return 0;
	c->left--;
	*sample = (struct wearable_sample){
	    .uv = i % 8192,
	    .rr_1024 = i > 0 && i % 100 == 0 ? 788 : 0,
	    .contact = true,
	    .linked = i < c->unlinked_from || i >= c->unlinked_to,
	};
	return 1;
}

static void begin(struct strap *s, const struct wearable_settings *settings, Counter *c,
		  bool heart_rate)
{
	const struct wearable_source source = {
	    .context = c, .has_heart_rate = heart_rate, .next = count};

	c->left = c->n;
	strap_init(s, settings, &source);
}

static guint8 ask(struct strap *s, guint16 mtu, const char *bytes, gsize size)
{
	guint8 out[PMD_COMMAND_MAX];
	struct pmd_response response;
	long n = strap_command(s, (const guint8 *)bytes, size, mtu, out, sizeof(out));

	g_assert_cmpint(n, >, 0);
	g_assert_cmpint(pmd_response_decode(out, (gsize)n, &response), ==, 0);
	return response.status;
}

#define ASK(s, mtu, bytes) ask(s, mtu, bytes, sizeof(bytes) - 1)
#define START              "\x02\x00\x00\x01\x82\x00\x01\x01\x0e\x00"

static void test_commands(void)
{
	Counter c = {.n = 10};
	struct strap s;

	begin(&s, &wearable_settings_default, &c, false);
	g_assert_cmpint(ASK(&s, 23, "\x01\x00"), ==, PMD_INVALID_MTU);
	g_assert_cmpint(ASK(&s, 232, "\x01\x00"), ==, PMD_SUCCESS);
	g_assert_cmpint(ASK(&s, 232, "\x01\x02"), ==, PMD_SUCCESS);
	g_assert_cmpint(ASK(&s, 232, "\x01\x09"), ==, PMD_INVALID_TYPE);
	g_assert_cmpint(ASK(&s, 232, "\x77\x00"), ==, PMD_INVALID_OPERATION);
	g_assert_cmpint(ASK(&s, 232, "\x02"), ==, PMD_INVALID_LENGTH);
	g_assert_cmpint(ASK(&s, 232, "\x02\x00"), ==, PMD_INVALID_PARAMETER);
	g_assert_cmpint(ASK(&s, 232, "\x02\x00\x00\x01\xc8\x00\x01\x01\x0e\x00"), ==,
			PMD_INVALID_RATE);
	g_assert_cmpint(ASK(&s, 232, "\x02\x00\x00\x01\x82\x00\x01\x01\x10\x00"), ==,
			PMD_INVALID_RESOLUTION);
	g_assert_cmpint(ASK(&s, 232, "\x03\x00"), ==, PMD_ALREADY_IN_STATE);
	g_assert_false(s.started);
	g_assert_cmpint(ASK(&s, 232, START), ==, PMD_SUCCESS);
	g_assert_true(s.started);
	g_assert_cmpint(ASK(&s, 232, START), ==, PMD_ALREADY_IN_STATE);
	g_assert_cmpint(ASK(&s, 232, "\x03\x00"), ==, PMD_SUCCESS);
	g_assert_false(s.started);
}

static void assert_bytes(const guint8 *got, long n, const guint8 *wanted, gsize size)
{
	g_assert_cmpint(n, ==, (long)size);
	g_assert_true(memcmp(got, wanted, size) == 0);
}

/* Answers as an H10 was seen to give them. */
static void test_answers_byte_for_byte(void)
{
	static const guint8 settings[] = {0xf0, 1, 0, 0, 0, 0, 1, 0x82, 0, 1, 1, 0x0e, 0};
	static const guint8 started[] = {0xf0, 2, 0, 0, 0, 0};
	static const guint8 small[] = {0xf0, 1, 0, 10};
	guint8 out[PMD_COMMAND_MAX];
	Counter c = {.n = 10};
	struct strap s;
	long n;

	begin(&s, &wearable_settings_default, &c, false);
	n = strap_command(&s, (const guint8 *)"\x01\x00", 2, 232, out, sizeof(out));
	assert_bytes(out, n, settings, sizeof(settings));
	n = strap_command(&s, (const guint8 *)START, 10, 232, out, sizeof(out));
	assert_bytes(out, n, started, sizeof(started));
	n = strap_command(&s, (const guint8 *)"\x01\x00", 2, 23, out, sizeof(out));
	assert_bytes(out, n, small, sizeof(small));
	g_assert_cmpint(strap_command(&s, (const guint8 *)"\x01\x00", 2, 232, out, 3), ==,
			-ENOBUFS);
}

enum what {
	STRAP_END,
	STRAP_ECG,
	STRAP_MOTION,
	STRAP_HEART_RATE,
	STRAP_BATTERY,
	STRAP_LINK_LOST,
	STRAP_LINK_BACK
};

static enum what next(struct strap *s, struct wearable_packet *packet)
{
	g_assert_cmpint(strap_next(s, packet), ==, 0);
	switch (packet->event) {
	case WEARABLE_END:
		return STRAP_END;
	case WEARABLE_LINK_LOST:
		return STRAP_LINK_LOST;
	case WEARABLE_LINK_BACK:
		return STRAP_LINK_BACK;
	case WEARABLE_PACKET:
		break;
	}
	if (packet->content == CONTENT_ECG)
		return STRAP_ECG;
	if (packet->content == CONTENT_WAVE)
		return STRAP_MOTION;
	return packet->content == CONTENT_HEART_RATE ? STRAP_HEART_RATE : STRAP_BATTERY;
}

static guint64 at_index(guint64 index)
{
	return index / 130 * 1000000000 + index % 130 * 1000000000 / 130;
}

static void decode(const struct wearable_packet *packet, struct sample_block *block)
{
	g_assert_cmpint(pmd_frame_decode(packet->data, packet->size, 130000, block), ==, 0);
	g_assert_cmpuint(block->ecg.count, ==, packet->samples);
}

/* Whole frames of 73, a short last one, every sample once, the time that of the last sample. */
static void test_frames(void)
{
	Counter c = {.n = 73 * 3 + 5};
	struct wearable_packet packet;
	struct sample_block block;
	struct strap s;
	int32_t expected = 0;

	begin(&s, &wearable_settings_default, &c, false);
	s.started = true;
	for (guint frame = 0; frame < 4; frame++) {
		g_assert_cmpint(next(&s, &packet), ==, STRAP_ECG);
		decode(&packet, &block);
		g_assert_cmpuint(block.ecg.count, ==, frame < 3 ? 73 : 5);
		for (guint i = 0; i < block.ecg.count; i++)
			g_assert_cmpint(block.ecg.uv[i], ==, expected++);
		g_assert_cmpuint(packet.due_ns, ==, at_index((guint64)expected));
		g_assert_cmpuint(block.ecg.device_ns, ==,
				 WEARABLE_CLOCK_START_NS +
				     (guint64)(expected - 1) * 1000000000 / 130);
	}
	g_assert_cmpint(next(&s, &packet), ==, STRAP_END);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_END);
	g_assert_cmpuint(packet.due_ns, ==, at_index((guint64)c.n));
}

/* No drift: after a day the clock is exactly a day on. */
static void test_clock_does_not_drift(void)
{
	Counter c = {.n = 130 * 86400 + 1};
	struct wearable_packet packet;
	struct sample_block block = {0};
	struct strap s;

	begin(&s, &wearable_settings_default, &c, false);
	s.started = true;
	while (next(&s, &packet) != STRAP_END) {
		if (packet.content == CONTENT_ECG && packet.event == WEARABLE_PACKET)
			decode(&packet, &block);
	}
	g_assert_cmpuint(block.ecg.device_ns, ==,
			 WEARABLE_CLOCK_START_NS + G_GUINT64_CONSTANT(86400000000000));
	g_assert_cmpuint(strap_battery_percent(&s), ==, 85 - 24 / 4);
}

static void test_heart_rate_every_second(void)
{
	Counter c = {.n = 1300};
	struct wearable_packet packet;
	struct sample_block block;
	guint packets = 0, intervals = 0;
	enum what what;
	struct strap s;

	begin(&s, &wearable_settings_default, &c, true);
	while ((what = next(&s, &packet)) != STRAP_END) {
		if (what != STRAP_HEART_RATE)
			continue;
		g_assert_cmpuint(packet.due_ns, ==, (guint64)++packets * 1000000000);
		g_assert_cmpint(heart_rate_decode(packet.data, packet.size, &block), ==, 0);
		g_assert_true(block.heart_rate.contact);
		g_assert_cmpuint(block.heart_rate.hr_bpm, ==, 78); /* 100 samples at 130 Hz */
		intervals += block.heart_rate.rr_count;
	}
	g_assert_cmpuint(packets, ==, 10);
	g_assert_cmpuint(intervals, ==, 12);
}

/* What falls while the link is down is lost and counted; the clock has gone on. */
static void test_lost_link(void)
{
	Counter c = {.n = 1000, .unlinked_from = 100, .unlinked_to = 360};
	struct wearable_packet packet;
	struct sample_block block;
	struct strap s;

	begin(&s, &wearable_settings_default, &c, false);
	g_assert_cmpint(ASK(&s, 232, START), ==, PMD_SUCCESS);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_ECG);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_LINK_LOST);
	g_assert_cmpuint(packet.due_ns, ==, at_index(100));
	g_assert_false(s.started);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_LINK_BACK);
	g_assert_cmpuint(packet.due_ns, ==, at_index(360));
	g_assert_cmpuint(s.off_link_samples, ==, 360 - 73);
	g_assert_cmpint(ASK(&s, 232, START), ==, PMD_SUCCESS);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_ECG);
	decode(&packet, &block);
	g_assert_cmpint(block.ecg.uv[0], ==, 360);
	g_assert_cmpuint(block.ecg.device_ns, ==,
			 WEARABLE_CLOCK_START_NS + G_GUINT64_CONSTANT(432) * 1000000000 / 130);
}

#define START_MOTION "\x02\x02\x00\x01\x32\x00\x01\x01\x10\x00\x02\x01\x08\x00"

static void take_wave(void *context, const struct sample_block *block)
{
	*(struct sample_block *)context = *block;
}

/* Fifty samples a second beside the ECG, each in its time, about as heavy as the earth pulls. */
static void test_motion(void)
{
	const struct pmd_stream stream = {.rate_mhz = 50000};
	struct sample_block *block = g_new0(struct sample_block, 1);
	const struct sample_sink sink = {.block = take_wave, .context = block};
	Counter c = {.n = 1300};
	struct wearable_packet packet;
	guint frames = 0;
	guint64 before_ns = 0;
	struct strap s;
	enum what what;

	begin(&s, &wearable_settings_default, &c, false);
	g_assert_cmpint(ASK(&s, 232, START_MOTION), ==, PMD_SUCCESS);
	g_assert_cmpint(ASK(&s, 232, START_MOTION), ==, PMD_ALREADY_IN_STATE);
	g_assert_cmpint(ASK(&s, 232, START), ==, PMD_SUCCESS);
	while ((what = next(&s, &packet)) != STRAP_END) {
		g_assert_cmpuint(packet.due_ns, >=, before_ns);
		before_ns = packet.due_ns / 10000000 * 10000000; /* order within a sample */
		if (what != STRAP_MOTION)
			continue;
		g_assert_cmpint(pmd_frame_push(packet.data, packet.size, &stream, &sink), ==, 0);
		g_assert_cmpint(block->kind, ==, SAMPLE_WAVE);
		g_assert_cmpuint(block->wave.count, ==, 36);
		g_assert_cmpuint(block->wave.device_ns, ==,
				 WEARABLE_CLOCK_START_NS +
				     (guint64)++frames * 36 * (1000000000 / 50));
		g_assert_cmpfloat(abs(block->wave.raw[1] - 1000), <, 60); /* up */
	}
	g_assert_cmpuint(frames, ==, 500 / 36);
	g_free(block);
}

static void test_motion_commands(void)
{
	Counter c = {.n = 10};
	struct strap s;

	begin(&s, &wearable_settings_default, &c, false);
	g_assert_cmpint(ASK(&s, 232, "\x02\x02\x00\x01\x33\x00\x01\x01\x10\x00\x02\x01\x08\x00"),
			==, PMD_INVALID_RATE);
	g_assert_cmpint(ASK(&s, 232, "\x02\x02\x00\x01\x32\x00\x01\x01\x10\x00\x02\x01\x09\x00"),
			==, PMD_INVALID_RANGE);
	g_assert_cmpint(ASK(&s, 232, "\x02\x02\x00\x01\x32\x00\x01\x01\x10\x00"), ==,
			PMD_INVALID_PARAMETER);
	g_assert_cmpint(ASK(&s, 232, "\x03\x02"), ==, PMD_ALREADY_IN_STATE);
	g_assert_cmpint(ASK(&s, 232, START_MOTION), ==, PMD_SUCCESS);
	g_assert_cmpint(ASK(&s, 232, "\x03\x02"), ==, PMD_SUCCESS);
}

/* Two per cent too fast: the frames come so much earlier, and say so. */
static void test_rate_error(void)
{
	struct wearable_settings settings = wearable_settings_default;
	Counter c = {.n = 130 * 102};
	struct wearable_packet packet;
	struct sample_block block = {0};
	struct strap s;

	settings.rate_error = 0.02;
	settings.clock_drift = 0.0001;
	begin(&s, &settings, &c, false);
	s.started = true;
	while (next(&s, &packet) != STRAP_END) {
		if (packet.content == CONTENT_ECG)
			decode(&packet, &block);
	}
	g_assert_cmpuint(packet.due_ns, ==, G_GUINT64_CONSTANT(100000000000));
	/* The last sample lies one before the end; the clock is 100 ppm fast. */
	g_assert_cmpfloat_with_epsilon((double)(block.ecg.device_ns - WEARABLE_CLOCK_START_NS),
				       (100e9 - 1e9 / 130 / 1.02) * 1.0001, 2);
}

static void test_ends(void)
{
	struct wearable_settings settings = wearable_settings_default;
	Counter c = {.n = 1000};
	struct wearable_packet packet;
	struct strap s;

	settings.end_ns = at_index(80);
	begin(&s, &settings, &c, false);
	s.started = true;
	g_assert_cmpint(next(&s, &packet), ==, STRAP_ECG);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_ECG);
	g_assert_cmpuint(packet.samples, ==, 7);
	g_assert_cmpint(next(&s, &packet), ==, STRAP_END);
	c.error_at = 10;
	begin(&s, &settings, &c, false);
	s.started = true;
	g_assert_cmpint(strap_next(&s, &packet), ==, -EIO);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/strap/commands", test_commands);
	g_test_add_func("/strap/answers", test_answers_byte_for_byte);
	g_test_add_func("/strap/frames", test_frames);
	g_test_add_func("/strap/clock", test_clock_does_not_drift);
	g_test_add_func("/strap/heart-rate", test_heart_rate_every_second);
	g_test_add_func("/strap/lost-link", test_lost_link);
	g_test_add_func("/strap/motion", test_motion);
	g_test_add_func("/strap/motion-commands", test_motion_commands);
	g_test_add_func("/strap/rate-error", test_rate_error);
	g_test_add_func("/strap/ends", test_ends);
	return g_test_run();
}
