/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/recovery-code.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

enum { CHECK_SIZE = 2, TOTAL_SIZE = RECOVERY_CODE_SIZE + CHECK_SIZE };

static const char consonants[] = "bdfghjklmnprstvz";
static const char vowels[] = "aiou";

static void make_check(const uint8_t code[RECOVERY_CODE_SIZE], uint8_t check[CHECK_SIZE])
{
	static const uint8_t purpose[crypto_generichash_KEYBYTES] = "health-twin recovery code 1";
	uint8_t hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), code, RECOVERY_CODE_SIZE, purpose, sizeof(purpose));
	memcpy(check, hash, CHECK_SIZE);
	sodium_memzero(hash, sizeof(hash));
}

static void put_word(char *at, unsigned bits)
{
	at[0] = consonants[bits >> 12 & 15];
	at[1] = vowels[bits >> 10 & 3];
	at[2] = consonants[bits >> 6 & 15];
	at[3] = vowels[bits >> 4 & 3];
	at[4] = consonants[bits & 15];
}

void recovery_code_encode(const uint8_t code[RECOVERY_CODE_SIZE],
			  char text[RECOVERY_CODE_TEXT_SIZE])
{
	uint8_t total[TOTAL_SIZE];

	memcpy(total, code, RECOVERY_CODE_SIZE);
	make_check(code, total + RECOVERY_CODE_SIZE);
	for (size_t i = 0; i < RECOVERY_CODE_WORDS; i++) {
		char *at = text + i * (RECOVERY_CODE_LETTERS + 1);

		put_word(at, (unsigned)total[2 * i] << 8 | total[2 * i + 1]);
		at[RECOVERY_CODE_LETTERS] = ' ';
	}
	text[RECOVERY_CODE_TEXT_SIZE - 1] = '\0';
	sodium_memzero(total, sizeof(total));
}

/* Lower case, or 0 for what stands between words. */
static char letter(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c >= 'a' && c <= 'z' ? c : '\0';
}

/* The place of the letter in the set, or -1. */
static int place(const char *set, char c)
{
	const char *found = c ? strchr(set, c) : NULL;

	return found ? (int)(found - set) : -1;
}

/* Returns 16 bits, or -1. */
static int get_word(const char word[RECOVERY_CODE_LETTERS])
{
	int bits = 0;

	for (int i = 0; i < RECOVERY_CODE_LETTERS; i++) {
		bool vowel = i % 2 == 1;
		int value = place(vowel ? vowels : consonants, word[i]);

		if (value < 0)
			return -1;
		bits = bits << (vowel ? 2 : 4) | value;
	}
	return bits;
}

/* Letters alone count: how they were grouped does not. */
static int take_words(const char *text, size_t size, uint8_t total[TOTAL_SIZE])
{
	char word[RECOVERY_CODE_LETTERS];
	size_t letters = 0;
	size_t words = 0;

	for (size_t i = 0; i < size; i++) {
		int bits;

		word[letters] = letter(text[i]);
		if (!word[letters] || ++letters < RECOVERY_CODE_LETTERS)
			continue;
		letters = 0;
		bits = words < RECOVERY_CODE_WORDS ? get_word(word) : 0;
		if (bits < 0)
			return (int)words + 1;
		if (words < RECOVERY_CODE_WORDS) {
			total[2 * words] = (uint8_t)(bits >> 8);
			total[2 * words + 1] = (uint8_t)bits;
		}
		words++;
	}
	sodium_memzero(word, sizeof(word));
	return words == RECOVERY_CODE_WORDS && letters == 0 ? 0 : -EMSGSIZE;
}

int recovery_code_decode(const char *text, size_t size, uint8_t code[RECOVERY_CODE_SIZE])
{
	uint8_t total[TOTAL_SIZE] = {0};
	uint8_t check[CHECK_SIZE];
	int result = take_words(text, size, total);

	if (result == 0) {
		make_check(total, check);
		if (memcmp(check, total + RECOVERY_CODE_SIZE, CHECK_SIZE) != 0)
			result = -EBADMSG;
		else
			memcpy(code, total, RECOVERY_CODE_SIZE);
	}
	sodium_memzero(total, sizeof(total));
	return result;
}
