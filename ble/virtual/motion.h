/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a sensor worn on the body is moved: it hangs in gravity, sways with breath, and bounces with
 * each step while its wearer walks (two minutes of every five). A plain sum of sines with noise:
 * enough to tell rest from walking and to look different in every sample. Or as a recording has it
 * (ble/virtual/motion-source.h). Pure.
 */
#pragma once

#include "ble/virtual/motion-source.h"
#include "ble/virtual/noise.h"

#define MOTION_GRAVITY_MS2 9.80665

struct motion {
	struct noise noise;
	double step_hz;
	double tilt; /* of the sensor, rad */
	struct motion_source source;
};

struct motion_sample {
	double acceleration_ms2[3]; /* x right, y up, z forward, gravity included */
	double angular_rate_rads[3];
	double field_ut[3];
	double roll_rad, pitch_rad, yaw_rad; /* 0 where a recording is played */
};

/* source: at NULL = made up from the seed. Copied. */
void motion_init(struct motion *m, uint64_t seed, const struct motion_source *source);
/* At time_s since the wearable was switched on; to be asked in order. */
void motion_at(struct motion *m, double time_s, struct motion_sample *sample);
