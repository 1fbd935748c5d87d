/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A limb that swings about a joint, and what a motion sensor on it measures. For tests: motion of
 * which everything is known. The same settings and seed give the same samples on every machine.
 */
#pragma once

#include "common/imu_sample.h"

#include <stddef.h>

struct simulated_sensor {
	float rate_hz;
	unsigned has;         /* IMU_ACCELERATION, and IMU_ANGULAR_RATE if there is one */
	float rest_up[3];     /* unit vector: where up is at rest, in the sensor's axes */
	float axis[3];        /* unit vector: about which the limb turns, in the sensor's axes */
	float off_axis[3];    /* unit vector, for compensation_deg; 0 0 0 = square to axis and up */
	float lever_m;        /* from the joint to the sensor, along the limb */
	float limb[3];        /* unit vector: from the joint to the sensor; 0 0 0 = down at rest */
	float acc_noise_ms2;  /* standard deviation */
	float gyr_noise_rads; /* standard deviation */
	float gyr_bias_rads;  /* of every axis */
	float acc_scale;      /* 1; 1 / 9.81 = in g */
	float gyr_scale;      /* 1; 57.3 = in degrees */
};

/* A good one: 52 Hz, both sensors, the arm hangs along the sensor's x, swings about its z. */
extern const struct simulated_sensor simulated_sensor_default;

struct simulated_repetition {
	float rom_deg; /* negative: to the other side */
	float concentric_s, hold_s, eccentric_s;
	float rest_s;           /* afterwards, at rest */
	float compensation_deg; /* about the sensor's off_axis; there and back */
	float tremor_deg;       /* amplitude, on the way out and back */
	float tremor_hz;
	float turn_back;      /* 1: comes back to rest; 0.4: stays at 60 % */
	float end_offset_deg; /* rest afterwards is that far from rest before */
	float lift_m;         /* up and down without turning */
};

/* 70 degrees, 1.5 s out, 0.5 s hold, 1.5 s back, 1 s rest. */
extern const struct simulated_repetition simulated_repetition_default;

struct simulated_limb {
	/* private */
	struct simulated_sensor sensor;
	uint64_t random;
	int64_t index; /* of the next sample */
	int64_t start_ns;
	double begin_s; /* where the motion to be added begins */
	float rest_deg; /* where the limb rests now */
	struct imu_sample *samples;
	size_t count, size;
};

/* samples: room for size of them, the caller's. Time begins at start_ns. */
void simulated_limb_init(struct simulated_limb *limb, const struct simulated_sensor *sensor,
			 unsigned seed, int64_t start_ns, struct imu_sample *samples, size_t size);
/* Adds rest. Samples for which there is no room are lost (as are those of the following). */
void simulated_limb_rest(struct simulated_limb *limb, float seconds);
/* Adds a repetition and its rest. Returns the time at which it begins. */
int64_t simulated_limb_repeat(struct simulated_limb *limb, const struct simulated_repetition *rep);
/* Time passes in which nothing is measured. */
void simulated_limb_hole(struct simulated_limb *limb, float seconds);
/* The time of the next sample. */
int64_t simulated_limb_now_ns(const struct simulated_limb *limb);
