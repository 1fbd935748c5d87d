/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decimal numbers of medical devices: mantissa x 10^exponent, in 16 bits (SFLOAT: 12 and 4) or 32
 * bits (FLOAT: 24 and 8), both parts in two's complement. IEEE 11073-20601, annex F.
 */
#pragma once

#include <stdint.h>

enum sfloat_class {
	SFLOAT_VALUE,
	SFLOAT_NAN,  /* no number */
	SFLOAT_NRES, /* not at this resolution */
	SFLOAT_PLUS_INFINITY,
	SFLOAT_MINUS_INFINITY,
	SFLOAT_RESERVED,
};

/* Value is the double nearest to the decimal number for exponents from -22 to 22, at most a step
 * beside it beyond; left alone unless SFLOAT_VALUE is returned. A mantissa that is reserved for
 * what is no number is taken for that whatever its exponent, since devices differ. */
enum sfloat_class sfloat_decode(uint16_t bits, double *value);
enum sfloat_class medical_float_decode(uint32_t bits, double *value);

/* The nearest number with that exponent (-8 to 7 and -128 to 127); value is left alone for
 * another class than SFLOAT_VALUE, which has exponent 0. Returns 0, or -ERANGE where the mantissa
 * has no room for it. */
int sfloat_encode(enum sfloat_class class, double value, int exponent, uint16_t *bits);
int medical_float_encode(enum sfloat_class class, double value, int exponent, uint32_t *bits);
