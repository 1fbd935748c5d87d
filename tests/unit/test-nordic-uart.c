/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/nordic_uart.h"

#include "tests/unit/driver-table.h"

#include <errno.h>
#include <string.h>

struct lines {
	const char *what;
	const char *text;
	int rc;
	const char *blocks;
};

static const struct lines good[] = {
    {"ecg", "ht1 ecg 1500 250 -12 0 7\n", 0, "ecg 250000 mHz at 1500000000 ns: -12 0 7\n"},
    {"a rate with decimals", "ht1 ecg 0 130.045 1\n", 0, "ecg 130045 mHz at 0 ns: 1\n"},
    {"numbers of all lengths",
     "ht1 ecg 0 250 1 -1 12 -12 123 -123 1234 -1234 12345 -12345 123456 -123456 1234567 -1234567 "
     "12345678 -12345678 100000000 -100000000 -0 000000000000000000000000007\n",
     0,
     "ecg 250000 mHz at 0 ns: 1 -1 12 -12 123 -123 1234 -1234 12345 -12345 123456 -123456 1234567 "
     "-1234567 12345678 -12345678 100000000 -100000000 0 7\n"},
    {"acceleration", "ht1 acc 20 12.5 0,-9807,1 100,-9700,-1\n", 0,
     "wave acceleration 12500 mHz at 20000000 ns: 0 -9.807 0.001; 0.1 -9.7 -0.001\n"},
    {"angular rate", "ht1 gyro 20 50 1,2,-3\n", 0,
     "wave angular-rate 50000 mHz at 20000000 ns: 0.001 0.002 -0.003\n"},
    {"magnetic field", "ht1 mag 20 10 20000,-500,1\n", 0,
     "wave magnetic-field 10000 mHz at 20000000 ns: 20 -0.5 0.001\n"},
    {"heart rate", "ht1 hr 72\n", 0, "heart 72\n"},
    {"heart rate and intervals", "ht1 hr 72 833 825\n", 0, "heart 72 rr 853 845\n"},
    {"saturation", "ht1 spo2 97.5\n", 0, "reading measuring: spo2 97.5\n"},
    {"saturation and pulse", "ht1 spo2 97 72.3\n", 0, "reading measuring: spo2 97, pulse 72.3\n"},
    {"body", "ht1 temp body 36.85\n", 0, "reading measuring: body-temperature 36.85\n"},
    {"skin", "ht1 temp skin 33\n", 0, "reading measuring: skin-temperature 33\n"},
    {"room", "ht1 temp room -4.125\n", 0, "reading measuring: temperature -4.125\n"},
    {"battery", "ht1 batt 80\n", 0, "battery 80\n"},
    {"line ends of all kinds", "ht1 batt 80\r\nht1 batt 81\r\rht1 batt 82\n\n", 0,
     "battery 80\nbattery 81\nbattery 82\n"},
    {"no end yet", "ht1 batt 80", 0, ""},
    {"the last time", "ht1 acc 4294967295 1 0,0,0\n", 0,
     "wave acceleration 1000 mHz at 4294967295000000 ns: 0 0 0\n"},
};

static const struct lines chatter[] = {
    {"a console's greeting",
     "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n>", 0, ""},
    {"a prompt in front", ">ht1 batt 80\n", 0, "battery 80\n"},
    {"a prompt taken back", ">\b\x1b[Jht1 batt 80\r\n>\b\x1b[Jht1 batt 81\r\n>", 0,
     "battery 80\nbattery 81\n"},
    {"half a word taken back", "pri\x1b[2K\x1b[0Ght1 batt 80\n", 0, "battery 80\n"},
    {"other JSON", "{\"t\":\"act\",\"hrm\":72}\nht1 hr 72\n", 0, "heart 72\n"},
    {"another version", "ht2 batt 80\n", 0, ""},
    {"a kind not known", "ht1 eeg 0 100 1\n", 0, ""},
    {"a kind with more letters", "ht1 battery 80\n", 0, ""},
    {"in the middle", "now ht1 batt 80\n", 0, ""},
    {"upper case", "HT1 BATT 80\n", 0, ""},
    {"no word behind", "ht1\nht1 \nht1", 0, ""},
    {"bytes that are no text", "\xff\xfe\x80ht1 batt 80\nht1 batt 81\n", 0, "battery 81\n"},
};

