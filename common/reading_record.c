/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/reading_record.h"

#include "common/bytes.h"

#include <errno.h>
#include <math.h>

enum { FLAG_MEASURING = 1 << 0, FLAG_QUESTIONABLE = 1 << 1, FLAG_CLOCK = 1 << 2 };

static void put_clock(struct byte_writer *b, const struct clock_time *clock)
{
	put_u16(b, clock->year);
	put_u8(b, clock->month);
	put_u8(b, clock->day);
	put_u8(b, clock->hour);
	put_u8(b, clock->minute);
	put_u8(b, clock->second);
}

static struct clock_time get_clock(struct byte_reader *b)
{
	struct clock_time clock = {0};

	clock.year = get_u16(b);
	clock.month = get_u8(b);
	clock.day = get_u8(b);
	clock.hour = get_u8(b);
	clock.minute = get_u8(b);
	clock.second = get_u8(b);
	return clock;
}

static uint8_t flags_of(const struct reading_block *reading)
{
	return (uint8_t)((reading->measuring ? FLAG_MEASURING : 0) |
			 (reading->questionable ? FLAG_QUESTIONABLE : 0) |
			 (reading->has_clock ? FLAG_CLOCK : 0));
}

long reading_record_encode(const struct reading_block *reading, uint8_t *out, size_t size)
{
	struct byte_writer b;

	if (reading->count > READING_VALUES_MAX)
		return -EINVAL;
	byte_writer_init(&b, out, size);
	put_u8(&b, flags_of(reading));
	put_u8(&b, reading->user);
	put_u32(&b, reading->status);
	if (reading->has_clock)
		put_clock(&b, &reading->clock);
	put_u16(&b, reading->count);
	for (unsigned i = 0; i < reading->count; i++) {
		if (!isfinite(reading->value[i].value))
			return -EINVAL;
		put_u16(&b, (uint16_t)reading->value[i].quantity);
		put_f64(&b, reading->value[i].value);
	}
	return b.failed ? -ENOBUFS : (long)b.at;
}

static bool get_values(struct byte_reader *b, struct reading_block *reading)
{
	bool sound = true;

	reading->count = get_u16(b);
	if (reading->count > READING_VALUES_MAX)
		return false;
	for (unsigned i = 0; i < reading->count; i++) {
		reading->value[i].quantity = (enum quantity)get_u16(b);
		reading->value[i].value = get_f64(b);
		sound = sound && isfinite(reading->value[i].value);
	}
	return sound;
}

int reading_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct reading_block *reading)
{
	struct reading_block read = {0};
	struct byte_reader b;
	uint8_t flags;

	if (version != READING_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&b, blob, size);
	flags = get_u8(&b);
	read.measuring = flags & FLAG_MEASURING;
	read.questionable = flags & FLAG_QUESTIONABLE;
	read.has_clock = flags & FLAG_CLOCK;
	read.user = get_u8(&b);
	read.status = get_u32(&b);
	if (read.has_clock)
		read.clock = get_clock(&b);
	if (flags > (FLAG_MEASURING | FLAG_QUESTIONABLE | FLAG_CLOCK) || !get_values(&b, &read) ||
	    b.failed || byte_reader_left(&b) != 0)
		return -EBADMSG;
	*reading = read;
	return 0;
}
