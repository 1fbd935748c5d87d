/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Movesense's protocol: commands, and what a sensor answers to them. Packets made from the layout.
 */
#include "ble/codec/movesense.h"

#include "tests/unit/assert-bytes.h"
#include "tests/unit/block-text.h"
#include "tests/unit/driver-table.h"

#include <errno.h>
#include <string.h>

struct command_row {
	struct movesense_command command;
	const char *hex;
};

static const struct command_row commands[] = {
    {{MOVESENSE_HELLO, 1, NULL, 0}, "00 01"},
    {{MOVESENSE_SUBSCRIBE, 0x63, "/Meas/ECG/125", 0},
     "01 63 2F 4D 65 61 73 2F 45 43 47 2F 31 32 35"},
    {{MOVESENSE_UNSUBSCRIBE, 0x63, NULL, 0}, "02 63"},
    {{MOVESENSE_FETCH_LOG, 5, NULL, 258}, "03 05 02 01 00 00"},
    {{MOVESENSE_GET, 6, "/Time", 0}, "04 06 2F 54 69 6D 65"},
    {{MOVESENSE_CLEAR_LOGBOOK, 7, NULL, 0}, "05 07"},
    {{MOVESENSE_PUT_DATALOGGER_CONFIG, 7, "/A", 0}, "06 07 2F 41 00"},
    {{MOVESENSE_PUT_SYSTEM_MODE, 8, NULL, MOVESENSE_MODE_OFF}, "07 08 01"},
    {{MOVESENSE_PUT_UTC_TIME, 9, NULL, 0x0102030405060708}, "08 09 08 07 06 05 04 03 02 01"},
    {{MOVESENSE_PUT_DATALOGGER_STATE, 255, NULL, 3}, "09 FF 03"},
};

static void test_commands(void)
{
	static const struct movesense_command no_reference = {.operation = MOVESENSE_HELLO};
	static const struct movesense_command no_path = {MOVESENSE_GET, 1, NULL, 0};
	static const struct movesense_command empty_path = {MOVESENSE_SUBSCRIBE, 1, "", 0};
	guint8 out[MOVESENSE_COMMAND_MAX];

	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GByteArray) wanted = bytes_of_hex(commands[i].hex);
		long size = movesense_command_encode(&commands[i].command, out, sizeof out);

		assert_bytes(out, size, wanted->data, wanted->len);
		g_assert_cmpint(
		    movesense_command_encode(&commands[i].command, out, wanted->len - 1), ==,
		    -ENOBUFS);
	}
	g_assert_cmpint(movesense_command_encode(&no_reference, out, sizeof out), ==, -EINVAL);
	g_assert_cmpint(movesense_command_encode(&no_path, out, sizeof out), ==, -EINVAL);
	g_assert_cmpint(movesense_command_encode(&empty_path, out, sizeof out), ==, -EINVAL);
}

static const struct {
	enum movesense_resource resource;
	guint rate_hz;
	const char *path;
} paths[] = {
    {MOVESENSE_ECG, 125, "/Meas/ECG/125"},       {MOVESENSE_ECG, 512, "/Meas/ECG/512"},
    {MOVESENSE_ECG_MV, 128, "/Meas/ECG/128/mV"}, {MOVESENSE_ACC, 13, "/Meas/Acc/13"},
    {MOVESENSE_GYRO, 1666, "/Meas/Gyro/1666"},   {MOVESENSE_MAGN, 52, "/Meas/Magn/52"},
    {MOVESENSE_IMU6, 104, "/Meas/IMU6/104"},     {MOVESENSE_IMU6M, 104, "/Meas/IMU6m/104"},
    {MOVESENSE_IMU9, 26, "/Meas/IMU9/26"},       {MOVESENSE_HEART_RATE, 0, "/Meas/HR"},
    {MOVESENSE_TEMPERATURE, 0, "/Meas/Temp"},    {MOVESENSE_ENERGY, 0, "/System/Energy/Level"},
};