static const struct lines broken[] = {
    {"no samples", "ht1 ecg 0 250\n", -EBADMSG, ""},
    {"no rate", "ht1 ecg 0\n", -EBADMSG, ""},
    {"no time", "ht1 ecg\n", -EBADMSG, ""},
    {"rate zero", "ht1 ecg 0 0 1\n", -EBADMSG, ""},
    {"rate zero with decimals", "ht1 ecg 0 0.000 1\n", -EBADMSG, ""},
    {"rate too fine", "ht1 ecg 0 130.0451 1\n", -EBADMSG, ""},
    {"rate too high", "ht1 ecg 0 10000.001 1\n", -EBADMSG, ""},
    {"negative rate", "ht1 ecg 0 -250 1\n", -EBADMSG, ""},
    {"time too large", "ht1 ecg 4294967296 250 1\n", -EBADMSG, ""},
    {"negative time", "ht1 ecg -1 250 1\n", -EBADMSG, ""},
    {"sample too large", "ht1 ecg 0 250 100000001\n", -EBADMSG, ""},
    {"sample too small", "ht1 ecg 0 250 -100000001\n", -EBADMSG, ""},
    {"sample of many digits", "ht1 ecg 0 250 99999999999999999999999999\n", -EBADMSG, ""},
    {"sample with decimals", "ht1 ecg 0 250 1.5\n", -EBADMSG, ""},
    {"sample of nine digits with decimals", "ht1 ecg 0 250 123456789.5\n", -EBADMSG, ""},
    {"a sign in the middle", "ht1 ecg 0 250 1-2\n", -EBADMSG, ""},
    {"two signs", "ht1 ecg 0 250 --1\n", -EBADMSG, ""},
    {"letters that digits become with their top bit set", "ht1 ecg 0 250 \xb1\xb2\n", -EBADMSG, ""},
    {"the characters beside the digits", "ht1 ecg 0 250 1/\nht1 ecg 0 250 1:\n", -EBADMSG, ""},
    {"a good sample behind a broken one", "ht1 ecg 0 250 x 1\n", -EBADMSG, ""},
    {"an axis missing before a good sample", "ht1 acc 0 50 1,2 1,2,3\n", -EBADMSG, ""},
    {"exponent", "ht1 ecg 0 250 1e3\n", -EBADMSG, ""},
    {"hexadecimal", "ht1 ecg 0 250 0x10\n", -EBADMSG, ""},
    {"plus", "ht1 ecg 0 250 +1\n", -EBADMSG, ""},
    {"minus alone", "ht1 ecg 0 250 -\n", -EBADMSG, ""},
    {"no number", "ht1 ecg 0 250 nan\n", -EBADMSG, ""},
    {"two blanks", "ht1 ecg 0  250 1\n", -EBADMSG, ""},
    {"a blank at the end", "ht1 ecg 0 250 1 \n", -EBADMSG, ""},
    {"a word that is no sample", "ht1 acc 0 50 1,2,3 x\n", -EBADMSG, ""},
    {"two axes", "ht1 acc 0 50 1,2\n", -EBADMSG, ""},
    {"four axes", "ht1 acc 0 50 1,2,3,4\n", -EBADMSG, ""},
    {"blank behind a comma", "ht1 acc 0 50 1, 2, 3\n", -EBADMSG, ""},
    {"heart rate too high", "ht1 hr 401\n", -EBADMSG, ""},
    {"interval of nothing", "ht1 hr 72 0\n", -EBADMSG, ""},
    {"interval too long", "ht1 hr 72 60001\n", -EBADMSG, ""},
    {"saturation too high", "ht1 spo2 100.001\n", -EBADMSG, ""},
    {"saturation below zero", "ht1 spo2 -1\n", -EBADMSG, ""},
    {"no place", "ht1 temp 36.8\n", -EBADMSG, ""},
    {"no place, two blanks", "ht1 temp  36.8\n", -EBADMSG, ""},
    {"a place not known", "ht1 temp ear 36.8\n", -EBADMSG, ""},
    {"a place and nothing", "ht1 temp body\n", -EBADMSG, ""},
    {"nothing behind the point", "ht1 temp body 36.\n", -EBADMSG, ""},
    {"nothing before the point", "ht1 temp body .5\n", -EBADMSG, ""},
    {"too hot", "ht1 temp body 150.001\n", -EBADMSG, ""},
    {"battery too full", "ht1 batt 101\n", -EBADMSG, ""},
    {"battery twice", "ht1 batt 80 80\n", -EBADMSG, ""},
    {"the others are taken", "ht1 batt 80\nht1 batt x\nht1 batt 81\n", -EBADMSG,
     "battery 80\nbattery 81\n"},
};

