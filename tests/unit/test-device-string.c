/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/device_information.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

struct row {
	const char *what;
	const char *in;
	size_t size;
	const char *out;
};

#define ROW(what, in, out)                                                                         \
	{                                                                                          \
		what, in, sizeof(in) - 1, out                                                      \
	}

static const struct row table[] = {
    ROW("nothing", "", ""),
    ROW("plain", "H10", "H10"),
    ROW("trailing NULs", "H10\0\0", "H10"),
    ROW("NUL inside", "H\00010", "H?10"),
    ROW("two, three and four bytes", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\x93",
	"\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\x93"),
    ROW("terminal escape", "a\x1b[2Jb", "a?[2Jb"),
    ROW("newline and delete", "a\nb\x7f", "a?b?"),
    ROW("C1 control",
	"a\xc2\x9b"
	"b",
	"a??b"),
    ROW("right-to-left override",
	"a\xe2\x80\xae"
	"b",
	"a???b"),
    ROW("byte order mark", "\xef\xbb\xbfH10", "???H10"),
    ROW("overlong slash", "\xc0\xaf", "??"),
    ROW("overlong in three bytes", "\xe0\x80\xaf", "???"),
    ROW("surrogate", "\xed\xa0\x80", "???"),
    ROW("behind the last code", "\xf4\x90\x80\x80", "????"),
    ROW("cut inside a character", "a\xe2\x82", "a??"),
    ROW("continuation first", "\x82\xac", "??"),
    ROW("no UTF-8 at all", "\xff\xfe\xf8", "???"),
};

static void test_table(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		char out[DEVICE_STRING_MAX];
		long n = device_string_decode((const uint8_t *)table[i].in, table[i].size, out);

		g_test_message("%s", table[i].what);
		g_assert_cmpstr(out, ==, table[i].out);
		g_assert_cmpint((int)n, ==, (int)strlen(table[i].out));
		g_assert_true(g_utf8_validate(out, -1, NULL));
	}
}

static void test_long(void)
{
	uint8_t in[100];
	char out[DEVICE_STRING_MAX];

	memset(in, 'x', sizeof in);
	g_assert_cmpint((int)device_string_decode(in, DEVICE_STRING_MAX - 1, out), ==,
			DEVICE_STRING_MAX - 1);
	g_assert_cmpint((int)device_string_decode(in, DEVICE_STRING_MAX, out), ==, -EMSGSIZE);
	g_assert_cmpuint(strlen(out), ==, DEVICE_STRING_MAX - 1);
	/* A character is cut as a whole. */
	memcpy(in + DEVICE_STRING_MAX - 2, "\xc3\xa4", 2);
	g_assert_cmpint((int)device_string_decode(in, DEVICE_STRING_MAX, out), ==, -EMSGSIZE);
	g_assert_cmpuint(strlen(out), ==, DEVICE_STRING_MAX - 2);
	g_assert_true(g_utf8_validate(out, -1, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/device-string/table", test_table);
	g_test_add_func("/device-string/long", test_long);
	return g_test_run();
}