static void test_paths(void)
{
	char out[MOVESENSE_COMMAND_MAX];

	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		enum movesense_resource resource;
		gsize size = strlen(paths[i].path);
		guint rate_hz;

		g_assert_cmpint(
		    movesense_path(paths[i].resource, paths[i].rate_hz, out, sizeof out), ==,
		    (long)size);
		g_assert_cmpstr(out, ==, paths[i].path);
		g_assert_cmpint(movesense_path(paths[i].resource, paths[i].rate_hz, out, size), ==,
				-ENOBUFS);
		/* The NUL may have been sent along. */
		for (guint nul = 0; nul < 2; nul++) {
			g_assert_cmpint(
			    movesense_path_decode(paths[i].path, size + nul, &resource, &rate_hz),
			    ==, 0);
			g_assert_cmpint(resource, ==, paths[i].resource);
			g_assert_cmpuint(rate_hz, ==, paths[i].rate_hz);
		}
	}
	g_assert_cmpint(movesense_path(MOVESENSE_ECG, 130, out, sizeof out), ==, -EINVAL);
}

static void test_bad_paths(void)
{
	static const char *const bad[] = {
	    "",
	    "/",
	    "/Meas/ECG",
	    "/Meas/ECG/",
	    "/Meas/ECG/x",
	    "/Meas/ECG/125/",
	    "/Meas/ECG/125x",
	    "/Meas/HR/1",
	    "/Meas/IMU/52",
	    "/Meas/ECG/999999",
	    "/Meas/Acc/52/mV",
	    "/Meas/Ac",
	};
	enum movesense_resource resource;
	guint rate_hz;

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_cmpint(movesense_path_decode(bad[i], strlen(bad[i]), &resource, &rate_hz),
				==, -EPROTONOSUPPORT);
}

static void test_rates(void)
{
	g_assert_cmpuint(movesense_rate_hz(MOVESENSE_ECG, 130), ==, 200);
	g_assert_cmpuint(movesense_rate_hz(MOVESENSE_ECG, 0), ==, 125);
	g_assert_cmpuint(movesense_rate_hz(MOVESENSE_ECG, 9999), ==, 512);
	g_assert_cmpuint(movesense_rate_hz(MOVESENSE_IMU6, 52), ==, 52);
	g_assert_cmpuint(movesense_rate_hz(MOVESENSE_IMU6, 2000), ==, 1666);
	g_assert_cmpuint(movesense_rate_hz(MOVESENSE_HEART_RATE, 52), ==, 0);
}

static void test_replies(void)
{
	static const guint8 good[] = {1, 0x63, 0xc8, 0x00, 7};
	static const guint8 high_first[] = {1, 5, 0x01, 0xfb};
	struct movesense_reply reply;

	g_assert_cmpint(movesense_reply_decode(good, sizeof good, &reply), ==, 0);
	g_assert_cmpuint(reply.reference, ==, 0x63);
	g_assert_cmpuint(reply.status, ==, 200);
	assert_bytes(reply.data, reply.size, good + 4, 1);
	g_assert_cmpint(movesense_reply_decode(high_first, sizeof high_first, &reply), ==, 0);
	g_assert_cmpuint(reply.status, ==, 507);
	g_assert_cmpuint(reply.size, ==, 0);
	for (gsize size = 0; size < 4; size++)
		g_assert_cmpint(movesense_reply_decode(good, size, &reply), ==, -EBADMSG);
	g_assert_cmpint(movesense_reply_decode((const guint8[]){2, 1, 200, 0}, 4, &reply), ==,
			-EBADMSG);
}

static void test_hello(void)
{
	static const guint8 bytes[] = "\x01\x07\x01"
				      "2036\0MD\0aa:bb\0gsp\0"
				      "2.3.1";
	static const guint8 long_text[] = "\x01\x07\x01\x80"
					  "0123456789012345678901234567890123456789\0next";
	struct movesense_hello hello;

	g_assert_cmpint(movesense_hello_decode(bytes, sizeof bytes - 1, &hello), ==, 0);
	g_assert_cmpuint(hello.protocol_version, ==, 1);
	g_assert_cmpstr(hello.serial, ==, "2036");
	g_assert_cmpstr(hello.product, ==, "MD");
	g_assert_cmpstr(hello.dfu_address, ==, "aa:bb");
	g_assert_cmpstr(hello.application, ==, "gsp");
	g_assert_cmpstr(hello.application_version, ==, "2.3.1");
	g_assert_cmpint(movesense_hello_decode(long_text, sizeof long_text - 1, &hello), ==, 0);
	g_assert_cmpstr(hello.serial, ==, "?012345678901234567890123456789");
	g_assert_cmpstr(hello.product, ==, "next");
	g_assert_cmpstr(hello.application, ==, "");
	for (gsize size = 0; size < 3; size++)
		g_assert_cmpint(movesense_hello_decode(bytes, size, &hello), ==, -EBADMSG);
}

