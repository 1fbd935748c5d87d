/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a sensor on the trunk measures of a simulated person: rests, walks, falls, rises, sits down.
 * Physics, not recordings: it shows that a model does what it says, not how good it is on people.
 */
#pragma once

#include <glib.h>

#include "common/imu_sample.h"

typedef void (*MovedSink)(gpointer context, const struct imu_sample *sample);

struct moved_person {
	MovedSink sink;
	gpointer context;
	double rate_hz;
	double t_s;
	double up[3], front[3]; /* of the body, in the sensor's axes */
	double lean_rad;        /* to the front; pi / 2 = on the front, - pi / 2 = on the back */
	double noise_g;
	guint32 seed;
};

/* Upright, 50 Hz, no mounting error. */
void moved_person_init(struct moved_person *p, MovedSink sink, gpointer context);
void moved_rest(struct moved_person *p, double seconds);
/* height_g: how far the body is loaded and unloaded with each step; uneven: how much less every
 * other step is, 0 to 1. Returns the steps. */
double moved_walk(struct moved_person *p, double seconds, double cadence_spm, double height_g,
		  double uneven);
/* One blow of this size along the body. */
void moved_knock(struct moved_person *p, double size_g);
/* Leans to this angle within so many seconds. */
void moved_turn(struct moved_person *p, double lean_rad, double seconds);
/* Falls onto the back. */
void moved_fall(struct moved_person *p, double impact_g);
/* Moves up (rise_m > 0) or down within so many seconds, at rest before and after. */
void moved_lift(struct moved_person *p, double rise_m, double seconds);
