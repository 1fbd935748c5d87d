/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of all measurement types, by the row of the driver table: settings come from the commands
 * and their answers. The frames are made from the layout. */
#include "ble/codec/pmd.h"

#include "tests/unit/assert-bytes.h"
#include "tests/unit/block-text.h"
#include "tests/unit/driver-table.h"

#include <errno.h>
#include <string.h>

/* 1 s after 2000-01-01. */
#define AT_1S "00 CA 9A 3B 00 00 00 00 "

static const struct packet raw[] = {
    {"ECG of 24 bits", "00 " AT_1S "00 0C 00 00 F9 FF FF", 0,
     "ecg 0 mHz at 1000000000 ns: 12 -7\n"},
    {"ECG of 14 bits and flags", "00 " AT_1S "01 2C C1 1F 00 00 00 FF 3F E0", 0,
     "ecg 0 mHz at 1000000000 ns: 300 0 16383\n"
     "wave ecg-status at 1000000000 ns: 1 3 3; 0 0 0; 0 0 0\n"},
    {"ECG of 14 bits, each flag alone",
     "00 " AT_1S "01 00 00 01 00 00 02 00 00 04 00 00 08 00 00 10", 0,
     "ecg 0 mHz at 1000000000 ns: 0 0 0 0 0\n"
     "wave ecg-status at 1000000000 ns: 1 0 0; 0 1 0; 0 2 0; 0 0 1; 0 0 2\n"},
    {"ECG of 18 bits and tags", "00 " AT_1S "02 CD AB FE 00 00 24", 0,
     "ecg 0 mHz at 1000000000 ns: 175053 0\n"
     "wave ecg-status at 1000000000 ns: 7 7; 1 1\n"},
    {"ECG of two channels and status", "00 " AT_1S "03 FD FF FF 05 00 00 07 03 00 00 FB FF FF FF",
     0,
     "ecg 0 mHz at 1000000000 ns: -3 3\n"
     "wave ecg-status at 1000000000 ns: 5 7; -5 255\n"},
    {"ECG and flags without a time", "00 00 00 00 00 00 00 00 00 01 2C C1 1F", 0,
     "ecg 0 mHz at 0 ns: 300\nwave ecg-status: 1 3 3\n"},
    {"ECG of 14 bits, a part of a sample", "00 " AT_1S "01 2C C1 1F 00", -EBADMSG, ""},
    {"ECG of a part of a sample", "00 " AT_1S "03 FD FF FF 05 00 00", -EBADMSG, ""},
    {"ECG of no sample", "00 " AT_1S "00", -EBADMSG, ""},
    {"ECG of frame type 4", "00 " AT_1S "04 FD FF FF", -EPROTONOSUPPORT, ""},
    {"acceleration of 8 bits", "02 " AT_1S "00 64 9C 00", 0,
     "wave acceleration at 1000000000 ns: 0.980665 -0.980665 0\n"},
    {"acceleration of 16 bits", "02 " AT_1S "01 E8 03 18 FC 00 00 00 00 00 00 E8 03", 0,
     "wave acceleration at 1000000000 ns: 9.80665 -9.80665 0; 0 0 9.80665\n"},
    {"acceleration of 24 bits", "02 " AT_1S "02 E8 03 00 18 FC FF 00 00 FF", 0,
     "wave acceleration at 1000000000 ns: 9.80665 -9.80665 -642.688614\n"},
    {"acceleration of a part of a sample", "02 " AT_1S "01 E8 03 18 FC", -EBADMSG, ""},
    {"acceleration of no sample", "02 " AT_1S "01", -EBADMSG, ""},
    {"acceleration of frame type 3", "02 " AT_1S "03 E8 03 18", -EPROTONOSUPPORT, ""},
    {"acceleration without a time", "02 00 00 00 00 00 00 00 00 01 E8 03 18 FC 00 00", 0,
     "wave acceleration: 9.80665 -9.80665 0\n"},
    {"top bits of the type", "C2 " AT_1S "01 00 00 00 00 00 00", 0,
     "wave acceleration at 1000000000 ns: 0 0 0\n"},
    {"light", "01 " AT_1S "00 01 00 00 FF FF FF 00 00 80 FF FF 7F", 0,
     "wave ppg at 1000000000 ns: 1 -1 -8388608 8388607\n"},
    {"light: its amplifiers",
     "01 " AT_1S
     "04 01 02 03 04 05 06 07 08 09 0A 0B FF 00 01 02 03 04 05 06 07 00 01 02 03 04 05 06 "
     "07 00 01 02 03 04 05 06 FF",
     0,
     "wave ppg-integration at 1000000000 ns: 1 2 3 4 5 6 7 8 9 10 11 255\n"
     "wave ppg-gain at 1000000000 ns: 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7\n"},
    {"light: too few amplifiers", "01 " AT_1S "04 01 02 03", -EBADMSG, ""},
    {"light: its mode", "01 " AT_1S "05 01 00 00 80", 0,
     "reading measuring: ppg-mode 2.14748365e+09\n"},
    {"light: half a mode", "01 " AT_1S "05 01 00", -EBADMSG, ""},
    {"light: two modes", "01 " AT_1S "05 01 00 00 00 01 00 00 00", -EBADMSG, ""},
    {"light: the sport", "01 " AT_1S "06 19 00 00 00 00 00 00 00", 0,
     "reading measuring: sport 25\n"},
    {"light: the last sport", "01 " AT_1S "06 00 00 00 00 00 00 20 00", 0,
     "reading measuring: sport 9.00719925e+15\n"},
    {"light: no such sport", "01 " AT_1S "06 01 00 00 00 00 00 20 00", -EBADMSG, ""},
    {"light: half a sport", "01 " AT_1S "06 19 00 00 00", -EBADMSG, ""},
    {"light of frame type 7, not compressed", "01 " AT_1S "07 01 00 00", -EPROTONOSUPPORT, ""},
    {"pressure", "0B " AT_1S "00 00 40 7D 44 00 00 7D 44", 0,
     "wave air-pressure at 1000000000 ns: 1013; 1012\n"},
    {"temperature", "0C " AT_1S "00 00 00 AC 41", 0, "wave temperature at 1000000000 ns: 21.5\n"},
    {"skin temperature", "07 " AT_1S "00 00 00 06 42", 0,
     "wave skin-temperature at 1000000000 ns: 33.5\n"},
    {"temperature that is no number", "0C " AT_1S "00 00 00 C0 7F", -EBADMSG, ""},
    {"infinite temperature", "0C " AT_1S "00 00 00 80 FF", -EBADMSG, ""},
    {"location", "0A " AT_1S "00 01 02 03 04", -EPROTONOSUPPORT, ""},
    {"a type without a name", "3F " AT_1S "00 01 02 03 04", -EPROTONOSUPPORT, ""},
};

