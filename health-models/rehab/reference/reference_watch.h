/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * While a reference is recorded, live: the still pose, then each movement that leaves it and comes
 * back, as a candidate. Nothing is known of the exercise yet but what it is seen in
 * (enum exercise_signal): whether a candidate is a good repetition a person decides.
 *
 * A candidate begins at the lowest point before it and ends at the lowest point behind it, or where
 * the limb rests again; it is told within 0.5 s of that. Pure C, no allocation.
 */
#pragma once

#include "common/imu_sample.h"
#include "health-models/motion/unit_gate.h"
#include "health-models/rehab/set/excursion.h"
#include "health-models/rehab/set/rest_watch.h"
#include "health-models/rehab/set/set_events.h"

struct reference_watch {
	/* private */
	enum exercise_signal signal;
	struct motion_rows rows;
	struct rest_watch rest;
	struct excursion lift;
	struct unit_gate gate;
	struct set_events events;
	float rest_up[3];
	float still_up[3];   /* when it became still */
	float turned_rad[3]; /* summed since it rested last */
	unsigned still_rows, waiting_rows;
	bool ready, open, unusable;
	bool missing; /* of the open movement */
	bool in_hole; /* as the row before said */
	float low, high, lowest_after;
	int64_t low_ns, high_ns, lowest_ns;
};

/* rate_hz: of the acceleration as the sensor says it, 0 = not known. */
void reference_watch_init(struct reference_watch *w, enum exercise_signal signal, float rate_hz);
/* Times do not go back. Returns 1 while events wait, 0, or -EINVAL for a sample that holds no
 * number. Events: SET_READY, SET_REPETITION (not scored; rom_deg, in cm of a lift), SET_REFUSED (it
 * moved before it was ready, or too little), SET_TROUBLE (units, holes). */
int reference_watch_push(struct reference_watch *w, const struct imu_sample *sample);
/* Returns 1 and the oldest event, or 0. */
int reference_watch_get(struct reference_watch *w, struct set_event *event);
