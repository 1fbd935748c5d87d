/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heart Rate service, measurement characteristic 0x2A37 (Bluetooth SIG, Heart Rate Service 1.0). */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define HEART_RATE_SERVICE_UUID     "0000180d-0000-1000-8000-00805f9b34fb"
#define HEART_RATE_MEASUREMENT_UUID "00002a37-0000-1000-8000-00805f9b34fb"

/* Returns 0, or -EBADMSG for a packet shorter than its flags promise, also where they promise
 * intervals and none is there. An odd byte behind the last interval is left out and told. */
int heart_rate_decode(const uint8_t *data, size_t size, struct sample_block *block);
/* Returns the bytes written, -ENOBUFS, or -ERANGE for more than HEART_RATE_RR_MAX intervals. */
long heart_rate_encode(const struct heart_rate_block *hr, uint8_t *out, size_t size);
