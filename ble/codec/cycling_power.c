/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/cycling_power.h"

#include "ble/codec/reading.h"

enum {
	POWER_BALANCE = 0x0001,
	POWER_BALANCE_LEFT = 0x0002,
	POWER_TORQUE = 0x0004,
	POWER_TORQUE_CRANK = 0x0008,
	POWER_WHEEL = 0x0010,
	POWER_CRANK = 0x0020,
	POWER_FORCES = 0x0040,
	POWER_TORQUES = 0x0080,
	POWER_ANGLES = 0x0100,
	POWER_TOP_DEAD_SPOT = 0x0200,
	POWER_BOTTOM_DEAD_SPOT = 0x0400,
	POWER_ENERGY = 0x0800,
};

enum { SPEED_WHEEL = 0x01, SPEED_CRANK = 0x02 };

static void get_wheel(struct reading_block *reading, double ticks_per_s, struct byte_reader *r)
{
	reading_add(reading, QUANTITY_WHEEL_REVOLUTIONS, get_u32(r));
	reading_add(reading, QUANTITY_WHEEL_EVENT, get_u16(r) / ticks_per_s);
}

static void get_crank(struct reading_block *reading, struct byte_reader *r)
{
	reading_add(reading, QUANTITY_CRANK_REVOLUTIONS, get_u16(r));
	reading_add(reading, QUANTITY_CRANK_EVENT, get_u16(r) / 1024.);
}

/* What no quantity is kept for lies between the crank and the energy. */
static size_t size_left_out(uint16_t flags)
{
	return (flags & POWER_FORCES ? 4U : 0U) + (flags & POWER_TORQUES ? 4U : 0U) +
	       (flags & POWER_ANGLES ? 3U : 0U) + (flags & POWER_TOP_DEAD_SPOT ? 2U : 0U) +
	       (flags & POWER_BOTTOM_DEAD_SPOT ? 2U : 0U);
}

static void get_power(struct reading_block *reading, struct byte_reader *r)
{
	uint16_t flags = get_u16(r);

	reading->measuring = true;
	reading->status = flags & (POWER_BALANCE_LEFT | POWER_TORQUE_CRANK);
	reading_add(reading, QUANTITY_POWER, (int16_t)get_u16(r));
	if (flags & POWER_BALANCE)
		reading_add(reading, QUANTITY_PEDAL_BALANCE, get_u8(r) / 2.);
	if (flags & POWER_TORQUE)
		reading_add(reading, QUANTITY_TORQUE, get_u16(r) / 32.);
	if (flags & POWER_WHEEL)
		get_wheel(reading, 2048, r);
	if (flags & POWER_CRANK)
		get_crank(reading, r);
	byte_reader_skip(r, size_left_out(flags));
	if (flags & POWER_ENERGY)
		reading_add(reading, QUANTITY_ENERGY, get_u16(r));
}

int cycling_power_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_power, data, size, block);
}

static void get_speed(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);

	reading->measuring = true;
	if (flags & SPEED_WHEEL)
		get_wheel(reading, 1024, r);
	if (flags & SPEED_CRANK)
		get_crank(reading, r);
}

int cycling_speed_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_speed, data, size, block);
}
