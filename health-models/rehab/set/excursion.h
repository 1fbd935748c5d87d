/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a limb is from its rest, along the movement that the reference shows and off it.
 *
 * By tilt: the angle by which up has turned about the reference's axis. By rotation: the angular
 * rate about that axis, summed; what the sum drifts is taken away while the limb rests. By lift:
 * the acceleration along gravity summed twice, each sum forgetting what is slower than a
 * repetition; its unit is the centimetre wherever others say degree. Pure C.
 */
#pragma once

#include "health-models/rehab/exercise.h"
#include "health-models/rehab/set/motion_rows.h"

struct excursion_frame {
	enum exercise_signal signal;
	float rest_up[3]; /* unit vector, sensor axes: up at rest */
	float axis[3];    /* unit vector: the limb turns about it, positive on its way out */
};

struct excursion_point {
	int64_t t_ns;
	float along_deg;  /* from the reference's rest, positive on the reference's way out */
	float off_deg;    /* out of the plane in which the reference moves */
	float away_deg;   /* from the reference's rest in any direction */
	float speed_rads; /* of the limb, in any direction */
	bool missing;
};

struct excursion {
	struct excursion_frame frame;
	/* private */
	float angle_deg; /* summed rotation */
	float bias_rads; /* of the rate about the axis */
	float lift_speed_ms, lift_m;
	float still_s;
};

void excursion_init(struct excursion *e, const struct excursion_frame *frame);
struct excursion_point excursion_at(struct excursion *e, const struct motion_row *row);
