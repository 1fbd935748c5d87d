/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Health Thermometer service 0x1809 (Bluetooth SIG, HTS 1.0): the result 0x2A1C, which is
 * indicated, and intermediate values 0x2A1E, which are notified while it settles.
 *
 * A reading's status holds the place of measurement: 0 not told, 1 armpit, 2 body, 3 ear, 4 finger,
 * 5 gastro-intestinal tract, 6 mouth, 7 rectum, 8 toe, 9 ear drum.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define THERMOMETER_SERVICE_UUID      "00001809-0000-1000-8000-00805f9b34fb"
#define THERMOMETER_MEASUREMENT_UUID  "00002a1c-0000-1000-8000-00805f9b34fb"
#define THERMOMETER_INTERMEDIATE_UUID "00002a1e-0000-1000-8000-00805f9b34fb"

/* Return 0, or -EBADMSG for a packet shorter than its flags promise. */
int thermometer_measurement_decode(const uint8_t *data, size_t size, struct sample_block *block);
int thermometer_intermediate_decode(const uint8_t *data, size_t size, struct sample_block *block);
