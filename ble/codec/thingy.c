/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/thingy.h"

#include "ble/codec/little_endian.h"
#include "ble/codec/reading.h"
#include "ble/codec/units.h"
#include "ble/codec/wave.h"

#include <errno.h>

enum {
	RAW_SIZE = 18,
	QUATERNION_SIZE = 16,
	EULER_SIZE = 12,
	HEADING_SIZE = 4,
	GRAVITY_SIZE = 12,
	STEPS_SIZE = 8,
	TAP_SIZE = 2,
};

/* Bits behind the binary point. */
#define Q4  16.
#define Q5  32.
#define Q10 1024.
#define Q16 65536.
#define Q30 1073741824.

int thingy_raw_push(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	static const struct {
		enum quantity quantity;
		double scale;
	} parts[] = {
	    {QUANTITY_ACCELERATION, STANDARD_GRAVITY / Q10},
	    {QUANTITY_ANGULAR_RATE, RADIANS_PER_DEGREE / Q5},
	    {QUANTITY_MAGNETIC_FIELD, 1 / Q4},
	};
	struct sample_block block;
	struct byte_reader r;

	(void)state;
	if (size != RAW_SIZE)
		return -EBADMSG;
	byte_reader_init(&r, data, size);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		wave_get_i16(wave_init(&block, parts[i].quantity, 3, parts[i].scale), &r);
		sink->block(sink->context, &block);
	}
	return 0;
}

static int decode_i32(const uint8_t *data, size_t size, enum quantity quantity, double scale,
		      struct sample_block *block)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	wave_get_i32(wave_init(block, quantity, (uint8_t)(size / 4), scale), &r);
	return 0;
}

int thingy_quaternion_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	if (size != QUATERNION_SIZE)
		return -EBADMSG;
	return decode_i32(data, size, QUANTITY_ORIENTATION, 1 / Q30, block);
}

int thingy_euler_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	if (size != EULER_SIZE)
		return -EBADMSG;
	return decode_i32(data, size, QUANTITY_EULER_ANGLES, RADIANS_PER_DEGREE / Q16, block);
}

int thingy_heading_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	if (size != HEADING_SIZE)
		return -EBADMSG;
	return decode_i32(data, size, QUANTITY_HEADING, RADIANS_PER_DEGREE / Q16, block);
}

int thingy_gravity_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	struct byte_reader r;

	if (size != GRAVITY_SIZE)
		return -EBADMSG;
	byte_reader_init(&r, data, size);
	for (int i = 0; i < 3; i++) {
		if (!f32_is_finite(get_u32(&r)))
			return -EBADMSG;
	}
	decode_i32(data, size, QUANTITY_GRAVITY, 1, block);
	block->wave.is_float = true;
	return 0;
}

static void get_steps(struct reading_block *reading, struct byte_reader *r)
{
	reading->measuring = true;
	reading_add(reading, QUANTITY_STEPS, get_u32(r));
}

int thingy_steps_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return size == STEPS_SIZE ? reading_decode(get_steps, data, size, block) : -EBADMSG;
}

static void get_tap(struct reading_block *reading, struct byte_reader *r)
{
	reading_add(reading, QUANTITY_TAP, get_u8(r));
	reading->status = get_u8(r);
}

int thingy_tap_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	return size == TAP_SIZE ? reading_decode(get_tap, data, size, block) : -EBADMSG;
}
