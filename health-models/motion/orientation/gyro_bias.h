/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bias of a gyroscope: what it measures while it does not turn. A Kalman filter over three
 * constants that drift slowly (VQF, see orientation.h): at rest the low-passed angular rate is the
 * bias; in motion the rate at which gravity has to correct the inclination is the bias, turned into
 * the earth's frame and low-passed as gravity was. About the vertical motion says nothing.
 */
#pragma once

#include <stdbool.h>

#include "health-models/motion/orientation/low_pass.h"
#include "health-models/motion/orientation/quaternion.h"

struct gyro_bias_settings {
	float sigma_init_deg_s;
	float forgetting_s; /* in which an exact estimate becomes one of 0.1 deg/s */
	float limit_deg_s;  /* of the bias */
	float sigma_motion_deg_s, sigma_rest_deg_s; /* what the estimate converges to */
	float vertical_weight; /* by which motion pulls the bias about the vertical to zero */
	float rest_tau_s, rest_min_s;
	float rest_rate_deg_s,
	    rest_acc_ms2; /* largest deviation from the low-passed value at rest */
};

struct gyro_bias {
	float bias_rads[3];
	/* Covariance, in (0.01 deg/s)2; the lower triangle: xx yx yy zx zy zz. */
	float covariance[6];
	struct low_pass matrix[9];       /* attitude, in motion */
	struct low_pass turned[2];       /* the bias as it was taken off, level in earth */
	struct low_pass rate[3], acc[3]; /* references for rest */
	float rate_reference_rads[3], acc_reference_ms2[3];
	float rate_sum[3], acc_sum[3]; /* since the last step, times s; and over how long */
	float rate_sum_s, acc_sum_s;
	float rate_seen_s, acc_seen_s;
	float still_s;
};

void gyro_bias_init(struct gyro_bias *b, const struct gyro_bias_settings *settings);
/* Every sample, as measured, and the time since the one before. */
void gyro_bias_rate(struct gyro_bias *b, const struct gyro_bias_settings *settings,
		    const float rate_rads[3], float step_s);
void gyro_bias_acc(struct gyro_bias *b, const struct gyro_bias_settings *settings,
		   const float acc_ms2[3], float step_s);
/* Now and then: attitude, sensor to earth but for the heading; by what small rotation about east
 * and north gravity corrected it since the last step; and the low-pass that gravity went through.
 */
void gyro_bias_step(struct gyro_bias *b, const struct gyro_bias_settings *settings,
		    struct quaternion attitude, const float correction_rad[2], float step_s,
		    const struct low_pass_step *low_pass_step);
bool gyro_bias_at_rest(const struct gyro_bias *b, const struct gyro_bias_settings *settings);
/* An upper bound of the standard deviation about any axis. */
float gyro_bias_sigma_rads(const struct gyro_bias *b, const struct gyro_bias_settings *settings);
