/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generic Health Sensor service 0x1840, live observations 0x2B8B: numbers and compounds of numbers.
 *
 * Provisional: made from an open client that is older than the service's version 1.0 and from the
 * codes of IEEE 11073-10101; no device and no official packet was at hand. What does not fit is
 * refused, not guessed: other classes of observations, bundles, types and units that are not in the
 * table of health_sensor.c. Observations are taken as they come: the control point, which that
 * client writes to start them, is left alone, and so are stored observations. What the bits of the
 * measurement status say is not known either: a reading with any of them is questionable.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define HEALTH_SENSOR_SERVICE_UUID     "00001840-0000-1000-8000-00805f9b34fb"
#define HEALTH_SENSOR_OBSERVATION_UUID "00002b8b-0000-1000-8000-00805f9b34fb"

enum { HEALTH_SENSOR_OBSERVATION_MAX = 1024 };

/* Joins the segments of an observation, one connection's. For the driver table. */
struct health_sensor_decoder {
	bool joining;
	uint8_t next_segment; /* 0 to 63 */
	uint16_t size;
	uint8_t bytes[HEALTH_SENSOR_OBSERVATION_MAX];
};

void health_sensor_decoder_init(void *state);
/* Returns 0, -EBADMSG for a segment that is missing or an observation that lies about its length,
 * or -EPROTONOSUPPORT for one that this version does not know. */
int health_sensor_decoder_push(void *state, const uint8_t *data, size_t size,
			       const struct sample_sink *sink);
