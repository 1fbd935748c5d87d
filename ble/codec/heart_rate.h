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
/* The same of a wearable that sends its intervals in milliseconds, which is not what the service
 * says: WHOOP 5, by one open program's measurements (github.com/ryanbr/noop, pull request 2195:
 * against elapsed time, 71464 frames count 1000 a second and not 1024). */
int heart_rate_in_ms_decode(const uint8_t *data, size_t size, struct sample_block *block);
/* The interval in 1/1024 s that is nearest; the longest for what is longer. */
uint16_t heart_rate_rr_of_ms(uint32_t rr_ms);
/* Returns the bytes written, -ENOBUFS, or -ERANGE for more than HEART_RATE_RR_MAX intervals. */
long heart_rate_encode(const struct heart_rate_block *hr, uint8_t *out, size_t size);
