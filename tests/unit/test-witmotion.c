/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/witmotion.h"

#include "tests/unit/assert-bytes.h"
#include "tests/unit/block-text.h"
#include "tests/unit/driver-table.h"

#include <errno.h>

/* A frame that a sensor sent: 0.308 -0.168 -0.179 g, 31.6 -28.3 -3.1 degrees a second, angles
 * -21.14 -5.17 -83.44 degrees. */
#define MOTION "55 61 77 02 A8 FE 92 FE 06 02 30 FE CD FF F8 F0 53 FC AB C4"
#define MOTION_AT(rate)                                                                            \
	"wave acceleration" rate ": 3.0214825 -1.64721074 -1.75255562\n"                           \
	"wave angular-rate" rate ": 0.551806978 -0.494282698 -0.0543284862\n"                      \
	"wave euler" rate ": -0.368922379 -0.0902172451 -1.45622714\n"
/* Made from the layout. */
#define FIELD       "55 71 3A 00 88 FF F0 00 68 01 00 00 00 00 00 00 00 00 00 00"
#define FIELD_TEXT  "wave magnetic-field: -1 2 3\n"
#define QUATERNION  "55 71 51 00 FF 7F 00 00 00 C0 01 00 00 00 00 00 00 00 00 00"
#define BATTERY     "55 71 64 00 86 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
#define TEMPERATURE "55 71 40 00 22 FE 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
#define UNKNOWN     "55 71 0C 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"

static const struct packet packets[] = {
    {"motion", MOTION, 0, MOTION_AT("")},
    {"magnetic field", FIELD, 0, FIELD_TEXT},
    {"quaternion", QUATERNION, 0, "wave orientation: 0.999969482 0 -0.5 3.05175781e-05\n"},
    {"battery", BATTERY, 0, "reading measuring: battery-voltage 3.9\n"},
    {"temperature below zero", TEMPERATURE, 0, "reading measuring: temperature -4.78\n"},
    {"registers not known", UNKNOWN, -EPROTONOSUPPORT, ""},
    {"registers not known between others", FIELD UNKNOWN MOTION, -EPROTONOSUPPORT,
     FIELD_TEXT MOTION_AT("")},
    {"two in one packet", MOTION MOTION, 0, MOTION_AT("") MOTION_AT("")},
    {"half a frame", "55 61 77 02 A8 FE", 0, ""},
    {"nothing", "", 0, ""},
    {"begins within a frame", "F8 F0 53 FC AB C4" MOTION FIELD, -EBADMSG, MOTION_AT("") FIELD_TEXT},
    {"begins within a frame that holds a head", "F8 55 61 FC AB C4" MOTION FIELD, -EBADMSG,
     MOTION_AT("") FIELD_TEXT},
    /* Without a checksum the frame that was hit cannot be told; those behind it can. */
    {"a byte lost", "55 61 77 02 A8 FE 92 FE 06 02 30 FE CD FF F8 F0 53 FC AB" MOTION MOTION FIELD,
     -EBADMSG,
     "wave acceleration: 3.0214825 -1.64721074 -1.75255562\n"
     "wave angular-rate: 0.551806978 -0.494282698 -0.0543284862\n"
     "wave euler: -0.368922379 -0.0902172451 2.10260829\n" MOTION_AT("") FIELD_TEXT},
    {"another kind of frame", "55 51 00 00 00 00 00 00 00 00 A6" MOTION FIELD, -EBADMSG,
     MOTION_AT("") FIELD_TEXT},
};

static void test_frames(void)
{
	check_packets("WitMotion", packets, G_N_ELEMENTS(packets));
}

