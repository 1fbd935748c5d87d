/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/unit-words.h"

#include <stddef.h>

const char *ht_unit_words(enum unit_verdict verdict)
{
	switch (verdict) {
	case UNITS_UNDECIDED:
	case UNITS_FIT:
		return NULL;
	case UNITS_ACC_IN_G:
		return "acceleration looks like g, not m/s2: multiply it by 9.80665";
	case UNITS_ACC_IN_MILLI_G:
		return "acceleration looks like mg, not m/s2: multiply it by 0.00980665";
	case UNITS_ACC_IN_MM_S2:
		return "acceleration looks like mm/s2, not m/s2: divide it by 1000";
	case UNITS_ACC_WITHOUT_GRAVITY:
		return "acceleration lacks gravity: give what the sensor measures, not linear "
		       "acceleration";
	case UNITS_ACC_UNKNOWN:
		return "acceleration at rest is not 9.81: give m/s2, not raw counts";
	case UNITS_ACC_ZERO:
		return "acceleration is always zero: the sensor was off";
	case UNITS_GYR_IN_DEG_S:
		return "angular rate looks like deg/s, not rad/s: multiply it by 0.0174533";
	case UNITS_GYR_UNKNOWN:
		return "angular rate is faster than any body turns: give rad/s, not raw counts";
	case UNITS_MAG_IN_GAUSS:
		return "magnetic field looks like gauss, not uT: multiply it by 100";
	case UNITS_MAG_IN_MILLI_GAUSS:
		return "magnetic field looks like mG, not uT: divide it by 10";
	case UNITS_MAG_IN_NANO_TESLA:
		return "magnetic field looks like nT, not uT: divide it by 1000";
	case UNITS_MAG_IN_TESLA:
		return "magnetic field looks like T, not uT: multiply it by 1000000";
	case UNITS_SENSORS_SWAPPED:
		return "angular rate looks like acceleration: the columns of the two are swapped";
	case UNITS_TIME_NOT_S:
		return "time looks like milliseconds or sample numbers, not seconds";
	case UNITS_TIME_TOO_COARSE:
		return "most samples have the time of the one before: give time with more digits";
	case UNITS_RATE_NOT_AS_SAID:
		return "samples come at another rate than the sensor says";
	}
	return "motion samples make no sense";
}
