/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers in text, the same in every locale.
 *
 * Both take no leading blanks, and return the first character after the number, or NULL
 * when there is no number or it does not fit.
 */
#pragma once

#include <stdint.h>

/* [+-]digits */
const char *decimal_int64(const char *text, int64_t *value);

/* [+-]digits[.digits][e[+-]digits]; finite only. Correct to 1 unit in the last place. */
const char *decimal_double(const char *text, double *value);