/* What goes over the air: "> hex" is written, anything else is notified. */
struct talk {
	const char *what;
	const char *lines[8];
	int rc; /* of the last notification */
	const char *blocks;
};

#define SUBSCRIBE_ECG    "> 01 63 2F 4D 65 61 73 2F 45 43 47 2F 31 32 35"
#define SUBSCRIBE_ECG_MV "> 01 63 2F 4D 65 61 73 2F 45 43 47 2F 31 32 35 2F 6D 56"
#define SUBSCRIBE_ACC    "> 01 0A 2F 4D 65 61 73 2F 41 63 63 2F 35 32"
#define SUBSCRIBE_GYRO   "> 01 0A 2F 4D 65 61 73 2F 47 79 72 6F 2F 35 32"
#define SUBSCRIBE_MAGN   "> 01 0A 2F 4D 65 61 73 2F 4D 61 67 6E 2F 35 32"
#define SUBSCRIBE_IMU6   "> 01 0B 2F 4D 65 61 73 2F 49 4D 55 36 2F 35 32"
#define SUBSCRIBE_IMU9   "> 01 0B 2F 4D 65 61 73 2F 49 4D 55 39 2F 35 32"
#define SUBSCRIBE_HR     "> 01 0C 2F 4D 65 61 73 2F 48 52"
#define SUBSCRIBE_TEMP   "> 01 0D 2F 4D 65 61 73 2F 54 65 6D 70"
#define GET_ENERGY       "> 04 0E 2F 53 79 73 74 65 6D 2F 45 6E 65 72 67 79 2F 4C 65 76 65 6C"
#define X_1              "00 00 80 3F 00 00 00 40 00 00 40 40 "
#define X_2              "00 00 00 00 00 00 80 BF 00 00 20 41 "
#define X_180            "00 00 34 43 00 00 34 C3 00 00 00 00 "