static const struct packet compressed[] = {
    {"degree/s as floats", "05 " AT_1S "81 00 00 80 3F 00 00 00 40 00 00 34 43", 0,
     "wave angular-rate at 1000000000 ns: 0.0174532925 0.034906585 3.14159265\n"},
    {"magnetic field and calibration", "06 " AT_1S "81 F4 01 0C FE 00 00 03 00 04 01 F2 F0", 0,
     "wave magnetic-field at 1000000000 ns: 50 -50 0 0.3; 50.2 -50.1 0 0.2\n"},
    {"light of 4 channels", "01 " AT_1S "80 01 00 00 02 00 00 03 00 00 FF FF FF 02 01 E4", 0,
     "wave ppg at 1000000000 ns: 1 2 3 -1; 1 3 1 -2\n"},
    {"light of 3 channels", "01 " AT_1S "8D 01 00 00 02 00 00 03 00 00 08 01 01 02 03", 0,
     "wave ppg at 1000000000 ns: 1 2 3; 2 4 6\n"},
    {"pressure", "0B " AT_1S "80 00 40 7D 44 10 01 00 C0", 0,
     "wave air-pressure at 1000000000 ns: 1013; 1012\n"},
    {"temperature", "0C " AT_1S "80 00 00 AC 41 01 02 00", 0,
     "wave temperature at 1000000000 ns: 21.5; 21.5; 21.5\n"},
    {"skin temperature, one", "07 " AT_1S "80 00 00 06 42", 0,
     "wave skin-temperature at 1000000000 ns: 33.5\n"},
    {"a block cut short", "01 " AT_1S "8D 01 00 00 02 00 00 03 00 00 08 01 01 02", -EBADMSG,
     "wave ppg: 1 2 3\n"},
    {"half a head of a block", "0C " AT_1S "80 00 00 AC 41 01", -EBADMSG,
     "wave temperature at 1000000000 ns: 21.5\n"},
    {"a first sample cut short", "0C " AT_1S "80 00 00 AC", -EBADMSG, ""},
    {"nothing", "0C " AT_1S "80", -EBADMSG, ""},
    {"a factor is wanted", "02 " AT_1S "81 64 00 9C FF 14 00", -ENODATA, ""},
    {"a factor is wanted", "02 " AT_1S "80 64 00 9C FF 14 00", -ENODATA, ""},
    {"a factor is wanted", "05 " AT_1S "80 64 00 9C FF 14 00", -ENODATA, ""},
    {"a factor is wanted", "06 " AT_1S "80 64 00 9C FF 14 00", -ENODATA, ""},
};

