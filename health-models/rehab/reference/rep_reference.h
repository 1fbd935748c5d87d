/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person's own reference of an exercise: how the sensor hangs at rest, how it moves, how far, how
 * long and how alike the accepted repetitions were. Recorded once, supervised: a still pose, then 1
 * to REP_REFERENCE_MAX repetitions that the supervisor accepts. Pure C.
 */
#pragma once

#include "common/imu_sample.h"
#include "health-models/rehab/repetition.h"

#include <stddef.h>

enum {
	REP_REFERENCE_MAX = 5,
	REP_CURVE_POINTS = 64, /* of the time-normalised excursion */
	REP_REFERENCE_VERSION = 1,
	REP_REFERENCE_SIZE_MAX = 1024,
};

/* Why a recording is no reference. */
enum reference_fault {
	REFERENCE_GOOD = 0,
	REFERENCE_NOT_STILL = 1,   /* it moved during the still pose */
	REFERENCE_NO_MOVEMENT = 2, /* less than 4 degrees, or nothing to be told from noise */
	REFERENCE_UNLIKE = 3,      /* the accepted repetitions are not alike */
	REFERENCE_HOLES = 4,       /* samples are missing */
	REFERENCE_BAD_UNITS = 5,   /* see health-models/motion/unit_gate.h */
	REFERENCE_TOO_SHORT = 6,
	REFERENCE_NO_RATE = 7, /* the exercise needs an angular rate, and there is none */
};

struct rep_reference {
	float rest_gravity[3]; /* unit vector, sensor axes */
	float axis[3];         /* unit vector, sensor axes: the movement turns about it */
	bool has_rate;         /* an angular rate was measured */
	unsigned repetitions;  /* accepted */
	float rom_deg, rom_spread_deg;
	float duration_s, duration_spread_s;
	float concentric_s, hold_s, eccentric_s;
	float peak_speed_rads;
	float smoothness_sparc, smoothness_spread;
	float compensation_deg, compensation_spread_deg;
	float curve[REP_CURVE_POINTS];        /* excursion / ROM over the time of a repetition */
	float curve_spread[REP_CURVE_POINTS]; /* never 0: a floor stands for a single repetition */
};

struct rep_span {
	int64_t start_ns, end_ns; /* of an accepted repetition */
};

/* samples: the whole recording in order of time, the still pose first (the calmest moment of the
 * last second before the first repetition). spans: 1 to
 * REP_REFERENCE_MAX, in order. reference is untouched unless REFERENCE_GOOD, or
 * REFERENCE_NOT_STILL, which is said only where nothing else is wrong: what was accepted long ago
 * can then be analysed from the calmest moment there is, but no person should be given such a
 * reference. */
enum reference_fault rep_reference_make(const struct imu_sample *samples, size_t count,
					const struct rep_span *spans, size_t span_count,
					const struct exercise *exercise,
					struct rep_reference *reference);

/* Little-endian, field by field. Returns the bytes used or -ENOBUFS. */
long rep_reference_encode(const struct rep_reference *reference, uint8_t *out, size_t size);
/* 0, -EBADMSG or -EPROTONOSUPPORT; untouched on failure. */
int rep_reference_decode(uint16_t version, const uint8_t *data, size_t size,
			 struct rep_reference *reference);
