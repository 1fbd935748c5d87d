/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/health_sensor.h"

#include "tests/unit/block-text.h"
#include "tests/unit/driver-table.h"

#include <errno.h>
#include <string.h>

#define WHOLE       "03 "          /* the first segment and the last */
#define TYPE_HEART  "82 41 02 00 " /* 147842 */
#define TYPE_SPO2   "B8 4B 02 00 "
#define TYPE_PULSE  "1A 48 02 00 "
#define TYPE_SYS    "05 4A 02 00 "
#define TYPE_DIA    "06 4A 02 00 "
#define TYPE_MEAN   "07 4A 02 00 "
#define TYPE_NIBP   "04 4A 02 00 "
#define TYPE_WEIGHT "40 E1 02 00 "
#define TYPE_RR     "28 3F 02 00 "
#define TYPE_OTHER  "01 00 02 00 "
#define BPM_72      "A0 0A 48 00 00 00 "
#define PERCENT_97  "20 02 61 00 00 00 "

/* Made from the layout; the first is that of the open client's heart rate. */
static const struct packet packets[] = {
    {"heart rate at a time, UTC without a zone",
     WHOLE "01 15 00 03 00 " TYPE_HEART "2A 00 74 8B 32 00 00 01 00 " BPM_72, 0,
     "reading: heart-rate 72\n"},
    {"... with a zone of an hour",
     WHOLE "01 15 00 03 00 " TYPE_HEART "3A 00 74 8B 32 00 00 01 04 " BPM_72, 0,
     "reading 2000-01-10 20:33:20: heart-rate 72\n"},
    {"... west of Greenwich",
     WHOLE "01 15 00 03 00 " TYPE_HEART "3A 00 74 8B 32 00 00 01 EC " BPM_72, 0,
     "reading 2000-01-10 14:33:20: heart-rate 72\n"},
    {"... local, in seconds",
     WHOLE "01 15 00 03 00 " TYPE_HEART "20 20 E3 94 32 00 00 01 00 " BPM_72, 0,
     "reading 2026-11-21 23:17:52: heart-rate 72\n"},
    {"... local, behind the year 9999",
     WHOLE "01 15 00 03 00 " TYPE_HEART "20 FF FF FF FF FF FF 01 00 " BPM_72, 0,
     "reading: heart-rate 72\n"},
    {"... before 2000 by its zone",
     WHOLE "01 15 00 03 00 " TYPE_HEART "32 00 00 00 00 00 00 01 EC " BPM_72, 0,
     "reading: heart-rate 72\n"},
    {"... in ticks", WHOLE "01 15 00 03 00 " TYPE_HEART "09 00 74 8B 32 00 00 01 00 " BPM_72, 0,
     "reading: heart-rate 72\n"},
    {"saturation", WHOLE "01 0C 00 01 00 " TYPE_SPO2 PERCENT_97, 0, "reading: spo2 97\n"},
    {"weight", WHOLE "01 0C 00 01 00 " TYPE_WEIGHT "C3 06 BE 02 00 FF", 0,
     "reading: weight 70.2\n"},
    {"interval in seconds", WHOLE "01 0C 00 01 00 " TYPE_RR "80 08 41 03 00 FD", 0,
     "reading: rr 833\n"},
    {"no number", WHOLE "01 0C 00 01 00 " TYPE_SPO2 "20 02 FF FF 7F 00", 0, "reading\n"},
    {"all that may stand before the value",
     WHOLE "01 2A 00 FD 01 " TYPE_SPO2 "3C 00 00 00 02 00 11 22 33 44 07 "
	   "01 AA AA AA AA 02 BB BB BB BB BB BB BB BB 01 CC CC CC CC " PERCENT_97,
     0, "reading questionable user 7 status 0x2: spo2 97\n"},
    {"something behind the value", WHOLE "01 0E 00 01 02 " TYPE_SPO2 PERCENT_97 "01 02", 0,
     "reading: spo2 97\n"},
    {"blood pressure",
     WHOLE "07 28 00 01 00 " TYPE_NIBP "03 " TYPE_SYS "01 20 0F 8A 00 00 00 " TYPE_DIA
	   "01 20 0F 58 00 00 00 " TYPE_MEAN "01 03 0F A0 00 00 FF",
     0, "reading: systolic 138, diastolic 88, mean 120.009852\n"},
    {"a compound with one that is not known",
     WHOLE "07 1D 00 01 00 " TYPE_NIBP "02 " TYPE_OTHER "01 " BPM_72 TYPE_PULSE "01 " BPM_72, 0,
     "reading: pulse 72\n"},
    {"a compound with text", WHOLE "07 0D 00 01 00 " TYPE_NIBP "01 " TYPE_SYS "03 00",
     -EPROTONOSUPPORT, ""},
    {"an empty compound", WHOLE "07 07 00 01 00 " TYPE_NIBP "00", -EPROTONOSUPPORT, ""},
    {"a type not known", WHOLE "01 0C 00 01 00 " TYPE_OTHER BPM_72, -EPROTONOSUPPORT, ""},
    {"a unit that does not fit", WHOLE "01 0C 00 01 00 " TYPE_SPO2 BPM_72, -EPROTONOSUPPORT, ""},
    {"no type", WHOLE "01 08 00 00 00 " BPM_72, -EPROTONOSUPPORT, ""},
    {"flags not known", WHOLE "01 0C 00 01 04 " TYPE_SPO2 PERCENT_97, -EPROTONOSUPPORT, ""},
    {"text", WHOLE "03 08 00 01 00 " TYPE_OTHER "00 00", -EPROTONOSUPPORT, ""},
    {"a bundle", WHOLE "FF 03 00 00 00 00", -EPROTONOSUPPORT, ""},
    {"a length that lies", WHOLE "01 0D 00 01 00 " TYPE_SPO2 PERCENT_97, -EBADMSG, ""},
    {"bytes behind the value", WHOLE "01 0D 00 01 00 " TYPE_SPO2 PERCENT_97 "00", -EBADMSG, ""},
    {"a list longer than the packet", WHOLE "01 0D 00 41 00 " TYPE_SPO2 "FF " PERCENT_97, -EBADMSG,
     ""},
    {"the middle of one", "00 01 0C 00", -EBADMSG, ""},
    {"no segment byte", "", -EBADMSG, ""},
};

