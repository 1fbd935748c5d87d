/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every movement away from rest, in whatever direction: so that one that is not counted can be
 * answered with why. Pure C.
 */
#pragma once

#include "health-models/rehab/set/excursion.h"
#include "health-models/rehab/set/set_event.h"

struct movement_watch {
	float rest_along_deg; /* the excursion at rest, as it was last */
	/* private */
	float large_deg; /* to the other side, or off the axis, only from here on */
	float open_deg;  /* farther from rest it is a movement */
	float rest_up[3];
	bool open, answered, has_rest;
	float open_up[3], open_along_deg; /* rest when it began */
	float most_along_deg, least_along_deg, most_off_deg, rest_off_deg;
};

void movement_watch_init(struct movement_watch *w, float rom_deg);
/* Rest is as in this row: of a limb that lies still. */
void movement_watch_rest(struct movement_watch *w, const struct motion_row *row,
			 const struct excursion_point *p);
/* It lies still near its rest: that is drawn there slowly. */
void movement_watch_follow_rest(struct movement_watch *w, const struct motion_row *row,
				const struct excursion_point *p);
/* How far it is from rest, in whatever direction. */
float movement_watch_away_deg(const struct movement_watch *w, const struct motion_row *row,
			      const struct excursion_point *p);
/* The open movement was counted, or refused for a reason of its own. */
void movement_watch_answer(struct movement_watch *w);
/* Returns why the movement that has just ended was not counted, SET_REASON_NONE while there is none
 * such: SET_REASON_TOO_SMALL, _OTHER_MOVEMENT or _OTHER_SIDE. */
enum set_reason movement_watch_push(struct movement_watch *w, const struct motion_row *row,
				    const struct excursion_point *p);