static int push_text(struct driven *driven, const char *text)
{
	return driven_push(driven, (const guint8 *)text, strlen(text));
}

static void check_lines(const struct lines *lines, gsize count)
{
	for (gsize i = 0; i < count; i++) {
		struct driven driven;

		g_test_message("%s", lines[i].what);
		driven_init(&driven, "Nordic UART");
		g_assert_cmpint(push_text(&driven, lines[i].text), ==, lines[i].rc);
		g_assert_cmpstr(driven.text->str, ==, lines[i].blocks);
		driven_clear(&driven);
	}
}

static void test_good(void)
{
	check_lines(good, G_N_ELEMENTS(good));
}

static void test_chatter(void)
{
	check_lines(chatter, G_N_ELEMENTS(chatter));
}

static void test_broken(void)
{
	check_lines(broken, G_N_ELEMENTS(broken));
}

static void test_counted(void)
{
	const struct nordic_uart_decoder *decoder;
	struct driven driven;

	driven_init(&driven, "Nordic UART");
	decoder = driven.state;
	push_text(&driven, "hello\n\nht2 batt 1\nht1 eeg 1\nht1 batt 1\nht1 batt x\nht1 ecg\n");
	g_assert_cmpuint(decoder->skipped, ==, 3);
	g_assert_cmpuint(decoder->broken, ==, 2);
	driven_clear(&driven);
}

/* A line of the longest length is taken, one letter more is not, and what follows is. */
static void test_longest_line(void)
{
	g_autoptr(GString) line = g_string_new("ht1 ecg 0 250");
	struct driven driven;

	while (line->len + 2 <= NORDIC_UART_LINE_MAX)
		g_string_append(line, " 1");
	if (line->len < NORDIC_UART_LINE_MAX)
		g_string_append(line, "1");
	g_assert_cmpuint(line->len, ==, NORDIC_UART_LINE_MAX);
	driven_init(&driven, "Nordic UART");
	push_text(&driven, line->str);
	g_assert_cmpint(push_text(&driven, "\n"), ==, -EBADMSG); /* more samples than a block */
	push_text(&driven, line->str);
	g_assert_cmpint(push_text(&driven, "1\nht1 batt 80\n"), ==, -EBADMSG);
	g_assert_cmpstr(driven.text->str, ==, "battery 80\n");
	driven_clear(&driven);
}

/* A line without an end takes no memory and does not hide the next one. */
static void test_endless_line(void)
{
	struct driven driven;

	driven_init(&driven, "Nordic UART");
	for (int i = 0; i < 1000; i++)
		g_assert_cmpint(push_text(&driven, "endless endless endless "), ==, 0);
	g_assert_cmpint(push_text(&driven, "\nht1 batt 80\n"), ==, 0);
	g_assert_cmpstr(driven.text->str, ==, "battery 80\n");
	driven_clear(&driven);
}

static void test_clock_wraps(void)
{
	static const struct lines steps[] = {
	    {"before the end", "ht1 acc 4294967290 1 0,0,0\n", 0,
	     "wave acceleration 1000 mHz at 4294967290000000 ns: 0 0 0\n"},
	    {"behind it", "ht1 acc 5 1 0,0,0\n", 0,
	     "wave acceleration 1000 mHz at 4294967301000000 ns: 0 0 0\n"},
	    {"a late line of before", "ht1 ecg 4294967295 1 0\n", 0,
	     "ecg 1000 mHz at 4294967295000000 ns: 0\n"},
	    {"on again", "ht1 acc 1005 1 0,0,0\n", 0,
	     "wave acceleration 1000 mHz at 4294968301000000 ns: 0 0 0\n"},
	};
	struct driven driven;

	driven_init(&driven, "Nordic UART");
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_test_message("%s", steps[i].what);
		g_string_truncate(driven.text, 0);
		push_text(&driven, steps[i].text);
		g_assert_cmpstr(driven.text->str, ==, steps[i].blocks);
	}
	driven_clear(&driven);
}

