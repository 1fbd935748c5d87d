/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One moment of one motion sensor: whichever of acceleration, angular rate and magnetic field were
 * sampled then. Sensors of one wearable may run at rates of their own: a sample then holds only
 * what is new at its time.
 *
 * Axes are the sensor's own, right-handed. Acceleration is specific force: a sensor that lies still
 * measures 9.81 m/s2 upwards.
 */
#pragma once

#include <stdint.h>

enum {
	IMU_ACCELERATION = 1 << 0,
	IMU_ANGULAR_RATE = 1 << 1,
	IMU_MAGNETIC_FIELD = 1 << 2,
};

/* What no body measures, in whatever unit: beyond it lies a damaged number, which filters would not
 * forget. Wrong units are smaller (health-models/motion/unit_gate.h names them). */
#define IMU_LARGEST 1e6F

struct imu_sample {
	int64_t t_ns; /* of any clock that does not go back */
	unsigned has; /* of the bits above; what is not set has no value */
	float acc_ms2[3];
	float gyr_rads[3];
	float mag_ut[3];
};
