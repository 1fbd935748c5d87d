/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a wearable is moved, where that is not made up: a recording of motion. */
#pragma once

#include "common/imu_sample.h"

struct motion_source {
	void *context;
	unsigned sensors; /* IMU_ bits: what it has; a wearable offers no more of these */
	/* What all its sensors measure time_s after the wearable was switched on; to be asked in
	 * order, or a little back. NULL = there is none. */
	void (*at)(void *context, double time_s, struct imu_sample *sample);
};
