/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_INTERVALS: pulse-to-pulse intervals of an optical sensor, oldest first.
 *
 * Version 1, little-endian: u8 flags (bit 0: the wearable stamps them), u16 count, then count times
 * u16 interval_ms, u16 error_ms, u8 hr_bpm (0 = not given), u8 flags (bit 0 moving, bit 1 contact
 * is told, bit 2 contact).
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

enum { INTERVALS_RECORD_VERSION = 1, INTERVALS_RECORD_SIZE_MAX = 3 + 6 * INTERVALS_MAX };

/* Returns the bytes used, -ENOBUFS, or -EINVAL for too many. device_ns is not kept: the record's
 * own times say when. */
long intervals_record_encode(const struct intervals_block *intervals, uint8_t *out, size_t size);

/* Returns 0, -EBADMSG for a blob that lies, -EPROTONOSUPPORT for an unknown version. *intervals is
 * untouched on an error. */
int intervals_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			    struct intervals_block *intervals);