/* Cut anywhere, the same comes out. */
static void test_same_for_every_cut(void)
{
	g_autoptr(GByteArray) bytes =
	    bytes_of_hex("01 55 61" MOTION MOTION "55" FIELD BATTERY MOTION FIELD);
	g_autofree char *whole = NULL;

	for (guint piece = bytes->len; piece > 0; piece--) {
		struct driven driven;

		driven_init(&driven, "WitMotion");
		for (guint at = 0; at < bytes->len; at += piece)
			driven_push(&driven, bytes->data + at, MIN(piece, bytes->len - at));
		if (!whole)
			whole = g_strdup(driven.text->str);
		g_assert_cmpstr(driven.text->str, ==, whole);
		driven_clear(&driven);
	}
	g_assert_true(g_str_has_suffix(whole, MOTION_AT("") FIELD_TEXT));
}

/* The rate is what the hub set, not what it read. */
static void test_rate(void)
{
	g_autoptr(GByteArray) frame = bytes_of_hex(MOTION);
	uint8_t command[WITMOTION_COMMAND_SIZE];
	struct driven driven;

	driven_init(&driven, "WitMotion");
	g_assert_cmpint((int)witmotion_rate_encode(50, command, sizeof command), ==, 5);
	driven.driver->sent(driven.state, command, sizeof command);
	g_assert_cmpint((int)witmotion_read_encode(WITMOTION_BATTERY, command, sizeof command), ==,
			5);
	driven.driver->sent(driven.state, command, sizeof command);
	driven.driver->sent(driven.state, command, 3);
	g_assert_cmpint(driven_push(&driven, frame->data, frame->len), ==, 0);
	g_assert_cmpstr(driven.text->str, ==, MOTION_AT(" 50000 mHz"));
	driven_clear(&driven);
}

static void test_nearest_rate(void)
{
	g_assert_cmpuint(witmotion_rate_hz(0), ==, 1);
	g_assert_cmpuint(witmotion_rate_hz(50), ==, 50);
	g_assert_cmpuint(witmotion_rate_hz(51), ==, 100);
	g_assert_cmpuint(witmotion_rate_hz(1000), ==, 200);
}

static void test_commands(void)
{
	static const struct {
		unsigned int rate_hz;
		uint8_t bytes[WITMOTION_COMMAND_SIZE];
	} table[] = {
	    {1, {0xff, 0xaa, 0x03, 0x03, 0}},   {5, {0xff, 0xaa, 0x03, 0x05, 0}},
	    {10, {0xff, 0xaa, 0x03, 0x06, 0}},  {50, {0xff, 0xaa, 0x03, 0x08, 0}},
	    {100, {0xff, 0xaa, 0x03, 0x09, 0}}, {200, {0xff, 0xaa, 0x03, 0x0b, 0}},
	};
	static const uint8_t unlock[] = {0xff, 0xaa, 0x69, 0x88, 0xb5};
	static const uint8_t read[] = {0xff, 0xaa, 0x27, 0x3a, 0x00};
	uint8_t out[WITMOTION_COMMAND_SIZE];

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		long size = witmotion_rate_encode(table[i].rate_hz, out, sizeof out);

		assert_bytes(out, size, table[i].bytes, sizeof table[i].bytes);
	}
	assert_bytes(out, witmotion_unlock_encode(out, sizeof out), unlock, sizeof unlock);
	assert_bytes(out, witmotion_read_encode(WITMOTION_MAGNETIC_FIELD, out, sizeof out), read,
		     sizeof read);
	g_assert_cmpint((int)witmotion_rate_encode(60, out, sizeof out), ==, -ERANGE);
	g_assert_cmpint((int)witmotion_rate_encode(50, out, 4), ==, -ENOBUFS);
	g_assert_cmpint((int)witmotion_unlock_encode(out, 0), ==, -ENOBUFS);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/witmotion/frames", test_frames);
	g_test_add_func("/witmotion/same-for-every-cut", test_same_for_every_cut);
	g_test_add_func("/witmotion/rate", test_rate);
	g_test_add_func("/witmotion/nearest-rate", test_nearest_rate);
	g_test_add_func("/witmotion/commands", test_commands);
	return g_test_run();
}
