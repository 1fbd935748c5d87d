/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/wfdb-format.h"

static int32_t sign_extend(uint32_t value, unsigned bits)
{
	uint32_t sign = UINT32_C(1) << (bits - 1);

	return (int32_t)(value ^ sign) - (int32_t)sign;
}

static int32_t decode_16(const uint8_t *bytes, size_t i)
{
	const uint8_t *b = bytes + 2 * i;

	return sign_extend((uint32_t)b[0] | (uint32_t)b[1] << 8, 16);
}

static int32_t decode_24(const uint8_t *bytes, size_t i)
{
	const uint8_t *b = bytes + 3 * i;

	return sign_extend((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16, 24);
}

/* As 16, the high byte first. */
static int32_t decode_61(const uint8_t *bytes, size_t i)
{
	const uint8_t *b = bytes + 2 * i;

	return sign_extend((uint32_t)b[1] | (uint32_t)b[0] << 8, 16);
}

/* Offset binary. */
static int32_t decode_80(const uint8_t *bytes, size_t i)
{
	return (int32_t)bytes[i] - 128;
}

/* Two samples of 12 bits in three bytes; the middle byte holds the high bits of both. */
static int32_t decode_212(const uint8_t *bytes, size_t i)
{
	const uint8_t *b = bytes + i / 2 * 3;

	if (i % 2 == 0)
		return sign_extend((uint32_t)b[0] | (uint32_t)(b[1] & 0x0f) << 8, 12);
	return sign_extend((uint32_t)b[2] | (uint32_t)(b[1] & 0xf0) << 4, 12);
}

static const struct wfdb_format formats[] = {
    {16, 16, INT16_MIN, decode_16},    {24, 24, -(1 << 23), decode_24},
    {61, 16, INT16_MIN, decode_61},    {80, 8, INT8_MIN, decode_80},
    {212, 12, -(1 << 11), decode_212},
};

const struct wfdb_format *wfdb_format_find(int number)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (formats[i].number == number)
			return &formats[i];
	}
	return NULL;
}

int64_t wfdb_format_bytes(const struct wfdb_format *format, int64_t n)
{
	return (n * format->bits + 7) / 8;
}

int64_t wfdb_format_samples(const struct wfdb_format *format, int64_t bytes)
{
	return bytes * 8 / format->bits;
}
