/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WitMotion motion sensors with Bluetooth 5 (WT901BLE and kin): frames of 20 bytes in a stream
 * without time, number or checksum. 55 61 = acceleration, angular rate and angles, unasked at the
 * set rate; 55 71 = eight registers that were asked for. Layout: WitMotion's open sample code,
 * WitBluetooth_BWT901BLE5_0. The scale of the magnetic field is that model's; others may differ.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define WITMOTION_SERVICE_UUID "0000ffe5-0000-1000-8000-00805f9a34fb"
#define WITMOTION_DATA_UUID    "0000ffe4-0000-1000-8000-00805f9a34fb"
#define WITMOTION_WRITE_UUID   "0000ffe9-0000-1000-8000-00805f9a34fb"

enum witmotion_register {
	WITMOTION_MAGNETIC_FIELD = 0x3a,
	WITMOTION_TEMPERATURE = 0x40,
	WITMOTION_QUATERNION = 0x51,
	WITMOTION_BATTERY = 0x64,
};

enum { WITMOTION_COMMAND_SIZE = 5, WITMOTION_FRAME_SIZE = 20 };

/* The slowest rate that the sensor has and that is not below; its fastest where none is. */
unsigned int witmotion_rate_hz(unsigned int wanted_hz);

/* Commands, for WITMOTION_WRITE_UUID. A setting is taken within 10 s of an unlock. Return the bytes
 * written, -ENOBUFS, or -ERANGE for a rate that the sensor does not have. */
long witmotion_unlock_encode(uint8_t *out, size_t size);
long witmotion_rate_encode(unsigned int rate_hz, uint8_t *out, size_t size);
/* Answered by one 55 71 frame. */
long witmotion_read_encode(enum witmotion_register start, uint8_t *out, size_t size);

/* Finds the frames in the notifications of one connection. For the driver table. */
struct witmotion_decoder {
	uint32_t rate_mhz; /* as the hub set it; 0 = it did not */
	bool in_step;      /* the last frame ended where the held bytes begin */
	uint8_t held;
	uint8_t bytes[WITMOTION_FRAME_SIZE + 2]; /* a frame and the head of the next */
};

void witmotion_decoder_init(void *state);
void witmotion_decoder_sent(void *state, const uint8_t *data, size_t size);
/* Returns 0, -EBADMSG where bytes belong to no frame, or -EPROTONOSUPPORT for registers that this
 * version does not know; the blocks of all other frames are handed out. */
int witmotion_decoder_push(void *state, const uint8_t *data, size_t size,
			   const struct sample_sink *sink);
