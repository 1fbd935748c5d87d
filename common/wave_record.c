/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/wave_record.h"

#include "common/bytes.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { FLAG_FLOAT = 1 << 0, FLAG_TIME = 1 << 1 };

size_t wave_record_encoded_max(size_t values)
{
	return WAVE_RECORD_HEADER_SIZE + 4 * values;
}

static bool is_sound(const struct wave_record *w)
{
	return w->channels >= 1 && w->channels <= WAVE_CHANNELS_MAX && isfinite(w->scale) &&
	       w->samples <= WAVE_RECORD_VALUES_MAX / w->channels;
}

/* Bytes that the widest value needs. */
static uint8_t width_of(const int32_t *raw, size_t values)
{
	int32_t low = 0, high = 0;

	for (size_t i = 0; i < values; i++) {
		low = raw[i] < low ? raw[i] : low;
		high = raw[i] > high ? raw[i] : high;
	}
	if (low >= INT8_MIN && high <= INT8_MAX)
		return 1;
	if (low >= INT16_MIN && high <= INT16_MAX)
		return 2;
	return low >= -0x800000 && high <= 0x7fffff ? 3 : 4;
}

static void put_value(struct byte_writer *b, int32_t value, uint8_t width)
{
	uint32_t bits = (uint32_t)value;

	for (uint8_t i = 0; i < width; i++)
		put_u8(b, (uint8_t)(bits >> (8 * i)));
}

static int32_t get_value(struct byte_reader *b, uint8_t width)
{
	uint32_t bits = 0;

	for (uint8_t i = 0; i < width; i++)
		bits |= (uint32_t)get_u8(b) << (8 * i);
	/* The sign goes up into the bytes that were not stored. */
	if (width < 4 && (bits >> (8 * width - 1)) != 0)
		bits |= UINT32_MAX << (8 * width);
	return (int32_t)bits;
}

long wave_record_encode(const struct wave_record *w, const int32_t *raw, uint8_t *out, size_t size)
{
	struct byte_writer b;
	size_t values;
	uint8_t width;

	if (!is_sound(w))
		return -EINVAL;
	values = (size_t)w->samples * w->channels;
	width = width_of(raw, values);
	byte_writer_init(&b, out, size);
	put_u16(&b, w->quantity);
	put_u8(&b, w->channels);
	put_u8(&b, (uint8_t)((w->is_float ? FLAG_FLOAT : 0) | (w->has_time ? FLAG_TIME : 0)));
	put_u32(&b, w->rate_mhz);
	put_f64(&b, w->scale);
	put_u32(&b, w->samples);
	put_u8(&b, width);
	for (size_t i = 0; i < values; i++)
		put_value(&b, raw[i], width);
	return b.failed ? -ENOBUFS : (long)b.at;
}

long wave_record_decode(uint16_t version, const uint8_t *blob, size_t size, struct wave_record *w,
			int32_t *raw, size_t max)
{
	struct wave_record read = {0};
	struct byte_reader b;
	size_t values;
	uint8_t flags, width;

	if (version != WAVE_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&b, blob, size);
	read.quantity = get_u16(&b);
	read.channels = get_u8(&b);
	flags = get_u8(&b);
	read.is_float = flags & FLAG_FLOAT;
	read.has_time = flags & FLAG_TIME;
	read.rate_mhz = get_u32(&b);
	read.scale = get_f64(&b);
	read.samples = get_u32(&b);
	width = get_u8(&b);
	if (b.failed || flags > (FLAG_FLOAT | FLAG_TIME) || width < 1 || width > 4 ||
	    !is_sound(&read))
		return -EBADMSG;
	values = (size_t)read.samples * read.channels;
	if (byte_reader_left(&b) != values * width)
		return -EBADMSG;
	if (values > max)
		return -ENOBUFS;
	for (size_t i = 0; i < values; i++)
		raw[i] = get_value(&b, width);
	*w = read;
	return (long)values;
}

double wave_record_value(const struct wave_record *w, int32_t raw)
{
	float number;

	if (!w->is_float)
		return raw * w->scale;
	memcpy(&number, &raw, sizeof number);
	return (double)number * w->scale;
}
