/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/reading.h"

#include "ble/codec/clock_time.h"
#include "ble/codec/sfloat.h"

#include <errno.h>

void reading_init(struct reading_block *reading)
{
	*reading = (struct reading_block){.user = READING_USER_UNKNOWN};
}

void reading_add(struct reading_block *reading, enum quantity quantity, double value)
{
	if (reading->count == READING_VALUES_MAX)
		return;
	reading->value[reading->count].quantity = quantity;
	reading->value[reading->count].value = value;
	reading->count++;
}

void reading_add_sfloat(struct reading_block *reading, enum quantity quantity, double scale,
			struct byte_reader *r)
{
	double value;

	if (sfloat_decode(get_u16(r), &value) == SFLOAT_VALUE)
		reading_add(reading, quantity, value * scale);
}

void reading_add_float(struct reading_block *reading, enum quantity quantity, double scale,
		       struct byte_reader *r)
{
	double value;

	if (medical_float_decode(get_u32(r), &value) == SFLOAT_VALUE)
		reading_add(reading, quantity, value * scale);
}

void reading_get_clock(struct reading_block *reading, struct byte_reader *r)
{
	reading->has_clock = clock_time_decode(r, &reading->clock);
}

int reading_finish(const struct reading_block *reading, const struct byte_reader *r,
		   struct sample_block *block)
{
	if (r->failed)
		return -EBADMSG;
	block->kind = SAMPLE_READING;
	block->reading = *reading;
	return 0;
}

int reading_decode(void (*get)(struct reading_block *reading, struct byte_reader *r),
		   const uint8_t *data, size_t size, struct sample_block *block)
{
	struct reading_block reading;
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	reading_init(&reading);
	get(&reading, &r);
	return reading_finish(&reading, &r, block);
}
