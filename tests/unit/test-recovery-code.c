/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for a recovery code: there and back, however they are typed, and told when they are not
 * what was given out. */
#include "tests/unit/store-fixture.h"

#include "privacy/keys/recovery-code.h"

#include <ctype.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

static void make(guint8 seed, guint8 code[RECOVERY_CODE_SIZE], char text[RECOVERY_CODE_TEXT_SIZE])
{
	guint8 seeds[randombytes_SEEDBYTES] = {seed};

	randombytes_buf_deterministic(code, RECOVERY_CODE_SIZE, seeds);
	recovery_code_encode(code, text);
}

static int decode(const char *text, guint8 code[RECOVERY_CODE_SIZE])
{
	return recovery_code_decode(text, strlen(text), code);
}

/* The paper's own example: 127.0.0.1 is lusab-babad. */
static void test_known(void)
{
	guint8 code[RECOVERY_CODE_SIZE] = {127, 0, 0, 1, 63, 84, 220, 193};
	char text[RECOVERY_CODE_TEXT_SIZE];

	recovery_code_encode(code, text);
	g_assert_true(g_str_has_prefix(text, "lusab babad gutih tugad babab "));
}

static void test_round_trip(void)
{
	for (guint i = 0; i < 256; i++) {
		guint8 code[RECOVERY_CODE_SIZE];
		guint8 back[RECOVERY_CODE_SIZE] = {0};
		char text[RECOVERY_CODE_TEXT_SIZE];

		make((guint8)i, code, text);
		g_assert_cmpuint(strlen(text), ==, RECOVERY_CODE_TEXT_SIZE - 1);
		g_assert_cmpint(decode(text, back), ==, 0);
		fixture_assert_same(code, sizeof(code), back, sizeof(back));
	}
}

static void test_as_typed(void)
{
	static const char *const between[] = {"", " ", "  \t", "-", "\n", ", ", "\r\n 7. "};
	guint8 code[RECOVERY_CODE_SIZE];
	char text[RECOVERY_CODE_TEXT_SIZE];

	make(1, code, text);
	for (gsize i = 0; i < G_N_ELEMENTS(between); i++) {
		g_auto(GStrv) words = g_strsplit(text, " ", -1);
		g_autofree char *joined = NULL;
		g_autofree char *typed = NULL;
		guint8 back[RECOVERY_CODE_SIZE] = {0};

		for (gsize word = 0; words[word]; word++)
			words[word][word % 5] = (char)toupper(words[word][word % 5]);
		joined = g_strjoinv(between[i], words);
		typed = g_strdup_printf(" %s \n", joined);
		g_assert_cmpint(decode(typed, back), ==, 0);
		fixture_assert_same(code, sizeof(code), back, sizeof(back));
	}
}

/* One letter wrong is seen, nearly always; which word, where it can be no word. */
static void test_one_letter_wrong(void)
{
	guint8 code[RECOVERY_CODE_SIZE];
	guint8 back[RECOVERY_CODE_SIZE] = {0};
	char text[RECOVERY_CODE_TEXT_SIZE];
	guint missed = 0;
	guint tried = 0;

	make(2, code, text);
	for (gsize i = 0; i < sizeof(text) - 1; i++) {
		const char right = text[i];

		if (right == ' ')
			continue;
		for (char c = 'a'; c <= 'z'; c++) {
			int result;

			if (c == right)
				continue;
			text[i] = c;
			result = decode(text, back);
			tried++;
			missed += result == 0;
			g_assert_true(result <= 0 || result == (int)(i / 6) + 1);
		}
		text[i] = right;
	}
	g_assert_cmpuint(tried, ==, 55 * 25);
	g_assert_cmpuint(missed, ==, 0);
}

static void test_refused(void)
{
	guint8 code[RECOVERY_CODE_SIZE];
	guint8 back[RECOVERY_CODE_SIZE];
	guint8 untouched[RECOVERY_CODE_SIZE];
	char text[RECOVERY_CODE_TEXT_SIZE];
	g_autofree char *more = NULL;
	g_autofree char *swapped = NULL;

	make(3, code, text);
	memset(back, 0xaa, sizeof(back));
	memset(untouched, 0xaa, sizeof(untouched));
	more = g_strconcat(text, " babab", NULL);
	swapped = g_strdup_printf("%s %.6s", text + 6, text);
	g_assert_cmpint(decode("", back), ==, -EMSGSIZE);
	g_assert_cmpint(decode("lusab", back), ==, -EMSGSIZE);
	g_assert_cmpint(decode(more, back), ==, -EMSGSIZE);
	g_assert_cmpint(recovery_code_decode(text, sizeof(text) - 2, back), ==, -EMSGSIZE);
	g_assert_cmpint(decode(swapped, back), ==, -EBADMSG);
	g_assert_cmpint(decode("lusab lusex", back), ==, 2);
	fixture_assert_same(back, sizeof(back), untouched, sizeof(untouched));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	if (sodium_init() < 0)
		return 1;
	g_test_add_func("/recovery-code/known", test_known);
	g_test_add_func("/recovery-code/round-trip", test_round_trip);
	g_test_add_func("/recovery-code/as-typed", test_as_typed);
	g_test_add_func("/recovery-code/one-letter-wrong", test_one_letter_wrong);
	g_test_add_func("/recovery-code/refused", test_refused);
	return g_test_run();
}
