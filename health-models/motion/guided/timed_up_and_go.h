/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timed up and go (Podsiadlo and Richardson, J Am Geriatr Soc 39:142, 1991): rise, walk three
 * metres, turn, walk back, sit down. Seconds from "go" (or the first movement) until the person
 * rests on the chair again.
 *
 * Sitting down is told from standing still by the trunk, which bends over the chair and is upright
 * again (trunk tilt: Najafi et al., IEEE Trans Biomed Eng 50:711, 2003; Salarian, below): stillness
 * for a second ends the test if the trunk was 15 degrees and more off how it walked just before.
 * Who sits down upright, or stays bent, looks like one who stands: that is taken for sitting after
 * three seconds in which nobody walked on, or at the end of the samples, and the result says so.
 *
 * Rising and sitting down unload the body as a step does: what comes out of the walk's own rhythm
 * at its two ends is no step. Phases: rise until the first step, walk until the last, then turning
 * round and sitting down. With a gyroscope also how long the trunk turned about the vertical
 * (Salarian et al., IEEE Trans Neural Syst Rehabil Eng 18:303, 2010); an accelerometer alone does
 * not see turns. Times are sure to a quarter of a second.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include "health-models/motion/activity/gait.h"
#include "health-models/motion/activity/posture.h"
#include "health-models/motion/activity/steps.h"
#include "health-models/motion/guided/guided_test.h"

enum { UP_AND_GO_MAX_S = 300, UP_AND_GO_STEPS_MAX = 256 };

struct up_and_go_result {
	int64_t start_ns;
	float total_s;
	float rise_s;
	float walk_s;
	float sit_s;
	unsigned steps;
	bool sitting_seen; /* else the person may have stood still at the end */
	bool has_turning;
	float turning_s;
};

struct up_and_go {
	enum guided_state state;
	enum guided_refusal refusal;
	int64_t go_ns;
	struct still_watch still;
	struct step_counter counter;
	unsigned points, gyr_points, turning_points;
	int64_t step_ns[UP_AND_GO_STEPS_MAX];
	unsigned steps_kept;
	float up[3]; /* gravity while sitting still */
	struct slow_gravity gravity;
	/* Of the acceleration since the walk began: how the trunk is held in walking. */
	double walk_sum_g[3];
	unsigned walk_points;
	bool bent;       /* it was, since then, */
	int64_t bent_ns; /* at this time last */
	struct up_and_go_result result;
};

void up_and_go_init(struct up_and_go *u, int64_t go_ns);
enum guided_state up_and_go_push(struct up_and_go *u, const struct motion_point *point);
enum guided_state up_and_go_finish(struct up_and_go *u);
bool up_and_go_get(const struct up_and_go *u, struct up_and_go_result *result);
