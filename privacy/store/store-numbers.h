/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of a record as few bytes, bit for bit. Pure.
 *
 * One byte says two bits a number, the first lowest: 0 = zero, 1 = a whole number as i32, 2 = f32,
 * 3 = f64; then the numbers, little-endian.
 */
#pragma once

#include "common/record.h"

enum { STORE_NUMBERS_SIZE_MAX = 1 + 8 * RECORD_NUMBERS };

/* Returns the bytes written. */
size_t store_numbers_encode(const double number[RECORD_NUMBERS],
			    uint8_t out[STORE_NUMBERS_SIZE_MAX]);
/* Returns the bytes read, 0 for bytes that are too few. */
size_t store_numbers_decode(const uint8_t *data, size_t size, double number[RECORD_NUMBERS]);