static void test_raw(void)
{
	check_packets("PMD", raw, G_N_ELEMENTS(raw));
}

static void test_compressed(void)
{
	check_packets("PMD", compressed, G_N_ELEMENTS(compressed));
}

static void test_header_cut(void)
{
	check_cuts("PMD", "02 " AT_1S "01");
	check_cuts("PMD", "00 " AT_1S "00");
}

/* Channels of each kind of light: the frame holds one sample, all zero. */
static void test_light_channels(void)
{
	static const guint8 kinds[][2] = {{0x80, 4}, {0x87, 17}, {0x88, 25}, {0x8A, 21}, {0x8D, 3}};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		guint8 frame[10 + 75] = {PMD_PPG, 1, [9] = kinds[i][0]};
		g_autoptr(GString) wanted = g_string_new("wave ppg at 1 ns:");
		struct driven driven;

		for (guint c = 0; c < kinds[i][1]; c++)
			g_string_append(wanted, " 0");
		g_string_append_c(wanted, '\n');
		driven_init(&driven, "PMD");
		g_assert_cmpint(driven_push(&driven, frame, 10U + 3U * kinds[i][1]), ==, 0);
		g_assert_cmpstr(driven.text->str, ==, wanted->str);
		driven_clear(&driven);
	}
}

/* What went over the air before a frame, and what is then made of it. */
struct talk {
	const char *what;
	const char *sent[3];
	const char *answered[3];
	const char *frame;
	int rc;
	const char *blocks;
};

#define START_ACC     "02 02 00 01 C8 00 01 01 10 00 02 01 08 00"
#define STARTED_ACC   "F0 02 02 00 00 00"
#define FACTOR_ACC    "F0 02 02 00 00 05 01 00 00 00 3F" /* 0.5 */
#define ACC_DELTA     "02 " AT_1S "81 E8 03 18 FC 14 00"
#define ACC_DELTA_G   "02 " AT_1S "80 02 00 FE FF 00 00"
#define ACC_RAW       "02 " AT_1S "01 E8 03 18 FC 00 00"
#define OFFER_ONE     "F0 01 02 00 00 00 01 34 00"
#define OFFER_TWO     "F0 01 02 00 00 00 02 34 00 1A 00"
#define ACC_RAW_BLOCK " at 1000000000 ns: 9.80665 -9.80665 0\n"

