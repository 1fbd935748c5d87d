/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pulse_oximeter.h"

#include "ble/codec/reading.h"

enum {
	CONTINUOUS_FAST = 0x01,
	CONTINUOUS_SLOW = 0x02,
	CONTINUOUS_STATUS = 0x04,
	CONTINUOUS_SENSOR = 0x08,
	CONTINUOUS_AMPLITUDE = 0x10,
};

enum {
	SPOT_TIME = 0x01,
	SPOT_STATUS = 0x02,
	SPOT_SENSOR = 0x04,
	SPOT_AMPLITUDE = 0x08,
	SPOT_CLOCK_NOT_SET = 0x10,
};

enum {
	STATUS_ONGOING = 1 << 5,
	STATUS_DEMONSTRATION = 1 << 10,
	STATUS_TEST = 1 << 11,
	STATUS_CALIBRATION = 1 << 12,
	STATUS_UNAVAILABLE = 1 << 13,
	STATUS_QUESTIONABLE = 1 << 14,
	STATUS_INVALID = 1 << 15,
	STATUS_DOUBT = STATUS_DEMONSTRATION | STATUS_TEST | STATUS_CALIBRATION |
		       STATUS_UNAVAILABLE | STATUS_QUESTIONABLE | STATUS_INVALID,
};

enum {
	SENSOR_MALFUNCTION = 1 << 1,
	SENSOR_IRREGULAR_PROCESSING = 1 << 2,
	SENSOR_INADEQUATE_SIGNAL = 1 << 3,
	SENSOR_POOR_SIGNAL = 1 << 4,
	SENSOR_ERRATIC = 1 << 6,
	SENSOR_NON_PULSATILE = 1 << 7,
	SENSOR_QUESTIONABLE_PULSE = 1 << 8,
	SENSOR_INTERFERENCE = 1 << 10,
	SENSOR_NOT_WORN = 1 << 11,
	SENSOR_UNKNOWN = 1 << 12,
	SENSOR_DISPLACED = 1 << 13,
	SENSOR_BROKEN = 1 << 14,
	SENSOR_DISCONNECTED = 1 << 15,
	/* Not low perfusion (bit 5): a cold finger is measured all the same. */
	SENSOR_DOUBT = SENSOR_MALFUNCTION | SENSOR_IRREGULAR_PROCESSING | SENSOR_INADEQUATE_SIGNAL |
		       SENSOR_POOR_SIGNAL | SENSOR_ERRATIC | SENSOR_NON_PULSATILE |
		       SENSOR_QUESTIONABLE_PULSE | SENSOR_INTERFERENCE | SENSOR_NOT_WORN |
		       SENSOR_UNKNOWN | SENSOR_DISPLACED | SENSOR_BROKEN | SENSOR_DISCONNECTED,
};

static void get_status(struct reading_block *reading, bool has_status, bool has_sensor,
		       struct byte_reader *r)
{
	uint32_t status = has_status ? get_u16(r) : 0;
	uint32_t sensor = has_sensor ? (uint32_t)get_i24(r) & 0xffffU : 0;

	reading->status = status | sensor << 16;
	reading->questionable = (status & STATUS_DOUBT) || (sensor & SENSOR_DOUBT);
}

static void get_continuous(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);

	reading->measuring = true;
	reading_add_sfloat(reading, QUANTITY_SPO2, 1, r);
	reading_add_sfloat(reading, QUANTITY_PULSE_RATE, 1, r);
	if (flags & CONTINUOUS_FAST) {
		reading_add_sfloat(reading, QUANTITY_SPO2_FAST, 1, r);
		reading_add_sfloat(reading, QUANTITY_PULSE_RATE_FAST, 1, r);
	}
	if (flags & CONTINUOUS_SLOW) {
		reading_add_sfloat(reading, QUANTITY_SPO2_SLOW, 1, r);
		reading_add_sfloat(reading, QUANTITY_PULSE_RATE_SLOW, 1, r);
	}
	get_status(reading, flags & CONTINUOUS_STATUS, flags & CONTINUOUS_SENSOR, r);
	if (flags & CONTINUOUS_AMPLITUDE)
		reading_add_sfloat(reading, QUANTITY_PULSE_AMPLITUDE, 1, r);
}

int pulse_oximeter_continuous_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_continuous, data, size, block);
}

static void get_spot(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);

	reading_add_sfloat(reading, QUANTITY_SPO2, 1, r);
	reading_add_sfloat(reading, QUANTITY_PULSE_RATE, 1, r);
	if (flags & SPOT_TIME)
		reading_get_clock(reading, r);
	/* Then the time counts from when the battery was put in. */
	if (flags & SPOT_CLOCK_NOT_SET)
		reading->has_clock = false;
	get_status(reading, flags & SPOT_STATUS, flags & SPOT_SENSOR, r);
	reading->measuring = reading->status & STATUS_ONGOING;
	if (flags & SPOT_AMPLITUDE)
		reading_add_sfloat(reading, QUANTITY_PULSE_AMPLITUDE, 1, r);
}

int pulse_oximeter_spot_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_spot, data, size, block);
}
