/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cycling Power service 0x1818, measurement 0x2A63, and Cycling Speed and Cadence service 0x1816,
 * measurement 0x2A5B (Bluetooth SIG, CPS 1.1 and CSCS 1.0). Counts of revolutions and times of
 * their last one are as on the air: all wrap, the times at 64 s, that of a power meter's wheel at
 * 32 s. Forces, angles and dead spots of the pedals are left out.
 *
 * A power reading's status: bit 1 the balance is that of the left pedal (otherwise not told which),
 * bit 3 the torque is measured at the crank (otherwise at the wheel).
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define CYCLING_POWER_SERVICE_UUID     "00001818-0000-1000-8000-00805f9b34fb"
#define CYCLING_POWER_MEASUREMENT_UUID "00002a63-0000-1000-8000-00805f9b34fb"
#define CYCLING_SPEED_SERVICE_UUID     "00001816-0000-1000-8000-00805f9b34fb"
#define CYCLING_SPEED_MEASUREMENT_UUID "00002a5b-0000-1000-8000-00805f9b34fb"

/* Return 0, or -EBADMSG for a packet shorter than its flags promise. */
int cycling_power_decode(const uint8_t *data, size_t size, struct sample_block *block);
int cycling_speed_decode(const uint8_t *data, size_t size, struct sample_block *block);
