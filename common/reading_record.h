/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_READING: values measured together, with what the device said of them.
 *
 * Version 1, little-endian: u8 flags (bit 0 measuring, bit 1 questionable, bit 2 the device's own
 * clock follows), u8 user (255 = not told), u32 status, with bit 2: u16 year, u8 month, day, hour,
 * minute, second; then u16 count and count times u16 quantity, f64 value in the quantity's unit.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

enum { READING_RECORD_VERSION = 1, READING_RECORD_SIZE_MAX = 15 + 10 * READING_VALUES_MAX };

/* Returns the bytes used, -ENOBUFS, or -EINVAL for a block that could not be read back. */
long reading_record_encode(const struct reading_block *reading, uint8_t *out, size_t size);

/* Returns 0, -EBADMSG for a blob that lies, -EPROTONOSUPPORT for an unknown version. *reading is
 * untouched on an error. A quantity may be one that a later version added. */
int reading_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct reading_block *reading);
