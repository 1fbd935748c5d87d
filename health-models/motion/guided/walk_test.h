/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Six-minute walk (ATS statement, Am J Respir Crit Care Med 166:111, 2002): steps, cadence minute
 * by minute, stops. The distance, which is what the test is scored by, no sensor on the trunk
 * knows: it is the laps of a measured course, or steps times a step's length that somebody gave.
 *
 * It starts when told, or with the first step of the first walk, and ends after six minutes of
 * time, stops included. Who ends earlier has a result that says so. Soft steps of regular walking
 * count: here it is known that the person walks.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include "health-models/motion/activity/gait.h"
#include "health-models/motion/guided/guided_test.h"
#include "health-models/motion/activity/steps.h"

enum { WALK_TEST_MINUTES = 6, WALK_TEST_STOPS_MAX = 32 };

struct walk_stop {
	float start_s; /* of the test */
	float length_s;
};

struct walk_test_result {
	int64_t start_ns;
	bool complete;
	float seconds;  /* 360, or fewer */
	float walked_s; /* stops left out */
	unsigned steps;
	unsigned soft_steps;                  /* among them */
	float cadence_spm[WALK_TEST_MINUTES]; /* steps in the minute, whole minutes only; else -1 */
	unsigned stops; /* all of them; the first WALK_TEST_STOPS_MAX are kept */
	struct walk_stop stop[WALK_TEST_STOPS_MAX];
};

struct walk_test {
	enum guided_state state;
	enum guided_refusal refusal;
	int64_t go_ns; /* GUIDED_BY_MOVEMENT, or when told */
	struct step_counter steps;
	struct gait_watch gait;
	unsigned points;
	int64_t last_walk_ns;
	int64_t end_ns;
	unsigned firm[WALK_TEST_MINUTES];
	double expected[WALK_TEST_MINUTES], expected_firm[WALK_TEST_MINUTES];
	unsigned second_steps;
	struct walk_test_result result;
};

void walk_test_init(struct walk_test *w, int64_t go_ns);
enum guided_state walk_test_push(struct walk_test *w, const struct motion_point *point);
/* No more samples. */
enum guided_state walk_test_finish(struct walk_test *w);
/* Returns true with the result of a test that is done. */
bool walk_test_get(const struct walk_test *w, struct walk_test_result *result);
