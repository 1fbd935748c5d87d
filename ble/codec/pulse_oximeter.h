/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pulse Oximeter service 0x1822 (Bluetooth SIG, PLX 1.0): continuous measurement 0x2A5F, which
 * notifies while the finger is in, and spot check 0x2A5E, which indicates a result.
 *
 * A reading's status holds the measurement status in bits 0 to 15, and the 16 bits of the device
 * and sensor status that have a meaning in bits 16 to 31.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define PULSE_OXIMETER_SERVICE_UUID    "00001822-0000-1000-8000-00805f9b34fb"
#define PULSE_OXIMETER_CONTINUOUS_UUID "00002a5f-0000-1000-8000-00805f9b34fb"
#define PULSE_OXIMETER_SPOT_UUID       "00002a5e-0000-1000-8000-00805f9b34fb"

/* Return 0, or -EBADMSG for a packet shorter than its flags promise. */
int pulse_oximeter_continuous_decode(const uint8_t *data, size_t size, struct sample_block *block);
int pulse_oximeter_spot_decode(const uint8_t *data, size_t size, struct sample_block *block);