static void test_observations(void)
{
	check_packets("health sensor", packets, G_N_ELEMENTS(packets));
}

static void test_cut(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(packets); i++) {
		if (packets[i].rc == 0)
			check_cuts("health sensor", packets[i].hex);
	}
}

static int push_segment(struct driven *driven, guint first_last, guint number, const guint8 *bytes,
			gsize size)
{
	g_autofree guint8 *segment = g_malloc(size + 1);

	segment[0] = (guint8)(first_last | number % 64 << 2);
	memcpy(segment + 1, bytes, size);
	return driven_push(driven, segment, size + 1);
}

/* Segments of each size, with numbers that pass 63. */
static void test_joined(void)
{
	g_autoptr(GByteArray) bytes = bytes_of_hex(packets[13].hex);
	const guint8 *observation = bytes->data + 1;
	guint size = bytes->len - 1;

	for (guint piece = 1; piece <= size; piece++) {
		struct driven driven;
		guint number = 60;

		driven_init(&driven, "health sensor");
		for (guint at = 0; at < size; at += piece, number++) {
			guint flags = (at == 0 ? 1U : 0U) | (at + piece >= size ? 2U : 0U);

			g_assert_cmpint(push_segment(&driven, flags, number, observation + at,
						     MIN(piece, size - at)),
					==, 0);
		}
		g_assert_cmpstr(driven.text->str, ==, packets[13].blocks);
		driven_clear(&driven);
	}
}

static void test_segment_lost(void)
{
	g_autoptr(GByteArray) bytes = bytes_of_hex(packets[7].hex);
	const guint8 *observation = bytes->data + 1;
	guint size = bytes->len - 1;
	struct driven driven;

	driven_init(&driven, "health sensor");
	g_assert_cmpint(push_segment(&driven, 1, 0, observation, 5), ==, 0);
	g_assert_cmpint(push_segment(&driven, 0, 2, observation + 5, 5), ==, -EBADMSG);
	g_assert_cmpint(push_segment(&driven, 2, 3, observation + 10, size - 10), ==, -EBADMSG);
	g_assert_cmpstr(driven.text->str, ==, "");
	/* The next one is taken, and one that its end is missing of is told of. */
	g_assert_cmpint(push_segment(&driven, 1, 4, observation, 5), ==, 0);
	g_assert_cmpint(push_segment(&driven, 3, 6, observation, size), ==, -EBADMSG);
	g_assert_cmpstr(driven.text->str, ==, "reading: spo2 97\n");
	g_assert_cmpint(push_segment(&driven, 3, 7, observation, size), ==, 0);
	driven_clear(&driven);
}

static void test_too_long(void)
{
	static const guint8 zeros[100];
	struct driven driven;
	guint number = 0;

	driven_init(&driven, "health sensor");
	g_assert_cmpint(push_segment(&driven, 1, number++, zeros, sizeof zeros), ==, 0);
	while ((number + 1) * sizeof zeros <= HEALTH_SENSOR_OBSERVATION_MAX)
		g_assert_cmpint(push_segment(&driven, 0, number++, zeros, sizeof zeros), ==, 0);
	g_assert_cmpint(push_segment(&driven, 0, number++, zeros, sizeof zeros), ==, -EBADMSG);
	g_assert_cmpint(push_segment(&driven, 2, number, zeros, 1), ==, -EBADMSG);
	driven_clear(&driven);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/health-sensor/observations", test_observations);
	g_test_add_func("/health-sensor/cut", test_cut);
	g_test_add_func("/health-sensor/joined", test_joined);
	g_test_add_func("/health-sensor/segment-lost", test_segment_lost);
	g_test_add_func("/health-sensor/too-long", test_too_long);
	return g_test_run();
}
