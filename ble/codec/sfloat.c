/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/sfloat.h"

#include "ble/codec/little_endian.h"

#include <errno.h>

/* Up to 1e22 these are exact, and the product or quotient is the double nearest to the decimal. */
static const double power_of_ten[] = {
    1e0,   1e1,   1e2,   1e3,   1e4,   1e5,   1e6,   1e7,   1e8,   1e9,   1e10,  1e11,  1e12,
    1e13,  1e14,  1e15,  1e16,  1e17,  1e18,  1e19,  1e20,  1e21,  1e22,  1e23,  1e24,  1e25,
    1e26,  1e27,  1e28,  1e29,  1e30,  1e31,  1e32,  1e33,  1e34,  1e35,  1e36,  1e37,  1e38,
    1e39,  1e40,  1e41,  1e42,  1e43,  1e44,  1e45,  1e46,  1e47,  1e48,  1e49,  1e50,  1e51,
    1e52,  1e53,  1e54,  1e55,  1e56,  1e57,  1e58,  1e59,  1e60,  1e61,  1e62,  1e63,  1e64,
    1e65,  1e66,  1e67,  1e68,  1e69,  1e70,  1e71,  1e72,  1e73,  1e74,  1e75,  1e76,  1e77,
    1e78,  1e79,  1e80,  1e81,  1e82,  1e83,  1e84,  1e85,  1e86,  1e87,  1e88,  1e89,  1e90,
    1e91,  1e92,  1e93,  1e94,  1e95,  1e96,  1e97,  1e98,  1e99,  1e100, 1e101, 1e102, 1e103,
    1e104, 1e105, 1e106, 1e107, 1e108, 1e109, 1e110, 1e111, 1e112, 1e113, 1e114, 1e115, 1e116,
    1e117, 1e118, 1e119, 1e120, 1e121, 1e122, 1e123, 1e124, 1e125, 1e126, 1e127, 1e128,
};

/* Both formats have the same five mantissas for what is no number, two steps around the most
 * negative and the most positive one. */
static enum sfloat_class class_of(int32_t mantissa, int32_t most)
{
	if (mantissa == most)
		return SFLOAT_NAN;
	if (mantissa == most - 1)
		return SFLOAT_PLUS_INFINITY;
	if (mantissa == -most - 1)
		return SFLOAT_NRES;
	if (mantissa == -most)
		return SFLOAT_RESERVED;
	if (mantissa == -most + 1)
		return SFLOAT_MINUS_INFINITY;
	return SFLOAT_VALUE;
}

static int32_t mantissa_of(enum sfloat_class class, int32_t most)
{
	switch (class) {
	case SFLOAT_NAN:
		return most;
	case SFLOAT_PLUS_INFINITY:
		return most - 1;
	case SFLOAT_NRES:
		return -most - 1;
	case SFLOAT_RESERVED:
		return -most;
	case SFLOAT_MINUS_INFINITY:
		return -most + 1;
	case SFLOAT_VALUE:
		break;
	}
	return 0;
}

static double scale(double value, int exponent)
{
	return exponent < 0 ? value / power_of_ten[-exponent] : value * power_of_ten[exponent];
}

static enum sfloat_class decode(int32_t mantissa, int32_t most, int exponent, double *value)
{
	enum sfloat_class class = class_of(mantissa, most);

	if (class == SFLOAT_VALUE)
		*value = scale(mantissa, exponent);
	return class;
}

enum sfloat_class sfloat_decode(uint16_t bits, double *value)
{
	return decode(sign_extend(bits & 0xfffU, 12), 0x7ff, sign_extend(bits >> 12, 4), value);
}

enum sfloat_class medical_float_decode(uint32_t bits, double *value)
{
	return decode(sign_extend(bits & 0xffffffU, 24), 0x7fffff, sign_extend(bits >> 24, 8),
		      value);
}

static int encode(enum sfloat_class class, double value, int exponent, int32_t most,
		  int32_t *mantissa)
{
	double scaled;

	if (class != SFLOAT_VALUE) {
		*mantissa = mantissa_of(class, most);
		return 0;
	}
	scaled = scale(value, -exponent);
	scaled += scaled < 0 ? -0.5 : 0.5;
	/* Written so that NaN fails too. */
	if (!(scaled > -most + 1 && scaled < most - 1))
		return -ERANGE;
	*mantissa = (int32_t)scaled;
	return 0;
}

int sfloat_encode(enum sfloat_class class, double value, int exponent, uint16_t *bits)
{
	int32_t mantissa;

	if (exponent < -8 || exponent > 7 || encode(class, value, exponent, 0x7ff, &mantissa) < 0)
		return -ERANGE;
	if (class != SFLOAT_VALUE)
		exponent = 0;
	*bits = (uint16_t)(((uint32_t)mantissa & 0xfffU) | ((uint32_t)exponent & 0xfU) << 12);
	return 0;
}

int medical_float_encode(enum sfloat_class class, double value, int exponent, uint32_t *bits)
{
	int32_t mantissa;

	if (exponent < -128 || exponent > 127 ||
	    encode(class, value, exponent, 0x7fffff, &mantissa) < 0)
		return -ERANGE;
	if (class != SFLOAT_VALUE)
		exponent = 0;
	*bits = ((uint32_t)mantissa & 0xffffffU) | ((uint32_t)exponent & 0xffU) << 24;
	return 0;
}