static const struct talk talks[] = {
    {"ECG",
     {SUBSCRIBE_ECG, "01 63 C8 00", "02 63 E8 03 00 00 E8 03 00 00 18 FC FF FF"},
     0,
     "ecg 125000 mHz at 1008000000 ns: 381 -381\n"},
    {"ECG at both ends of its range",
     {SUBSCRIBE_ECG, "02 63 00 00 00 00 FF FF FF 7F 00 00 00 80 01 00 00 00 02 00 00 00"},
     0,
     "ecg 125000 mHz at 24000000 ns: 819200000 -819200000 0 1\n"},
    {"ECG in mV of 16 bits",
     {SUBSCRIBE_ECG_MV, "02 63 00 00 00 00 E8 03 18 FC"},
     0,
     "ecg 125000 mHz at 8000000 ns: 1000 -1000\n"},
    {"ECG in mV as floats",
     {SUBSCRIBE_ECG_MV, "02 63 00 00 00 00 00 00 80 3F 00 00 00 BF" /* 1, -0.5 and 14 of 0 */
			"00000000000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000000000"},
     0,
     "ecg 125000 mHz at 120000000 ns: 1000 -500 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"},
    {"ECG in mV that is no number",
     {SUBSCRIBE_ECG_MV, "02 63 00 00 00 00 00 00 C0 7F 00 00 00 BF"
			"00000000000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000000000"},
     -EBADMSG,
     ""},
    {"acceleration",
     {SUBSCRIBE_ACC, "02 0A E8 03 00 00 " X_1 X_2},
     0,
     "wave acceleration 52000 mHz at 1019230769 ns: 1 2 3; 0 -1 10\n"},
    {"angular rate",
     {SUBSCRIBE_GYRO, "02 0A E8 03 00 00 " X_180},
     0,
     "wave angular-rate 52000 mHz at 1000000000 ns: 3.14159265 -3.14159265 0\n"},
    {"magnetic field",
     {SUBSCRIBE_MAGN, "02 0A E8 03 00 00 " X_1},
     0,
     "wave magnetic-field 52000 mHz at 1000000000 ns: 1 2 3\n"},
    {"an infinite acceleration",
     {SUBSCRIBE_ACC, "02 0A E8 03 00 00 00 00 80 7F 00 00 00 40 00 00 40 40"},
     -EBADMSG,
     ""},
    {"the first packet of two sensors waits",
     {SUBSCRIBE_IMU6, "02 0B 00 00 00 00 " X_1 X_180},
     0,
     ""},
    {"it was whole, and so are the next",
     {SUBSCRIBE_IMU6, "02 0B 00 00 00 00 " X_1 X_180, "02 0B 14 00 00 00 " X_2 X_180,
      "02 0B 28 00 00 00 " X_1 X_180},
     0,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "wave angular-rate 52000 mHz at 0 ns: 3.14159265 -3.14159265 0\n"
     "wave acceleration 52000 mHz at 20000000 ns: 0 -1 10\n"
     "wave angular-rate 52000 mHz at 20000000 ns: 3.14159265 -3.14159265 0\n"
     "wave acceleration 52000 mHz at 40000000 ns: 1 2 3\n"
     "wave angular-rate 52000 mHz at 40000000 ns: 3.14159265 -3.14159265 0\n"},
    {"two parts of which the first could be whole",
     {SUBSCRIBE_IMU6, "02 0B 00 00 00 00 " X_1 X_2, "03 0B " X_180 X_180,
      "02 0B 28 00 00 00 " X_1 X_1},
     0,
     "wave acceleration 52000 mHz at 19230769 ns: 1 2 3; 0 -1 10\n"
     "wave angular-rate 52000 mHz at 19230769 ns: 3.14159265 -3.14159265 0; "
     "3.14159265 -3.14159265 0\n"},
    {"nine axes in three parts",
     {SUBSCRIBE_IMU9, "02 0B 00 00 00 00 " X_1 "00 00 34", "03 0B 43 00 00 34 C3 00",
      "03 0B 00 00 00 " X_2},
     0,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "wave angular-rate 52000 mHz at 0 ns: 3.14159265 -3.14159265 0\n"
     "wave magnetic-field 52000 mHz at 0 ns: 0 -1 10\n"},
    {"parts of two streams, mixed",
     {SUBSCRIBE_IMU9, SUBSCRIBE_ACC, "02 0B 00 00 00 00 " X_1 "00", "02 0A 00 00 00 00 " X_1 "00",
      "03 0B 00 34 43 00 00 34 C3 00 00 00 00 " X_2, "03 0A 00 00 00 00 00 80 BF 00 00 20 41"},
     0,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "wave angular-rate 52000 mHz at 0 ns: 3.14159265 -3.14159265 0\n"
     "wave magnetic-field 52000 mHz at 0 ns: 0 -1 10\n"
     "wave acceleration 52000 mHz at 19230769 ns: 1 2 3; 0 -1 10\n"},
    {"a second part that is missing",
     {SUBSCRIBE_ACC, "02 0A 00 00 00 00 " X_1 "00", "02 0A 14 00 00 00 " X_2},
     -EBADMSG,
     "wave acceleration 52000 mHz at 20000000 ns: 0 -1 10\n"},
    {"a second part without a first", {SUBSCRIBE_ACC, "03 0A " X_1}, -EBADMSG, ""},
    {"a second part when the first was taken for whole",
     {SUBSCRIBE_ACC, "02 0A 00 00 00 00 " X_1, "03 0A " X_2, "02 0A 14 00 00 00 " X_1,
      "03 0A " X_2},
     0,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "wave acceleration 52000 mHz at 19000000 ns: 0 -1 10\n"
     "wave acceleration 52000 mHz at 39230769 ns: 1 2 3; 0 -1 10\n"},
    {"another stream between such parts",
     {SUBSCRIBE_ECG, SUBSCRIBE_ACC, "02 0A 00 00 00 00 " X_1, "02 63 E8 03 00 00 E8 03 00 00",
      "03 0A " X_2},
     0,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "ecg 125000 mHz at 1000000000 ns: 381\n"
     "wave acceleration 52000 mHz at 19000000 ns: 0 -1 10\n"},
    {"the same of ECG",
     {SUBSCRIBE_ECG, "02 63 E8 03 00 00 E8 03 00 00", "03 63 18 FC FF FF"},
     0,
     "ecg 125000 mHz at 1000000000 ns: 381\necg 125000 mHz at 1008000000 ns: -381\n"},
    {"a part of a sample when the first was taken for whole",
     {SUBSCRIBE_ACC, "02 0A 00 00 00 00 " X_1, "03 0A 00 00 00 00"},
     -EBADMSG,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"},
    {"a second part twice",
     {SUBSCRIBE_ACC, "02 0A 00 00 00 00 " X_1, "03 0A " X_2, "03 0A " X_2},
     -EBADMSG,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "wave acceleration 52000 mHz at 19000000 ns: 0 -1 10\n"},
    {"a second part behind a heart rate",
     {SUBSCRIBE_HR, "02 0C 00 00 70 42", "03 0C 00 00"},
     -EBADMSG,
     "heart 60\n"},
    {"one packet of two sensors before the end",
     {SUBSCRIBE_IMU6, "02 0B 00 00 00 00 " X_1 X_180, "> 02 0B", "01 0B C8 00"},
     0,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"
     "wave angular-rate 52000 mHz at 0 ns: 3.14159265 -3.14159265 0\n"},
    {"half a packet before the end",
     {SUBSCRIBE_IMU6, "02 0B 00 00 00 00 " X_1, "> 02 0B", "01 0B C8 00"},
     -EBADMSG,
     ""},
    {"heart rate", {SUBSCRIBE_HR, "02 0C 00 00 91 42 3C 03 E8 03"}, 0, "heart 73 rr 848 1024\n"},
    {"heart rate without an interval", {SUBSCRIBE_HR, "02 0C 00 00 70 42"}, 0, "heart 60\n"},
    {"an interval longer than the block holds",
     {SUBSCRIBE_HR, "02 0C 00 00 70 42 FF FF"},
     0,
     "heart 60 rr 65535\n"},
    {"a negative heart rate", {SUBSCRIBE_HR, "02 0C 00 00 70 C2"}, -EBADMSG, ""},
    {"a heart rate that is no number", {SUBSCRIBE_HR, "02 0C 00 00 C0 7F"}, -EBADMSG, ""},
    {"temperature", {SUBSCRIBE_TEMP, "02 0D 00 80 98 43"}, 0, "reading: temperature 31.85\n"},
    {"temperature and a time",
     {SUBSCRIBE_TEMP, "02 0D 01 02 03 04 00 80 98 43"},
     0,
     "reading: temperature 31.85\n"},
    {"a temperature below the lowest", {SUBSCRIBE_TEMP, "02 0D 00 80 98 C3"}, -EBADMSG, ""},
    {"battery, asked for", {GET_ENERGY, "01 0E C8 00 55"}, 0, "battery 85\n"},
    {"battery, refused", {GET_ENERGY, "01 0E 94 01 55"}, 0, ""},
    {"battery, too full", {GET_ENERGY, "01 0E C8 00 65"}, -EBADMSG, ""},
    {"battery, no value", {GET_ENERGY, "01 0E C8 00"}, -EBADMSG, ""},
    {"one answer to one question",
     {GET_ENERGY, "01 0E C8 00 55", "01 0E C8 00 54"},
     0,
     "battery 85\n"},
    {"a refused subscription", {SUBSCRIBE_HR, "01 0C FB 01", "02 0C 00 00 70 42"}, -ENODATA, ""},
    {"on its way when the subscription was ended",
     {SUBSCRIBE_HR, "> 02 0C", "02 0C 00 00 70 42"},
     0,
     "heart 60\n"},
    {"an ended subscription",
     {SUBSCRIBE_HR, "> 02 0C", "01 0C C8 00", "02 0C 00 00 70 42"},
     -ENODATA,
     ""},
    {"a reference used again",
     {SUBSCRIBE_ACC, SUBSCRIBE_MAGN, "02 0A E8 03 00 00 " X_1},
     0,
     "wave magnetic-field 52000 mHz at 1000000000 ns: 1 2 3\n"},
    {"data nobody asked for", {"02 0A E8 03 00 00"}, -ENODATA, ""},
    {"reference 0", {"> 01 00 2F 4D 65 61 73 2F 48 52", "02 00 00 00 70 42"}, -ENODATA, ""},
    {"a kind that is not known", {"04 0A E8 03 00 00"}, -EPROTONOSUPPORT, ""},
    {"a reply of another command", {"01 77 C8 00"}, 0, ""},
    {"too short", {"02"}, -EBADMSG, ""},
    {"data without data", {SUBSCRIBE_ACC, "02 0A"}, -EBADMSG, ""},
    {"a time alone",
     {SUBSCRIBE_ACC, "02 0A 00 00 00 00", "02 0A 00 00 00 00 " X_1},
     -EBADMSG,
     "wave acceleration 52000 mHz at 0 ns: 1 2 3\n"},
    {"the clock goes round",
     {SUBSCRIBE_ACC, "02 0A FF FF FF FF " X_1, "02 0A 01 00 00 00 " X_1, "02 0A FE FF FF FF " X_1},
     0,
     "wave acceleration 52000 mHz at 4294967295000000 ns: 1 2 3\n"
     "wave acceleration 52000 mHz at 4294967297000000 ns: 1 2 3\n"
     "wave acceleration 52000 mHz at 4294967294000000 ns: 1 2 3\n"},
};

static int say(struct driven *driven, const char *line)
{
	g_autoptr(GByteArray) bytes = bytes_of_hex(line[0] == '>' ? line + 2 : line);

	if (line[0] != '>')
		return driven_push(driven, bytes->data, bytes->len);
	driven->driver->sent(driven->state, bytes->data, bytes->len);
	return 0;
}

static void test_talks(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(talks); i++) {
		const struct talk *talk = &talks[i];
		struct driven driven;
		int rc = 0;

		g_test_message("%s", talk->what);
		driven_init(&driven, "Movesense");
		for (guint k = 0; k < G_N_ELEMENTS(talk->lines) && talk->lines[k]; k++)
			rc = say(&driven, talk->lines[k]);
		g_assert_cmpstr(driven.text->str, ==, talk->blocks);
		g_assert_cmpint(rc, ==, talk->rc);
		driven_clear(&driven);
	}
}

