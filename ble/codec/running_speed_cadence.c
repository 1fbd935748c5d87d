/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/running_speed_cadence.h"

#include "ble/codec/reading.h"

enum { FLAG_STRIDE = 0x01, FLAG_DISTANCE = 0x02, FLAG_RUNNING = 0x04 };

static void get_measurement(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);

	reading->measuring = true;
	reading->status = flags & FLAG_RUNNING ? 1 : 0;
	reading_add(reading, QUANTITY_SPEED, get_u16(r) / 256.);
	reading_add(reading, QUANTITY_CADENCE, get_u8(r));
	if (flags & FLAG_STRIDE)
		reading_add(reading, QUANTITY_STRIDE, get_u16(r) / 100.);
	if (flags & FLAG_DISTANCE)
		reading_add(reading, QUANTITY_DISTANCE, get_u32(r) / 10.);
}

int running_speed_cadence_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_measurement, data, size, block);
}
