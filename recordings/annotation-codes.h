/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of the MIT annotation format. */
#pragma once

enum {
	ANNOTATION_CODE_MAX = 49,
	ANNOTATION_SKIP = 59,
	ANNOTATION_NUM = 60,
	ANNOTATION_SUB = 61,
	ANNOTATION_CHN = 62,
	ANNOTATION_AUX = 63,
	ANNOTATION_TIME_MAX = 1023, /* time difference that needs no SKIP */
};

/* Returns '\0' for a code without a symbol. */
char annotation_symbol(unsigned code);
/* Returns 0 for an unknown symbol. */
unsigned annotation_code(char symbol);
