/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where up is, in a sensor's axes: enough for everything that tilts, and it never drifts.
 *
 * From the acceleration alone it is a low pass of two equal poles (1.5 Hz); an acceleration that is
 * not 1 g long is doubted, the more the farther it is: it is the movement's own. With an angular
 * rate up is turned as the sensor turns, and drawn to the acceleration with a time constant of 2 s
 * and the same doubt (complementary filter). Pure C.
 */
#pragma once

#include "common/imu_sample.h"

#include <stdbool.h>

struct gravity {
	float up[3]; /* unit vector; valid once started */
	bool started;
	/* private */
	float pole[2][3];
	int64_t acc_ns, gyr_ns;
	bool has_rate;
};

void gravity_init(struct gravity *g);
void gravity_push(struct gravity *g, const struct imu_sample *sample);
/* Whether an angular rate is part of it now. */
bool gravity_has_rate(const struct gravity *g);
