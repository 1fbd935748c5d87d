/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person does, out of one motion sensor on the trunk (or, for steps and intensity alone,
 * elsewhere): a minute after the other, and falls as they happen.
 *
 *     activity_push(&a, &sample);
 *     while (activity_step(&a))
 *             if (activity_get_minute(&a, &minute)) ...
 *             if (activity_get_fall(&a, &fall)) ...
 *
 * A minute is of the sample's clock: [0:00, 1:00) of it. What comes out never depends on how the
 * input was cut. Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/imu_sample.h"
#include "health-models/motion/activity/counts.h"
#include "health-models/motion/activity/fall.h"
#include "health-models/motion/activity/gait.h"
#include "health-models/motion/activity/intensity.h"
#include "health-models/motion/motion_grid.h"
#include "health-models/motion/mounting.h"
#include "health-models/motion/activity/posture.h"
#include "health-models/motion/activity/steps.h"

struct activity_minute {
	int64_t start_ns;
	float covered_s; /* of the minute was measured */
	uint16_t steps;
	uint16_t soft_steps; /* of regular walking, too soft to count as steps */
	float walking_s;
	float cadence_spm; /* while walking; 0 = nobody walked */
	float counts;      /* vector magnitude, brought to 60 s; -1 = too little was measured */
	float mad_mg;      /* -1 = too little was measured */
	float enmo_mg;
	float active_s;
	float regularity; /* of strides, mean while walking; 0 = nobody walked evenly enough */
	float step_regularity;
	float symmetry;
	float posture_s[POSTURES];
};

struct activity {
	struct motion_grid grid;
	struct step_counter steps;
	struct activity_counts counts;
	struct deviation deviation;
	struct gait_watch gait;
	struct posture_watch posture;
	struct mounting mounting;
	struct fall_watch fall;
	/* The minute that is being filled. */
	bool open;
	int64_t minute_ns;
	uint32_t points;
	uint32_t posture_points[POSTURES];
	struct step_counter before; /* steps as the minute began */
	double expected_steps, firm_steps;
	double regularity_sum, step_regularity_sum, symmetry_sum;
	uint32_t gait_seconds;
	unsigned second_steps;
	/* To be handed out. */
	bool has_minute, has_fall;
	struct activity_minute minute;
	struct fall_event event;
};

void activity_init(struct activity *a, const struct fall_settings *falls);
/* Returns 0, or -EINVAL for a sample that holds no number or whose time goes back; nothing has
 * changed then. Call activity_step() until it returns false before the next sample. */
int activity_push(struct activity *a, const struct imu_sample *sample);
/* Takes one step further. What it brought is got with the two below before the next. */
bool activity_step(struct activity *a);
bool activity_get_minute(struct activity *a, struct activity_minute *minute);
bool activity_get_fall(struct activity *a, struct fall_event *fall);
/* No more samples: the minute that is open is told, if anything was measured. */
bool activity_finish(struct activity *a);
/* Level of a minute by its counts; false where too little was measured. */
bool activity_minute_level(const struct activity_minute *m, enum intensity_level *level);
