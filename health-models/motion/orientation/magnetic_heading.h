/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The heading, from the magnetic field in a frame that is level but turned about the vertical by an
 * angle that drifts slowly (VQF, see orientation.h). The field counts while its size and dip are
 * those of the place; those are learned while the sensor turns in a field that stays the same. A
 * disturbance is ridden out on the gyroscope for a minute; then half the weight goes back to the
 * field.
 */
#pragma once

#include <stdbool.h>

#include "health-models/motion/orientation/low_pass.h"
#include "health-models/motion/orientation/quaternion.h"

struct magnetic_heading_settings {
	float tau_s;                      /* of the heading */
	float alone_tau_s;                /* without a gyroscope */
	float now_tau_s, reference_tau_s; /* of size and dip */
	float size_tolerance;             /* a share of the size */
	float dip_tolerance_deg;
	float first_s, new_s; /* how long a field must be seen in motion to become the reference */
	float motion_deg_s;   /* what counts as motion */
	float undisturbed_min_s; /* after a disturbance */
	float rejection_max_s;
	float rejection_factor;
};

struct magnetic_field {
	float size_ut, dip_rad;
};

struct magnetic_heading {
	float angle_rad; /* of the level frame to earth; and the same as a rotation */
	struct quaternion rotation;
	float first_gain; /* 1, 1/2, 1/3 ... at first, then 0 */
	bool started, disturbed;
	float seen_s;
	struct low_pass size, dip;
	struct magnetic_field reference, candidate;
	float undisturbed_s, rejected_s, candidate_s;
};

void magnetic_heading_init(struct magnetic_heading *h,
			   const struct magnetic_heading_settings *settings);
/* The first field after the start, in the level frame: the heading is as it says. */
void magnetic_heading_start(struct magnetic_heading *h, const float field_ut[3]);
/* The mean of the field over step_s, in the level frame; rate_rads: how fast the sensor turns. */
void magnetic_heading_step(struct magnetic_heading *h,
			   const struct magnetic_heading_settings *settings,
			   const float field_ut[3], float step_s, float rate_rads,
			   bool has_gyroscope);
/* The attitude was lost: the next field is taken as it comes. */
void magnetic_heading_lose(struct magnetic_heading *h);
