/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a motion sensor lies in space, from its acceleration, angular rate and magnetic field.
 *
 * The method is VQF (Laidig & Seel, VQF: Highly accurate IMU orientation estimation with bias
 * estimation and magnetic disturbance rejection, Information Fusion 91, 2023): the angular rate is
 * integrated; the acceleration is turned into that almost inertial frame and low-passed there,
 * where what a person does averages out and gravity stays; what it then says of up corrects the
 * inclination, and by how much tells of the gyroscope's bias, as standing still does; the magnetic
 * field corrects the heading alone, and only while its size and dip are those of the place.
 *
 * Added to it: a sample is taken as the mean since the one before, as sensors and gateways that
 * filter and thin out give it. So the angular rate is integrated with the first coning term, and
 * acceleration and field are turned by the attitude in the middle of their interval (the first
 * sculling term; Savage, Strapdown inertial navigation integration algorithm design, J. Guidance
 * 21(1-2), 1998). At 50 Hz that halves the error. Each sensor has its own times; what is slow is
 * computed every 20 ms or so and not with every sample.
 *
 * Without a gyroscope what remains is the inclination, low-passed; orientation_knowledge() says so.
 * Without a magnetometer the heading is arbitrary and drifts.
 *
 * Earth is east, north, up; without a magnetometer x and y lie level anywhere. Pure C, no
 * allocation; what comes out does not depend on how the input was cut.
 */
#pragma once

#include <stdbool.h>

#include "common/imu_sample.h"
#include "health-models/motion/orientation/gyro_bias.h"
#include "health-models/motion/orientation/magnetic_heading.h"
#include "health-models/motion/orientation/quaternion.h"

struct orientation_settings {
	float acc_tau_s;       /* of gravity in the almost inertial frame */
	float acc_alone_tau_s; /* of gravity in the sensor's frame, without a gyroscope */
	float step_s;          /* how often gravity and field correct */
	float bias_step_s;     /* how often the bias is estimated */
	float longest_gap_s;   /* of the angular rate: after it the attitude is found anew */
	struct gyro_bias_settings bias;
	struct magnetic_heading_settings heading;
};

extern const struct orientation_settings ORIENTATION_DEFAULTS;

/* How much is known; each includes the ones before. */
enum orientation_knowledge {
	ORIENTATION_UNKNOWN = 0,     /* no acceleration yet */
	ORIENTATION_INCLINATION = 1, /* from gravity alone: slow, shaken by movement, no heading */
	ORIENTATION_RELATIVE = 2,    /* attitude with an arbitrary heading that drifts */
	ORIENTATION_FULL = 3,        /* heading to magnetic north */
};

/* The times of one sensor. */
struct sensor_clock {
	int64_t t_ns;
	float period_s; /* 0 = fewer than two samples */
	bool started;
};

struct orientation {
	const struct orientation_settings *settings;
	struct sensor_clock gyr, acc, mag;
	/* Sensor to the almost inertial frame; from there to a level one; from there to earth. */
	struct quaternion strapdown, upright, to_earth;
	float rate_rads[3]; /* without bias; of the last sample */
	float turn_rad[3];  /* of its interval */
	/* Since the last step, in the almost inertial frame, times s; and over how long. */
	float acc_sum[3], field_sum[3];
	float acc_sum_s, field_sum_s;
	float up_seen_s; /* how long up has been low-passed */
	struct low_pass up[3];
	/* By what gravity corrected the inclination since the bias was estimated last. */
	float correction_rad[2];
	float correction_s;
	struct gyro_bias bias;
	struct magnetic_heading heading;
};

/* settings: kept, not copied; NULL = ORIENTATION_DEFAULTS. */
void orientation_init(struct orientation *o, const struct orientation_settings *settings);
/* Returns 0, or -EINVAL for a sample that holds no number or whose time goes back: nothing has
 * changed then. An acceleration or field of exactly zero is no sample. */
int orientation_push(struct orientation *o, const struct imu_sample *sample);
/* Sensor to earth. The identity while nothing is known. */
struct quaternion orientation_get(const struct orientation *o);
enum orientation_knowledge orientation_knowledge(const struct orientation *o);
/* Up, in the sensor's axes; of length 1. */
void orientation_up(const struct orientation *o, float up[3]);
/* The angular rate's bias as estimated, and one standard deviation of it. */
void orientation_bias(const struct orientation *o, float bias_rads[3], float *sigma_rads);
/* The last angular rate, its bias taken off. */
void orientation_rate(const struct orientation *o, float rate_rads[3]);
/* The sensor has lain still for 1.5 s or more. */
bool orientation_at_rest(const struct orientation *o);
/* The magnetic field is not the one of the place, or not known yet. */
bool orientation_field_disturbed(const struct orientation *o);