static const struct talk talks[] = {
    {"nothing is known", {0}, {0}, ACC_RAW, 0, "wave acceleration" ACC_RAW_BLOCK},
    {"asked, not answered",
     {START_ACC},
     {0},
     ACC_RAW,
     0,
     "wave acceleration 200000 mHz" ACC_RAW_BLOCK},
    {"started",
     {START_ACC},
     {STARTED_ACC},
     ACC_RAW,
     0,
     "wave acceleration 200000 mHz" ACC_RAW_BLOCK},
    {"no factor is a factor of 1",
     {START_ACC},
     {STARTED_ACC},
     ACC_DELTA,
     0,
     "wave acceleration 200000 mHz at 1000000000 ns: 9.80665 -9.80665 0.196133\n"},
    {"a factor",
     {START_ACC},
     {FACTOR_ACC},
     ACC_DELTA,
     0,
     "wave acceleration 200000 mHz at 1000000000 ns: 4.903325 -4.903325 0.0980665\n"},
    {"a factor in g",
     {START_ACC},
     {FACTOR_ACC},
     ACC_DELTA_G,
     0,
     "wave acceleration 200000 mHz at 1000000000 ns: 9.80665 -9.80665 0\n"},
    {"a factor of another stream",
     {"02 05"},
     {"F0 02 05 00 00 05 01 00 00 00 3F"},
     ACC_DELTA,
     -ENODATA,
     ""},
    {"degree/s",
     {"02 05 00 01 34 00"},
     {"F0 02 05 00 00 05 01 00 00 00 3F"},
     "05 " AT_1S "80 68 01 98 FE 00 00",
     0,
     "wave angular-rate 52000 mHz at 1000000000 ns: 3.14159265 -3.14159265 0\n"},
    {"gauss",
     {"02 06 00 01 0A 00"},
     {"F0 02 06 00 00 05 01 00 00 00 3F"},
     "06 " AT_1S "80 01 00 FF FF 00 00",
     0,
     "wave magnetic-field 10000 mHz at 1000000000 ns: 50 -50 0\n"},
    {"refused", {START_ACC}, {"F0 02 02 08 00"}, ACC_DELTA, -ENODATA, ""},
    {"a factor that is no number",
     {START_ACC},
     {"F0 02 02 00 00 05 01 00 00 C0 7F"},
     ACC_DELTA,
     -ENODATA,
     ""},
    {"a negative factor",
     {START_ACC},
     {"F0 02 02 00 00 05 01 00 00 00 BF"},
     ACC_DELTA,
     -ENODATA,
     ""},
    {"running already, no choice",
     {"01 02"},
     {OFFER_ONE},
     ACC_RAW,
     0,
     "wave acceleration 52000 mHz" ACC_RAW_BLOCK},
    {"running already, a choice",
     {"01 02"},
     {OFFER_TWO},
     ACC_RAW,
     0,
     "wave acceleration" ACC_RAW_BLOCK},
    {"started anew at another rate",
     {START_ACC, "02 02 00 01 34 00"},
     {STARTED_ACC, STARTED_ACC},
     ACC_RAW,
     0,
     "wave acceleration 52000 mHz" ACC_RAW_BLOCK},
    {"a new start refused",
     {START_ACC, "02 02 00 01 34 00"},
     {STARTED_ACC, "F0 02 02 06 00"},
     ACC_RAW,
     0,
     "wave acceleration 200000 mHz" ACC_RAW_BLOCK},
    {"an offer in two parts",
     {"01 02"},
     {"F0 01 02 00 01 00 01", "F0 01 02 00 00 34 00"},
     ACC_RAW,
     0,
     "wave acceleration 52000 mHz" ACC_RAW_BLOCK},
    {"an offer in two parts, the older way",
     {"01 02"},
     {"F0 01 02 00 01 00 01", "00 34 00"},
     ACC_RAW,
     0,
     "wave acceleration 52000 mHz" ACC_RAW_BLOCK},
    {"recorded, not streamed",
     {"02 82 00 01 34 00"},
     {0},
     ACC_RAW,
     0,
     "wave acceleration" ACC_RAW_BLOCK},
};

static void overhear(struct driven *driven, const char *hex,
		     void (*hear)(void *state, const guint8 *data, gsize size))
{
	g_autoptr(GByteArray) bytes = hex ? bytes_of_hex(hex) : NULL;

	if (bytes)
		hear(driven->state, bytes->data, bytes->len);
}