static void count_samples(void *context, const struct sample_block *block)
{
	guint *samples = context;

	g_assert_cmpint(block->kind, ==, SAMPLE_ECG);
	*samples += block->ecg.count;
	g_assert_cmpuint(block->ecg.device_ns, ==, (*samples - 1) * 8000000ULL);
}

/* More than a block holds, and more than the decoder holds. */
static void test_long_packets(void)
{
	g_autofree struct movesense_decoder *decoder = g_new(struct movesense_decoder, 1);
	g_autoptr(GByteArray) subscribe = bytes_of_hex(&SUBSCRIBE_ECG[2]);
	guint8 packet[2 + MOVESENSE_DATA_MAX + 1] = {2, 0x63};
	guint samples = 0;
	const struct sample_sink sink = {count_samples, &samples};

	movesense_decoder_init(decoder);
	movesense_decoder_sent(decoder, subscribe->data, subscribe->len);
	g_assert_cmpint(movesense_decoder_push(decoder, packet, 2 + MOVESENSE_DATA_MAX, &sink), ==,
			0);
	g_assert_cmpuint(samples, ==, MOVESENSE_DATA_MAX / 4 - 1);
	g_assert_cmpint(movesense_decoder_push(decoder, packet, sizeof packet, &sink), ==,
			-EBADMSG);
	g_assert_cmpint(movesense_decoder_push(decoder, packet, sizeof packet - 2, &sink), ==, 0);
	packet[0] = 3;
	g_assert_cmpint(movesense_decoder_push(decoder, packet, sizeof packet, &sink), ==,
			-EBADMSG);
	g_assert_cmpuint(samples, ==, MOVESENSE_DATA_MAX / 4 - 1);
}

static void test_full_table(void)
{
	struct driven driven;

	driven_init(&driven, "Movesense");
	for (guint8 reference = 1; reference <= MOVESENSE_STREAMS_MAX + 1; reference++) {
		guint8 command[] = "\x01\0/Meas/HR";
		guint8 packet[] = {2, reference, 0, 0, 0x70, 0x42};

		command[1] = reference;
		driven.driver->sent(driven.state, command, sizeof command - 1);
		g_assert_cmpint(driven_push(&driven, packet, sizeof packet), ==,
				reference <= MOVESENSE_STREAMS_MAX ? 0 : -ENODATA);
	}
	driven_clear(&driven);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/movesense/commands", test_commands);
	g_test_add_func("/movesense/paths", test_paths);
	g_test_add_func("/movesense/bad-paths", test_bad_paths);
	g_test_add_func("/movesense/rates", test_rates);
	g_test_add_func("/movesense/replies", test_replies);
	g_test_add_func("/movesense/hello", test_hello);
	g_test_add_func("/movesense/talks", test_talks);
	g_test_add_func("/movesense/long-packets", test_long_packets);
	g_test_add_func("/movesense/full-table", test_full_table);
	return g_test_run();
}
