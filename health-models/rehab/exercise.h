/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An exercise as the models need it: where the sensor sits, what it should do, and how that is
 * weighed. programme/exercises/ reads it from the file that a physiotherapist edits.
 */
#pragma once

#include <stdbool.h>

enum sensor_place {
	SENSOR_PLACE_UNKNOWN = 0,
	SENSOR_PLACE_CHEST = 1,
	SENSOR_PLACE_WRIST = 2,
	SENSOR_PLACE_UPPER_ARM = 3,
	SENSOR_PLACE_THIGH = 4,
	SENSOR_PLACE_SHANK = 5,
	SENSOR_PLACE_FOOT = 6,
	SENSOR_PLACE_WAIST = 7,
};

/* What the repetition is seen in. */
enum exercise_signal {
	EXERCISE_SIGNAL_TILT =
	    1, /* the sensor's direction of gravity; an accelerometer is enough */
	EXERCISE_SIGNAL_ROTATION =
	    2, /* rotation about the vertical too; needs an angular rate sensor */
	EXERCISE_SIGNAL_LINEAR = 3, /* up and down without tilt: the force along gravity */
};

/* The parts of the score; EXERCISE_PARTS of them, the order of weights and of scores. */
enum exercise_part {
	EXERCISE_PART_ROM = 0,
	EXERCISE_PART_TEMPO = 1,
	EXERCISE_PART_SHAPE = 2,
	EXERCISE_PART_SMOOTHNESS = 3,
	EXERCISE_PART_COMPENSATION = 4,
	EXERCISE_PARTS = 5,
};

struct exercise {
	enum sensor_place place;
	enum exercise_signal signal;
	bool ready_upright;   /* place CHEST or WAIST: ready only while the body is upright */
	float rom_target_deg; /* that a good repetition has; 0 = the person's own reference alone */
	float rom_min_percent;      /* of the reference: below it is partial */
	float rom_max_deg;          /* beyond it is too far for this exercise; 0 = no such limit */
	float concentric_s;         /* from rest to the turn; of 0 = the reference's own */
	float hold_s;               /* at the turn */
	float eccentric_s;          /* back to rest */
	float tempo_tolerance;      /* fast or slow beyond this factor of the duration, 1.5 usual */
	float compensation_max_deg; /* of the trunk or off the axis; 0 = the reference's own spread
				       alone */
	float weight[EXERCISE_PARTS]; /* of the score; their sum is 1 */
	float velocity_loss_stop;     /* the set ends when speed fell by this share, 0.2 usual; 0 =
					 never */
	unsigned repetitions;         /* of a set; 0 = it goes by time */
	unsigned duration_s;          /* of a set; 0 = it goes by repetitions */
	unsigned sets;
	float rest_s; /* between sets */
};

/* What is usual where a file is silent: ROM .30, tempo .15, shape .25, smoothness .10, compensation
 * .20; partial below 60 %, tempo factor 1.5, velocity loss 0.2. */
extern const struct exercise exercise_default;
