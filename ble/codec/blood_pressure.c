/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/blood_pressure.h"

#include "ble/codec/reading.h"

enum {
	FLAG_KPA = 0x01,
	FLAG_TIME = 0x02,
	FLAG_PULSE = 0x04,
	FLAG_USER = 0x08,
	FLAG_STATUS = 0x10,
};

enum {
	STATUS_MOVED = 1 << 0,
	STATUS_CUFF_LOOSE = 1 << 1,
	STATUS_WRONG_POSITION = 1 << 5,
	/* Not an irregular pulse (bit 2): that is what the cuff found, not a fault of it. */
	STATUS_DOUBT = STATUS_MOVED | STATUS_CUFF_LOOSE | STATUS_WRONG_POSITION,
};

/* 1 mmHg = 133.322387415 Pa */
static double mmhg_per_unit(uint8_t flags)
{
	return flags & FLAG_KPA ? 1000 / 133.322387415 : 1;
}

static void get_options(struct reading_block *reading, uint8_t flags, struct byte_reader *r)
{
	if (flags & FLAG_TIME)
		reading_get_clock(reading, r);
	if (flags & FLAG_PULSE)
		reading_add_sfloat(reading, QUANTITY_PULSE_RATE, 1, r);
	if (flags & FLAG_USER)
		reading->user = get_u8(r);
	if (flags & FLAG_STATUS)
		reading->status = get_u16(r);
	reading->questionable = reading->status & STATUS_DOUBT;
}

static void get_measurement(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);

	reading_add_sfloat(reading, QUANTITY_SYSTOLIC, mmhg_per_unit(flags), r);
	reading_add_sfloat(reading, QUANTITY_DIASTOLIC, mmhg_per_unit(flags), r);
	reading_add_sfloat(reading, QUANTITY_MEAN_ARTERIAL, mmhg_per_unit(flags), r);
	get_options(reading, flags, r);
}

int blood_pressure_measurement_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_measurement, data, size, block);
}

static void get_cuff(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);

	reading->measuring = true;
	reading_add_sfloat(reading, QUANTITY_CUFF_PRESSURE, mmhg_per_unit(flags), r);
	/* The places of the diastolic and the mean pressure, which are not known yet. */
	byte_reader_skip(r, 4);
	get_options(reading, flags, r);
}

int blood_pressure_cuff_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_cuff, data, size, block);
}
