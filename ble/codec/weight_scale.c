/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/weight_scale.h"

#include "ble/codec/reading.h"

enum {
	WEIGHT_IMPERIAL = 0x01,
	WEIGHT_TIME = 0x02,
	WEIGHT_USER = 0x04,
	WEIGHT_BMI_AND_HEIGHT = 0x08,
};

enum {
	BODY_IMPERIAL = 0x0001,
	BODY_TIME = 0x0002,
	BODY_USER = 0x0004,
	BODY_BASAL_METABOLISM = 0x0008,
	BODY_MUSCLE = 0x0010,
	BODY_MUSCLE_MASS = 0x0020,
	BODY_FAT_FREE_MASS = 0x0040,
	BODY_SOFT_LEAN_MASS = 0x0080,
	BODY_WATER_MASS = 0x0100,
	BODY_IMPEDANCE = 0x0200,
	BODY_WEIGHT = 0x0400,
	BODY_HEIGHT = 0x0800,
};

enum { UNSUCCESSFUL = 0xffff };

#define KG_PER_POUND 0.45359237
#define M_PER_INCH   0.0254

/* Divided by the steps of a unit, so that a decimal comes out as the double nearest to it. */
static void add_u16(struct reading_block *reading, enum quantity quantity, double steps_per_unit,
		    struct byte_reader *r)
{
	reading_add(reading, quantity, get_u16(r) / steps_per_unit);
}

static void add_mass(struct reading_block *reading, enum quantity quantity, bool imperial,
		     struct byte_reader *r)
{
	uint16_t raw = get_u16(r);

	reading_add(reading, quantity, imperial ? raw / 100. * KG_PER_POUND : raw / 200.);
}

static void add_height(struct reading_block *reading, bool imperial, struct byte_reader *r)
{
	uint16_t raw = get_u16(r);

	reading_add(reading, QUANTITY_HEIGHT, imperial ? raw / 10. * M_PER_INCH : raw / 1000.);
}

static bool is_unsuccessful(const struct byte_reader *r)
{
	struct byte_reader ahead = *r;

	return get_u16(&ahead) == UNSUCCESSFUL;
}

static void get_weight(struct reading_block *reading, struct byte_reader *r)
{
	uint8_t flags = get_u8(r);
	bool imperial = flags & WEIGHT_IMPERIAL;

	reading->questionable = is_unsuccessful(r);
	if (reading->questionable)
		byte_reader_skip(r, 2);
	else
		add_mass(reading, QUANTITY_WEIGHT, imperial, r);
	if (flags & WEIGHT_TIME)
		reading_get_clock(reading, r);
	if (flags & WEIGHT_USER)
		reading->user = get_u8(r);
	if (flags & WEIGHT_BMI_AND_HEIGHT) {
		add_u16(reading, QUANTITY_BMI, 10, r);
		add_height(reading, imperial, r);
	}
}

int weight_scale_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_weight, data, size, block);
}

static void get_body_values(struct reading_block *reading, uint16_t flags, struct byte_reader *r)
{
	bool imperial = flags & BODY_IMPERIAL;

	if (flags & BODY_BASAL_METABOLISM)
		add_u16(reading, QUANTITY_BASAL_METABOLISM, 1, r);
	if (flags & BODY_MUSCLE)
		add_u16(reading, QUANTITY_MUSCLE, 10, r);
	if (flags & BODY_MUSCLE_MASS)
		add_mass(reading, QUANTITY_MUSCLE_MASS, imperial, r);
	if (flags & BODY_FAT_FREE_MASS)
		add_mass(reading, QUANTITY_FAT_FREE_MASS, imperial, r);
	if (flags & BODY_SOFT_LEAN_MASS)
		add_mass(reading, QUANTITY_SOFT_LEAN_MASS, imperial, r);
	if (flags & BODY_WATER_MASS)
		add_mass(reading, QUANTITY_BODY_WATER_MASS, imperial, r);
	if (flags & BODY_IMPEDANCE)
		add_u16(reading, QUANTITY_IMPEDANCE, 10, r);
	if (flags & BODY_WEIGHT)
		add_mass(reading, QUANTITY_WEIGHT, imperial, r);
	if (flags & BODY_HEIGHT)
		add_height(reading, imperial, r);
}

static void get_body(struct reading_block *reading, struct byte_reader *r)
{
	uint16_t flags = get_u16(r);

	reading->questionable = is_unsuccessful(r);
	if (reading->questionable)
		byte_reader_skip(r, 2);
	else
		add_u16(reading, QUANTITY_BODY_FAT, 10, r);
	if (flags & BODY_TIME)
		reading_get_clock(reading, r);
	if (flags & BODY_USER)
		reading->user = get_u8(r);
	get_body_values(reading, flags, r);
}

int body_composition_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return reading_decode(get_body, data, size, block);
}
