/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Are these motion samples in m/s2, rad/s and uT, and as often as their sensor says? A wrong unit
 * is the commonest mistake with motion sensors, and a model does not notice: it tells nonsense.
 *
 * What is known without the sensor: at rest it measures gravity, 9.81 m/s2; what turns, turns
 * gravity as fast as the gyroscope says; no body turns at 2000 deg/s for a second; the field
 * of the earth is 22 to 67 uT. A verdict other than UNITS_FIT is final and names the unit that the
 * numbers look like; programme/unit-words.h says it to a person. A moving sensor is not refused for
 * moving: gravity is judged in quiet half seconds, or after 20 s without any by the mean.
 *
 * Pure C, no allocation. What comes out does not depend on how the input was cut.
 */
#pragma once

#include <stdbool.h>

#include "common/imu_sample.h"

enum unit_verdict {
	UNITS_UNDECIDED = 0, /* too few samples so far */
	UNITS_FIT = 1,
	UNITS_ACC_IN_G = 2,
	UNITS_ACC_IN_MILLI_G = 3,
	UNITS_ACC_IN_MM_S2 = 4,
	UNITS_ACC_WITHOUT_GRAVITY = 5, /* "linear acceleration": gravity was taken away */
	UNITS_ACC_UNKNOWN = 6,         /* raw counts, perhaps */
	UNITS_ACC_ZERO = 7,            /* a sensor that is off */
	UNITS_GYR_IN_DEG_S = 8,
	UNITS_GYR_UNKNOWN = 9,
	UNITS_MAG_IN_GAUSS = 10,
	UNITS_MAG_IN_MILLI_GAUSS = 11,
	UNITS_MAG_IN_NANO_TESLA = 12,
	UNITS_MAG_IN_TESLA = 13,
	UNITS_SENSORS_SWAPPED = 14, /* acceleration where angular rate should be */
	UNITS_TIME_NOT_S = 15,      /* milliseconds or sample numbers */
	UNITS_RATE_NOT_AS_SAID = 16,
	UNITS_TIME_TOO_COARSE = 17, /* most accelerations have the time of the one before */
};

/* Sums over one short stretch of time. */
struct unit_window {
	int64_t start_ns;
	unsigned acc_count, gyr_count;
	double acc[3], gyr[3]; /* sums */
	double acc_squares, gyr_squares;
};

struct unit_gate {
	float rate_hz;
	enum unit_verdict verdict;
	int64_t first_ns, last_ns; /* first_ns INT64_MIN: no sample yet */
	/* Gravity and what turns, in half seconds. */
	struct unit_window half;
	unsigned halves;   /* complete ones */
	unsigned fitting;  /* quiet ones of 1 g */
	unsigned strange;  /* quiet ones of one other size, one after the other */
	unsigned swapped;  /* the angular rate looks like gravity at rest */
	unsigned too_fast; /* one after the other: no body turns so */
	enum unit_verdict looks_like;
	/* Of the half seconds' mean accelerations: their sizes, and the squares of those. */
	double mean_sum, mean_squares;
	/* What the gyroscope says gravity turned, and what it turned, in rad, in tenths of a
	 * second. */
	struct unit_window tenth;
	int64_t direction_ns; /* 0 = there is no direction yet */
	float direction[3], rate_before[3];
	double turn_said_rad, turn_seen_rad;
	/* The magnetic field's size; whether its direction turned by more than 90 degrees in the
	 * sensor's axes, as that of a magnet on the sensor never does. */
	unsigned fields;
	double field_sum;
	float first_field[3];
	bool field_turned;
	/* Intervals between accelerations, in s. */
	int64_t acc_ns; /* INT64_MIN: none yet */
	unsigned intervals, long_intervals, empty_intervals, steady_intervals;
	double steady_s, holes_s;
};

/* rate_hz: of the acceleration, as the sensor says it; 0 = not known. */
void unit_gate_init(struct unit_gate *g, float rate_hz);
/* Returns 1 when the verdict has just changed, 0, or -EINVAL for a sample that holds no number or
 * whose time goes back; nothing has changed then. */
int unit_gate_push(struct unit_gate *g, const struct imu_sample *sample);
/* No more samples: decides by what there is. */
enum unit_verdict unit_gate_finish(struct unit_gate *g);
enum unit_verdict unit_gate_verdict(const struct unit_gate *g);
/* Whether the samples must not be used. */
bool unit_verdict_refuses(enum unit_verdict verdict);
/* Whether it is the acceleration that is in a wrong unit, or is none. */
bool unit_verdict_is_of_acceleration(enum unit_verdict verdict);
