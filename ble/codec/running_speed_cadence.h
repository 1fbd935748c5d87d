/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running Speed and Cadence service 0x1814, measurement 0x2A53 (Bluetooth SIG, RSCS 1.0). A
 * reading's status is 1 while the wearer runs, 0 while they walk. Some pods count the steps of one
 * foot only: the cadence is as they sent it.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define RUNNING_SERVICE_UUID     "00001814-0000-1000-8000-00805f9b34fb"
#define RUNNING_MEASUREMENT_UUID "00002a53-0000-1000-8000-00805f9b34fb"

/* Returns 0, or -EBADMSG for a packet shorter than its flags promise. */
int running_speed_cadence_decode(const uint8_t *data, size_t size, struct sample_block *block);
