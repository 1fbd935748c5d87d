/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-numbers.h"

#include <stdbool.h>
#include <string.h>

enum form { FORM_ZERO, FORM_INT32, FORM_FLOAT, FORM_DOUBLE };

static const size_t size_of_form[] = {0, 4, 4, 8};

/* What cannot be told from it by any means: minus zero is another number, and each NaN its own. */
static bool is_same(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static enum form form_of(double number)
{
	if (is_same(number, 0.0))
		return FORM_ZERO;
	if (number >= INT32_MIN && number <= INT32_MAX && is_same(number, (double)(int32_t)number))
		return FORM_INT32;
	if (number >= -3e38 && number <= 3e38 && is_same(number, (double)(float)number))
		return FORM_FLOAT;
	return FORM_DOUBLE;
}

static uint64_t bits_of(double number, enum form form)
{
	float single = form == FORM_FLOAT ? (float)number : 0.0f;
	uint32_t bits32 = 0;
	uint64_t bits = 0;

	switch (form) {
	case FORM_ZERO:
		break;
	case FORM_INT32:
		bits = (uint32_t)(int32_t)number;
		break;
	case FORM_FLOAT:
		memcpy(&bits32, &single, sizeof(bits32));
		bits = bits32;
		break;
	case FORM_DOUBLE:
		memcpy(&bits, &number, sizeof(bits));
		break;
	}
	return bits;
}

static double number_of(uint64_t bits, enum form form)
{
	uint32_t bits32 = (uint32_t)bits;
	float single;
	double number = 0.0;

	switch (form) {
	case FORM_ZERO:
		break;
	case FORM_INT32:
		number = (int32_t)bits32;
		break;
	case FORM_FLOAT:
		memcpy(&single, &bits32, sizeof(single));
		number = (double)single;
		break;
	case FORM_DOUBLE:
		memcpy(&number, &bits, sizeof(number));
		break;
	}
	return number;
}

size_t store_numbers_encode(const double number[RECORD_NUMBERS],
			    uint8_t out[STORE_NUMBERS_SIZE_MAX])
{
	size_t size = 1;

	out[0] = 0;
	for (unsigned i = 0; i < RECORD_NUMBERS; i++) {
		enum form form = form_of(number[i]);
		uint64_t bits = bits_of(number[i], form);

		out[0] = (uint8_t)(out[0] | (unsigned)form << 2 * i);
		for (size_t byte = 0; byte < size_of_form[form]; byte++)
			out[size++] = (uint8_t)(bits >> 8 * byte);
	}
	return size;
}

size_t store_numbers_decode(const uint8_t *data, size_t size, double number[RECORD_NUMBERS])
{
	size_t at = 1;

	if (size < 1)
		return 0;
	for (unsigned i = 0; i < RECORD_NUMBERS; i++) {
		enum form form = (enum form)(data[0] >> 2 * i & 3);
		uint64_t bits = 0;

		if (size - at < size_of_form[form])
			return 0;
		for (size_t byte = 0; byte < size_of_form[form]; byte++)
			bits |= (uint64_t)data[at++] << 8 * byte;
		number[i] = number_of(bits, form);
	}
	return at;
}
