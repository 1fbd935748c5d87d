/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_sign(const char *text, bool *negative)
{
	*negative = *text == '-';
	return *text == '-' || *text == '+' ? text + 1 : text;
}

const char *decimal_int64(const char *text, int64_t *value)
{
	bool negative;
	int64_t n = 0;

	text = skip_sign(text, &negative);
	if (!is_digit(*text))
		return NULL;
	for (; is_digit(*text); text++) {
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *text - '0', &n))
			return NULL;
	}
	*value = negative ? -n : n;
	return text;
}

/* The digits of a number: mantissa x 10^exponent; digits beyond the 19th only shift it. */
struct digits {
	uint64_t mantissa;
	int exponent;
	bool any;
};

static const char *take_digits(const char *text, struct digits *d, bool fraction)
{
	for (; is_digit(*text); text++) {
		d->any = true;
		if (d->mantissa < UINT64_C(1000000000000000000)) {
			d->mantissa = d->mantissa * 10 + (uint64_t)(*text - '0');
			d->exponent -= fraction;
		} else if (!fraction && d->exponent < 1000) {
			d->exponent++;
		}
	}
	return text;
}

/* Powers of ten up to 10^22 are exact in a double. */
static double scale_by_ten(double x, int exponent)
{
	for (; exponent > 0 && isfinite(x); exponent -= 22 < exponent ? 22 : exponent)
		x *= pow(10.0, 22 < exponent ? 22 : exponent);
	for (; exponent < 0 && x != 0; exponent += 22 < -exponent ? 22 : -exponent)
		x /= pow(10.0, 22 < -exponent ? 22 : -exponent);
	return x;
}

static const char *take_exponent(const char *text, struct digits *d)
{
	int64_t exponent = 0;
	const char *end;

	if (*text != 'e' && *text != 'E')
		return text;
	end = decimal_int64(text + 1, &exponent);
	if (!end)
		return text;
	if (exponent > 1000 || exponent < -1000)
		return NULL;
	d->exponent += (int)exponent;
	return end;
}

const char *decimal_double(const char *text, double *value)
{
	struct digits d = {0};
	bool negative;

	text = take_digits(skip_sign(text, &negative), &d, false);
	if (*text == '.')
		text = take_digits(text + 1, &d, true);
	if (!d.any)
		return NULL;
	text = take_exponent(text, &d);
	if (!text)
		return NULL;
	*value = scale_by_ten((double)d.mantissa, d.exponent);
	if (negative)
		*value = -*value;
	return isfinite(*value) ? text : NULL;
}
