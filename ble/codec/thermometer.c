/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/thermometer.h"

#include "ble/codec/reading.h"
#include "ble/codec/sfloat.h"

enum { FLAG_FAHRENHEIT = 0x01, FLAG_TIME = 0x02, FLAG_PLACE = 0x04 };

static void get_measurement(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);
	double degrees;

	if (medical_float_decode(get_u32(r), &degrees) == SFLOAT_VALUE)
		reading_add(reading, QUANTITY_BODY_TEMPERATURE,
			    flags & FLAG_FAHRENHEIT ? (degrees - 32) * 5 / 9 : degrees);
	if (flags & FLAG_TIME)
		reading_get_clock(reading, r);
	if (flags & FLAG_PLACE)
		reading->status = get_u8(r);
}

static void get_intermediate(struct reading_block *reading, struct byte_reader *r)
{
	reading->measuring = true;
	get_measurement(reading, r);
}

int thermometer_measurement_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_measurement, data, size, block);
}

int thermometer_intermediate_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_intermediate, data, size, block);
}
