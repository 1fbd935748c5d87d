/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/sfloat.h"

#include "common/bytes.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was decoded and written with the same exponent is the same again. */
static void check_float(uint32_t bits)
{
	double value;
	uint32_t again;

	if (medical_float_decode(bits, &value) != SFLOAT_VALUE)
		return;
	if (!isfinite(value) ||
	    medical_float_encode(SFLOAT_VALUE, value, (int8_t)(bits >> 24), &again) < 0 ||
	    again != bits)
		abort();
}

static void check_sfloat(uint16_t bits)
{
	int exponent = bits >> 12;
	double value;
	uint16_t again;

	if (sfloat_decode(bits, &value) != SFLOAT_VALUE)
		return;
	if (sfloat_encode(SFLOAT_VALUE, value, exponent > 7 ? exponent - 16 : exponent, &again) <
		0 ||
	    again != bits)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	check_float(get_u32(&r));
	check_sfloat(get_u16(&r));
	return 0;
}
