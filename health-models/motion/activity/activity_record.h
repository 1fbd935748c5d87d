/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of RECORD_ACTIVITY (a minute) and RECORD_FALL (a state of a fall). Little-endian,
 * versioned; what cannot be is refused on both ways. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "health-models/motion/activity/activity.h"

enum {
	ACTIVITY_RECORD_VERSION = 1,
	ACTIVITY_RECORD_SIZE = 2 * 2 + 4 * (10 + POSTURES) + 1,
	FALL_RECORD_VERSION = 1,
	FALL_RECORD_SIZE = 2 + 2 * 8 + 4 * 4,
};

/* The minute's time goes into the record, not into the blob. Returns the bytes used, -EINVAL or
 * -ENOBUFS. */
long activity_record_encode(const struct activity_minute *minute, uint8_t *out, size_t size);
/* 0, -EBADMSG or -EPROTONOSUPPORT; *minute is untouched on an error, its start_ns is 0. */
int activity_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			   struct activity_minute *minute);

long fall_record_encode(const struct fall_event *fall, uint8_t *out, size_t size);
int fall_record_decode(uint16_t version, const uint8_t *blob, size_t size, struct fall_event *fall);