static void test_talks(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(talks); i++) {
		const struct talk *talk = &talks[i];
		g_autoptr(GByteArray) frame = bytes_of_hex(talk->frame);
		struct driven driven;

		g_test_message("%s", talk->what);
		driven_init(&driven, "PMD");
		for (guint k = 0; k < G_N_ELEMENTS(talk->sent); k++) {
			overhear(&driven, talk->sent[k], driven.driver->sent);
			overhear(&driven, talk->answered[k], driven.driver->answered);
		}
		g_assert_cmpint(driven_push(&driven, frame->data, frame->len), ==, talk->rc);
		g_assert_cmpstr(driven.text->str, ==, talk->blocks);
		driven_clear(&driven);
	}
}

struct heard {
	guint blocks;
	guint samples;
	guint64 last_ns[8];
	guint ends[8];
	struct sample_block last;
};

static void on_block(void *context, const struct sample_block *block)
{
	struct heard *heard = context;

	g_assert_cmpint(block->kind, ==, SAMPLE_WAVE);
	heard->samples += block->wave.count;
	heard->last_ns[heard->blocks] = block->wave.has_time ? block->wave.device_ns : 0;
	heard->ends[heard->blocks++] = heard->samples;
	heard->last = *block;
}

/* Each piece of a long frame has the time of its own last sample. */
static void test_long_frame(void)
{
	enum { BLOCKS = 5, SAMPLES = 1 + BLOCKS * 255, BYTES = (255 * 3 + 7) / 8 };
	static const struct pmd_stream stream = {.rate_mhz = 200000, .factor = 1};
	static const struct pmd_stream no_rate = {.factor = 1};
	const guint64 stamp = G_GUINT64_CONSTANT(599616000000000000);
	guint8 frame[16 + BLOCKS * (2 + BYTES)] = {PMD_ACC, [9] = 0x81};
	struct heard heard = {0}, timeless = {0};

	for (guint i = 0; i < 8; i++)
		frame[1 + i] = (guint8)(stamp >> 8 * i);
	for (guint i = 0; i < BLOCKS; i++)
		memcpy(frame + 16 + i * (2 + BYTES), "\x01\xff", 2);
	g_assert_cmpint(
	    pmd_frame_push(frame, sizeof frame, &stream, &(struct sample_sink){on_block, &heard}),
	    ==, 0);
	g_assert_cmpuint(heard.samples, ==, SAMPLES);
	g_assert_cmpuint(heard.blocks, ==, 5);
	for (guint i = 0; i < heard.blocks; i++)
		g_assert_cmpuint(heard.last_ns[i], ==,
				 stamp - (guint64)(SAMPLES - heard.ends[i]) * 5000000);
	g_assert_cmpint(pmd_frame_push(frame, sizeof frame, &no_rate,
				       &(struct sample_sink){on_block, &timeless}),
			==, 0);
	g_assert_cmpuint(timeless.last_ns[0], ==, 0);
	g_assert_cmpuint(timeless.last_ns[4], ==, stamp);
}

/* What a cut has taken away still counts in the time of what is left. */
static void test_time_of_cut_frame(void)
{
	static const guint8 frame[] = {PMD_ACC, 0, 0xca, 0x9a, 0x3b, 0, 0,  0, 0, 0x81, 1,
				       0,       2, 0,    3,    0,    8, 20, 1, 1, 1};
	static const struct pmd_stream stream = {.rate_mhz = 100000, .factor = 1};
	struct heard heard = {0};

	g_assert_cmpint(
	    pmd_frame_push(frame, sizeof frame, &stream, &(struct sample_sink){on_block, &heard}),
	    ==, -EBADMSG);
	g_assert_cmpuint(heard.samples, ==, 1);
	g_assert_cmpuint(heard.last_ns[0], ==, 1000000000 - 20 * 10000000);
}

static void on_intervals(void *context, const struct sample_block *block)
{
	g_assert_cmpint(block->kind, ==, SAMPLE_INTERVALS);
	*(struct intervals_block *)context = block->intervals;
}

