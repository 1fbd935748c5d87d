/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Little-endian numbers out of bytes whose length was already checked: for loops over many equal
 * samples. Everything else reads by common/bytes.h, which checks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* n of 1 to 8 bytes. */
static inline uint64_t le_bytes(const uint8_t *p, size_t n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | p[n];
	return value;
}

static inline uint32_t le16(const uint8_t *p)
{
	return (uint32_t)(p[0] | p[1] << 8);
}

static inline uint32_t le24(const uint8_t *p)
{
	return (uint32_t)(p[0] | p[1] << 8 | p[2] << 16);
}

/* Written out, so that the compiler makes one load of it. */
static inline uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t le64(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

/* The lowest `bits` (1 to 32) of value as a signed number. */
static inline int32_t sign_extend(uint64_t value, unsigned bits)
{
	const uint32_t sign = UINT32_C(1) << (bits - 1);
	const uint32_t mask = sign | (sign - 1);

	return (int32_t)((((uint32_t)value & mask) ^ sign) - sign);
}

/* The bits of an IEEE 754 binary32 that is neither infinite nor a NaN. */
static inline bool f32_is_finite(uint32_t bits)
{
	const uint32_t exponent = UINT32_C(0x7F800000);

	return (bits & exponent) != exponent;
}
