/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weight Scale service 0x181D, measurement 0x2A9D, and Body Composition service 0x181B, measurement
 * 0x2A9C (Bluetooth SIG, WSS 1.0 and BCS 1.0); both are indicated. Pounds and inches are turned
 * into kilograms and metres. A measurement that did not succeed is a questionable reading without
 * the weight, or the fat.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define WEIGHT_SCALE_SERVICE_UUID         "0000181d-0000-1000-8000-00805f9b34fb"
#define WEIGHT_SCALE_MEASUREMENT_UUID     "00002a9d-0000-1000-8000-00805f9b34fb"
#define BODY_COMPOSITION_SERVICE_UUID     "0000181b-0000-1000-8000-00805f9b34fb"
#define BODY_COMPOSITION_MEASUREMENT_UUID "00002a9c-0000-1000-8000-00805f9b34fb"

/* Return 0, or -EBADMSG for a packet shorter than its flags promise. */
int weight_scale_decode(const uint8_t *data, size_t size, struct sample_block *block);
/* Each packet of a measurement that was sent in several gives a reading of its own. */
int body_composition_decode(const uint8_t *data, size_t size, struct sample_block *block);
