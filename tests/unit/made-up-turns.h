/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sensor that turns as a formula says, and what it measures: the mean over each interval, as
 * sensors that filter do, with a bias of its own, in a field that points north and down.
 */
#pragma once

#include "common/imu_sample.h"

enum { MADE_UP_STEP_NS = 250000 }; /* in which the true attitude is computed */

struct made_up_turns {
	/* What it does: each axis turns at amplitude x cos(2 pi frequency t), in deg/s, and the
	 * sensor is shaken, in m/s2 along earth's axes, in the same way. */
	double turn_deg_s[3], turn_hz[3], turn_phase_rad[3];
	double shake_ms2[3], shake_hz[3];
	double bias_deg_s[3];
	double magnet_ut[3]; /* of a magnet on the sensor, in its axes */
	/* Where it is. */
	int64_t t_ns;
	double w, x, y, z; /* sensor to earth */
	/* Means since what was measured last. */
	double sum[3][3];
	unsigned count[3];
};

/* Turned by the angles about earth's axes: first about z (up), then x (east). */
void made_up_turns_init(struct made_up_turns *m, double heading_deg, double tilt_deg);
/* Goes on until t_ns, a multiple of the step. */
void made_up_turns_go(struct made_up_turns *m, int64_t t_ns);
/* What those sensors (IMU_ bits) measured since the last time they were asked. */
struct imu_sample made_up_turns_measure(struct made_up_turns *m, unsigned sensors);
