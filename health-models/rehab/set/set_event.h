/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a running set of an exercise tells. */
#pragma once

#include "health-models/rehab/repetition.h"

enum set_event_kind {
	SET_READY = 1,      /* counting begins with the next movement */
	SET_REPETITION = 2, /* get it with exercise_set_get() */
	SET_REFUSED = 3,    /* a movement that is not counted, and why */
	SET_TROUBLE = 4,    /* counting is paused or impossible, and why */
	SET_RESUMED = 5,    /* it goes on */
};

/* Why a movement was not counted, or why nothing can be. */
enum set_reason {
	SET_REASON_NONE = 0,
	SET_REASON_TOO_SMALL = 1,      /* far less than the reference */
	SET_REASON_TOO_SHORT = 2,      /* no person moves like that: a knock */
	SET_REASON_NOT_READY = 3,      /* before the ready pose */
	SET_REASON_OTHER_MOVEMENT = 4, /* about another axis */
	SET_REASON_BAD_UNITS = 5,      /* no gravity in it: see health-models/motion/unit_gate.h */
	SET_REASON_UPSIDE_DOWN = 6,    /* gravity at rest is opposite to the reference's */
	SET_REASON_OTHER_SIDE = 7,     /* it moves mirrored to the reference: on the other limb */
	SET_REASON_MISPLACED = 8,      /* gravity at rest is elsewhere than in the reference */
	SET_REASON_HOLE = 9,           /* samples are missing */
	SET_REASON_WRONG_RATE = 10,    /* samples come at another rate than the sensor says */
	SET_REASON_CLOCKS_APART = 11,  /* two sensors whose times do not fit together */
	SET_REASON_STOPPED_HALFWAY = 12, /* a movement began and does not come back */
	SET_REASON_NO_RATE = 13,         /* the exercise needs an angular rate, and there is none */
};

struct set_event {
	enum set_event_kind kind;
	enum set_reason reason;
	int64_t t_ns;
	struct repetition repetition; /* of SET_REPETITION */
};
