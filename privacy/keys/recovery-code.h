/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recovery code: 160 random bits and 16 bits of check as eleven words that can be read out.
 *
 * Each word is 16 bits as consonant, vowel, consonant, vowel, consonant: four bits of a consonant
 * ("bdfghjklmnprstvz"), two of a vowel ("aiou"), the highest first (D. S. Wilkerson, "A Proposal
 * for Proquints", arXiv:0901.4016). No list is needed to make or check it. Typed back, case and
 * whatever stands between the words do not matter. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	RECOVERY_CODE_SIZE = 20,
	RECOVERY_CODE_WORDS = 11,
	RECOVERY_CODE_LETTERS = 5, /* a word */
	/* Words, spaces between them, final zero. */
	RECOVERY_CODE_TEXT_SIZE = RECOVERY_CODE_WORDS * (RECOVERY_CODE_LETTERS + 1),
};

void recovery_code_encode(const uint8_t code[RECOVERY_CODE_SIZE],
			  char text[RECOVERY_CODE_TEXT_SIZE]);
/* Returns 0; from 1 the word that is none; -EMSGSIZE for too few or too many words; -EBADMSG where
 * all are words and the check says that they are not the ones that were given out. */
int recovery_code_decode(const char *text, size_t size, uint8_t code[RECOVERY_CODE_SIZE]);
