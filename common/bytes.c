/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/bytes.h"

#include <string.h>

void byte_reader_init(struct byte_reader *r, const uint8_t *data, size_t size)
{
	*r = (struct byte_reader){.data = data, .size = size};
}

size_t byte_reader_left(const struct byte_reader *r)
{
	return r->failed ? 0 : r->size - r->at;
}

const uint8_t *byte_reader_skip(struct byte_reader *r, size_t n)
{
	if (r->failed || r->size - r->at < n) {
		r->failed = true;
		return NULL;
	}
	r->at += n;
	return r->data + (r->at - n);
}

static uint64_t get_le(struct byte_reader *r, size_t n)
{
	const uint8_t *p = byte_reader_skip(r, n);
	uint64_t value = 0;

	for (size_t i = n; p && i > 0; i--)
		value = value << 8 | p[i - 1];
	return value;
}

uint8_t get_u8(struct byte_reader *r)
{
	return (uint8_t)get_le(r, 1);
}

uint16_t get_u16(struct byte_reader *r)
{
	return (uint16_t)get_le(r, 2);
}

int32_t get_i24(struct byte_reader *r)
{
	uint32_t raw = (uint32_t)get_le(r, 3);

	return (int32_t)raw - (raw & 0x800000U ? 0x1000000 : 0);
}

uint32_t get_u32(struct byte_reader *r)
{
	return (uint32_t)get_le(r, 4);
}

uint64_t get_u64(struct byte_reader *r)
{
	return get_le(r, 8);
}

float get_f32(struct byte_reader *r)
{
	uint32_t bits = get_u32(r);
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

double get_f64(struct byte_reader *r)
{
	uint64_t bits = get_u64(r);
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

void byte_writer_init(struct byte_writer *w, uint8_t *data, size_t size)
{
	*w = (struct byte_writer){.data = data, .size = size};
}

void put_bytes(struct byte_writer *w, const void *data, size_t size)
{
	if (w->failed || w->size - w->at < size) {
		w->failed = true;
		return;
	}
	if (size)
		memcpy(w->data + w->at, data, size);
	w->at += size;
}

static void put_le(struct byte_writer *w, uint64_t value, size_t n)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
	put_bytes(w, bytes, n);
}

void put_u8(struct byte_writer *w, uint8_t value)
{
	put_le(w, value, 1);
}

void put_u16(struct byte_writer *w, uint16_t value)
{
	put_le(w, value, 2);
}

void put_i24(struct byte_writer *w, int32_t value)
{
	if (value < -0x800000 || value > 0x7fffff)
		w->failed = true;
	put_le(w, (uint32_t)value & 0xffffffU, 3);
}

void put_u32(struct byte_writer *w, uint32_t value)
{
	put_le(w, value, 4);
}

void put_u64(struct byte_writer *w, uint64_t value)
{
	put_le(w, value, 8);
}

void put_f32(struct byte_writer *w, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	put_u32(w, bits);
}

void put_f64(struct byte_writer *w, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	put_u64(w, bits);
}
