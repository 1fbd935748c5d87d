/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 30-second chair stand (Jones, Rikli, Beam, Res Q Exerc Sport 70:113, 1999): how often a person
 * stands up fully and sits down again in half a minute. A stand that is more than half way up as
 * the time ends counts.
 *
 * The chest's height over its mean is the acceleration along the vertical, twice integrated, each
 * time without what is slower than 0.15 Hz. A stand is a rise of at least 16 cm, from 8 cm below
 * the mean to 8 cm above; between them the chest moves by 30 to 50 cm. The vertical is taken from
 * the size of the acceleration, so the mounting does not matter, and leaning forward changes
 * nothing. That the hands did not help no sensor on the trunk sees.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include "health-models/motion/guided/guided_test.h"
#include "health-models/signal/biquad.h"

enum { CHAIR_STAND_S = 30, CHAIR_STANDS_MAX = 64 };

struct chair_stand_result {
	int64_t start_ns;
	unsigned stands;                 /* full ones */
	float stand_s[CHAIR_STANDS_MAX]; /* when each was half way up, from the start */
};

struct chair_stand {
	enum guided_state state;
	enum guided_refusal refusal;
	int64_t go_ns;
	struct still_watch still;
	double one_g; /* size at rest, before the start */
	double rest_sum;
	unsigned rest_points;
	struct biquad high_pass[3];
	double speed_ms, height_m;
	bool is_down;
	unsigned points;
	struct chair_stand_result result;
};

/* go_ns: GUIDED_BY_MOVEMENT, or when the person was told to go. */
void chair_stand_init(struct chair_stand *c, int64_t go_ns);
enum guided_state chair_stand_push(struct chair_stand *c, const struct motion_point *point);
enum guided_state chair_stand_finish(struct chair_stand *c);
bool chair_stand_get(const struct chair_stand *c, struct chair_stand_result *result);