/* A device that was switched off begins at zero again. */
static void test_clock_begins_anew(void)
{
	struct driven driven;

	driven_init(&driven, "Nordic UART");
	push_text(&driven, "ht1 ecg 90000 1 0\n");
	push_text(&driven, "ht1 ecg 10 1 0\n");
	push_text(&driven, "ht1 ecg 4294967200 1 0\n");
	g_assert_cmpstr(driven.text->str, ==,
			"ecg 1000 mHz at 90000000000 ns: 0\n"
			"ecg 1000 mHz at 10000000 ns: 0\n"
			"ecg 1000 mHz at 4294967200000000 ns: 0\n");
	driven_clear(&driven);
}

/* Lines may be cut over notifications anywhere. */
static void test_same_for_every_cut(void)
{
	static const char text[] = ">\b\x1b[Jht1 ecg 10 250 1 -2 3\r\nchatter\nht1 hr 72 833\r\n"
				   "ht1 batt x\nht1 acc 12 50 1,2,3 4,5,6\n";
	static const char blocks[] = "ecg 250000 mHz at 10000000 ns: 1 -2 3\n"
				     "heart 72 rr 853\n"
				     "wave acceleration 50000 mHz at 12000000 ns: "
				     "0.001 0.002 0.003; 0.004 0.005 0.006\n";

	for (gsize piece = 1; piece < sizeof text; piece++) {
		struct driven driven;

		driven_init(&driven, "Nordic UART");
		for (gsize at = 0; at < sizeof text - 1; at += piece)
			driven_push(&driven, (const guint8 *)text + at,
				    MIN(piece, sizeof text - 1 - at));
		g_assert_cmpstr(driven.text->str, ==, blocks);
		driven_clear(&driven);
	}
}

/* Every line that the page shows, indented by four, is taken. */
static void test_documented(void)
{
	g_autofree char *path =
	    g_test_build_filename(G_TEST_DIST, "docs", "nordic-uart-lines.md", NULL);
	g_autofree char *page = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GError) error = NULL;
	guint found = 0;

	g_file_get_contents(path, &page, NULL, &error);
	g_assert_no_error(error);
	lines = g_strsplit(page, "\n", -1);
	for (char **line = lines; *line; line++) {
		struct driven driven;

		if (!g_str_has_prefix(*line, "    ht1 "))
			continue;
		driven_init(&driven, "Nordic UART");
		push_text(&driven, *line + 4);
		push_text(&driven, "\n");
		g_test_message("%s", *line);
		g_assert_cmpstr(driven.text->str, !=, "");
		driven_clear(&driven);
		found++;
	}
	g_assert_cmpuint(found, >=, 8);
}

int main(int argc, char **argv)
{
	/* Where make check says the sources are. */
	if (g_getenv("top_srcdir"))
		g_setenv("G_TEST_SRCDIR", g_getenv("top_srcdir"), TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/nordic-uart/documented", test_documented);
	g_test_add_func("/nordic-uart/good", test_good);
	g_test_add_func("/nordic-uart/chatter", test_chatter);
	g_test_add_func("/nordic-uart/broken", test_broken);
	g_test_add_func("/nordic-uart/counted", test_counted);
	g_test_add_func("/nordic-uart/longest-line", test_longest_line);
	g_test_add_func("/nordic-uart/endless-line", test_endless_line);
	g_test_add_func("/nordic-uart/clock-wraps", test_clock_wraps);
	g_test_add_func("/nordic-uart/clock-begins-anew", test_clock_begins_anew);
	g_test_add_func("/nordic-uart/same-for-every-cut", test_same_for_every_cut);
	return g_test_run();
}
