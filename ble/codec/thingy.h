/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nordic Thingy:52, motion service: one characteristic for each thing it measures, each with a
 * packet of a fixed size and one sample in it, without time and without its rate. Layouts: the
 * firmware's public documentation, "Thingy motion service". That an angular rate counts 1/32
 * degree a second and a field 1/16 uT is what the documentation's number formats say; other
 * programs divide by other numbers, and no device was at hand to tell. Left out are the orientation
 * (0403) and the rotation matrix (0408), which say less than the quaternion or the same.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

/* The one that it advertises. */
#define THINGY_CONFIGURATION_SERVICE_UUID "ef680100-9b35-4933-9b10-52ffa9740042"

#define THINGY_MOTION_SERVICE_UUID "ef680400-9b35-4933-9b10-52ffa9740042"
#define THINGY_TAP_UUID            "ef680402-9b35-4933-9b10-52ffa9740042"
#define THINGY_QUATERNION_UUID     "ef680404-9b35-4933-9b10-52ffa9740042"
#define THINGY_STEPS_UUID          "ef680405-9b35-4933-9b10-52ffa9740042"
#define THINGY_RAW_UUID            "ef680406-9b35-4933-9b10-52ffa9740042"
#define THINGY_EULER_UUID          "ef680407-9b35-4933-9b10-52ffa9740042"
#define THINGY_HEADING_UUID        "ef680409-9b35-4933-9b10-52ffa9740042"
#define THINGY_GRAVITY_UUID        "ef68040a-9b35-4933-9b10-52ffa9740042"

/* Acceleration, angular rate and magnetic field of one moment: three blocks. For the driver table.
 * Returns 0, or -EBADMSG for a wrong length. */
int thingy_raw_push(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink);

/* Return 0, or -EBADMSG for a wrong length. */
int thingy_quaternion_decode(const uint8_t *data, size_t size, struct sample_block *block);
int thingy_euler_decode(const uint8_t *data, size_t size, struct sample_block *block);
int thingy_heading_decode(const uint8_t *data, size_t size, struct sample_block *block);
/* ... and for what is no finite number. */
int thingy_gravity_decode(const uint8_t *data, size_t size, struct sample_block *block);
int thingy_steps_decode(const uint8_t *data, size_t size, struct sample_block *block);
/* A reading's status is how many taps there were. */
int thingy_tap_decode(const uint8_t *data, size_t size, struct sample_block *block);
