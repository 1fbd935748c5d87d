/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps and cadence out of the size of the acceleration: how the sensor is turned does not matter.
 *
 * A step is told where the body, having carried its weight, is unloaded: the low-passed size falls
 * from 1 g to below 1 g less `unload_g`. That is what pedometers do (Zhao, Full-featured pedometer
 * design, Analog Dialogue 44-06, 2010, with a fixed threshold); a soft, shuffling step that hardly
 * unloads is not counted here: health-models/motion/activity/gait.h tells of those. Steps count
 * from the fourth of a run on, the first three with it: a knock or one bend is not a walk. A pause
 * longer than `pause_s` ends a bout of walking.
 *
 * What 1 g is, is followed slowly as the median size: sensors are off by some per cent.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/motion/motion_grid.h"
#include "health-models/signal/biquad.h"

enum { STEPS_RUN = 4, STEPS_RECENT = 8 };

struct step_settings {
	float low_pass_hz;
	float unload_g;
	float apart_min_s; /* nobody steps faster */
	float pause_s;
};

extern const struct step_settings step_settings_default;

struct step_counter {
	struct step_settings settings;
	struct biquad low_pass;
	float one_g;
	bool carried;     /* 1 g was seen since the last step */
	unsigned run;     /* steps of the bout, or that may become one */
	int64_t first_ns; /* of the run */
	int64_t last_ns;  /* newest step */
	int64_t recent_ns[STEPS_RECENT];
	/* What counted. */
	uint32_t steps;
	uint32_t intervals; /* between the steps of bouts */
	int64_t walking_ns; /* their sum */
};

/* settings NULL = the default. */
void steps_init(struct step_counter *s, const struct step_settings *settings);
/* Returns how many steps count now that did not before: 0, 1, or STEPS_RUN as a bout begins. */
unsigned steps_push(struct step_counter *s, const struct motion_point *point);
/* Steps a minute over all bouts, pauses between them left out; 0 = nobody walked. */
float steps_cadence_spm(const struct step_counter *s);
/* Of the last eight steps; 0 = not walking at t_ns. */
float steps_cadence_now_spm(const struct step_counter *s, int64_t t_ns);
/* Whether t_ns lies in a bout, as far as can be known. */
bool steps_walking(const struct step_counter *s, int64_t t_ns);
