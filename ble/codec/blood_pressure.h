/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blood Pressure service 0x1810 (Bluetooth SIG, BLS 1.1): the result 0x2A35, which is indicated,
 * and the pressure of the cuff 0x2A36, which is notified while it deflates. Kilopascal are turned
 * into mmHg.
 *
 * A reading's status: bit 0 body moved, 1 cuff too loose, 2 irregular pulse, 3 and 4 pulse too fast
 * (1) or too slow (2), 5 wrong position of the cuff.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define BLOOD_PRESSURE_SERVICE_UUID     "00001810-0000-1000-8000-00805f9b34fb"
#define BLOOD_PRESSURE_MEASUREMENT_UUID "00002a35-0000-1000-8000-00805f9b34fb"
#define BLOOD_PRESSURE_CUFF_UUID        "00002a36-0000-1000-8000-00805f9b34fb"

/* Return 0, or -EBADMSG for a packet shorter than its flags promise. */
int blood_pressure_measurement_decode(const uint8_t *data, size_t size, struct sample_block *block);
int blood_pressure_cuff_decode(const uint8_t *data, size_t size, struct sample_block *block);
