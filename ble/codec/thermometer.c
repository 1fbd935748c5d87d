/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/thermometer.h"

#include "ble/codec/reading.h"
#include "ble/codec/sfloat.h"

enum { FLAG_FAHRENHEIT = 0x01, FLAG_TIME = 0x02, FLAG_PLACE = 0x04 };

static int decode(const uint8_t *data, size_t size, bool measuring, struct sample_block *block)
{
	struct reading_block reading;
	struct byte_reader r;
	double degrees;
	uint8_t flags;

	byte_reader_init(&r, data, size);
	reading_init(&reading);
	reading.measuring = measuring;
	flags = get_u8(&r);
	if (medical_float_decode(get_u32(&r), &degrees) == SFLOAT_VALUE)
		reading_add(&reading, QUANTITY_BODY_TEMPERATURE,
			    flags & FLAG_FAHRENHEIT ? (degrees - 32) * 5 / 9 : degrees);
	if (flags & FLAG_TIME)
		reading_get_clock(&reading, &r);
	if (flags & FLAG_PLACE)
		reading.status = get_u8(&r);
	return reading_finish(&reading, &r, block);
}

int thermometer_measurement_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return decode(data, size, false, block);
}

int thermometer_intermediate_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return decode(data, size, true, block);
}