static void test_intervals(void)
{
	static const guint8 frame[] = {PMD_PPI, 0, 0,  0, 0, 0, 0,    0,    0,    0,    61,
				       0xd8,    3, 10, 0, 6, 0, 0xff, 0xff, 0x34, 0x12, 0x01};
	static const struct pmd_stream stream = {0};
	struct intervals_block intervals;
	const struct sample_sink sink = {on_intervals, &intervals};
	guint8 stamped[sizeof frame];

	g_assert_cmpint(pmd_frame_push(frame, sizeof frame, &stream, &sink), ==, 0);
	g_assert_false(intervals.has_time);
	g_assert_cmpuint(intervals.count, ==, 2);
	g_assert_cmpuint(intervals.interval[0].hr_bpm, ==, 61);
	g_assert_cmpuint(intervals.interval[0].interval_ms, ==, 984);
	g_assert_cmpuint(intervals.interval[0].error_ms, ==, 10);
	g_assert_false(intervals.interval[0].moving);
	g_assert_true(intervals.interval[0].contact && intervals.interval[0].contact_supported);
	g_assert_cmpuint(intervals.interval[1].hr_bpm, ==, 0);
	g_assert_cmpuint(intervals.interval[1].interval_ms, ==, 65535);
	g_assert_cmpuint(intervals.interval[1].error_ms, ==, 0x1234);
	g_assert_true(intervals.interval[1].moving);
	g_assert_false(intervals.interval[1].contact || intervals.interval[1].contact_supported);

	memcpy(stamped, frame, sizeof frame);
	stamped[1] = 9;
	g_assert_cmpint(pmd_frame_push(stamped, sizeof stamped, &stream, &sink), ==, 0);
	g_assert_true(intervals.has_time);
	g_assert_cmpuint(intervals.device_ns, ==, 9);
	g_assert_cmpint(pmd_frame_push(frame, sizeof frame - 1, &stream, &sink), ==, -EBADMSG);
	g_assert_cmpint(pmd_frame_push(frame, 10, &stream, &sink), ==, -EBADMSG);
	stamped[9] = 0x80;
	g_assert_cmpint(pmd_frame_push(stamped, sizeof stamped, &stream, &sink), ==,
			-EPROTONOSUPPORT);
}

static void test_acc_encode(void)
{
	static const struct pmd_stream stream = {.rate_mhz = 200000};
	struct wave_block wave = {
	    .channels = 3, .count = 2, .device_ns = 7, .raw = {1, -1, 32767, -32768, 0, 1000}};
	struct heard heard = {0};
	guint8 frame[PMD_FRAME_MAX];
	long size = pmd_acc_frame_encode(&wave, frame, sizeof frame);

	g_assert_cmpint(size, ==, 22);
	g_assert_cmpint(
	    pmd_frame_push(frame, (gsize)size, &stream, &(struct sample_sink){on_block, &heard}),
	    ==, 0);
	assert_bytes(heard.last.wave.raw, 24, wave.raw, 24);
	g_assert_cmpuint(heard.last.wave.device_ns, ==, 7);
	g_assert_cmpint(pmd_acc_frame_encode(&wave, frame, 21), ==, -ENOBUFS);
	wave.raw[5] = 32768;
	g_assert_cmpint(pmd_acc_frame_encode(&wave, frame, sizeof frame), ==, -ERANGE);
	wave.raw[5] = 0;
	wave.channels = 2;
	g_assert_cmpint(pmd_acc_frame_encode(&wave, frame, sizeof frame), ==, -ERANGE);
	wave.channels = 3;
	wave.count = PMD_ACC_FRAME_SAMPLES;
	g_assert_cmpint(pmd_acc_frame_encode(&wave, frame, sizeof frame), ==, 226);
	wave.count = 0;
	g_assert_cmpint(pmd_acc_frame_encode(&wave, frame, sizeof frame), ==, -ERANGE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pmd-frame/raw", test_raw);
	g_test_add_func("/pmd-frame/compressed", test_compressed);
	g_test_add_func("/pmd-frame/header-cut", test_header_cut);
	g_test_add_func("/pmd-frame/light-channels", test_light_channels);
	g_test_add_func("/pmd-frame/talks", test_talks);
	g_test_add_func("/pmd-frame/long-frame", test_long_frame);
	g_test_add_func("/pmd-frame/time-of-cut-frame", test_time_of_cut_frame);
	g_test_add_func("/pmd-frame/intervals", test_intervals);
	g_test_add_func("/pmd-frame/acc-encode", test_acc_encode);
	return g_test_run();
}
