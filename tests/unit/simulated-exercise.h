/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exercises of the library as a person does them: where the sensor sits, which way the segment
 * turns, how far it is from the joint, and what goes wrong. For tests.
 */
#pragma once

#include "tests/unit/simulated-limb.h"

enum simulated_execution {
	EXECUTION_RIGHT = 0,
	EXECUTION_HALF = 1,  /* half the range */
	EXECUTION_FAST = 2,  /* in less than half the time */
	EXECUTION_SLOW = 3,  /* in more than twice the time */
	EXECUTION_JERKY = 4, /* trembling */
	EXECUTION_LEAN = 5,  /* the body leans to help: the limb leaves its plane */
	EXECUTION_OTHER = 6, /* about another axis */
	EXECUTION_FAR = 7,   /* beyond what is allowed */
	EXECUTION_STOPS = 8, /* comes back half-way only */
	EXECUTION_HALTS = 9, /* stays at the turn */
	EXECUTIONS = 10,
};

struct simulated_exercise {
	const char *name; /* of the library's file */
	struct simulated_sensor sensor;
	float other_axis[3]; /* about which a person turns who does something else */
	float far_deg;       /* a range beyond the file's maximum; 0 = there is none */
	struct simulated_repetition right;
};

/* NULL where there is none. */
const struct simulated_exercise *simulated_exercise_find(const char *name);

/* The execution of that word ("right", "half", ...), or -1. */
int simulated_execution_find(const char *word);
const char *simulated_execution_word(enum simulated_execution execution);

/* Adds one repetition of a person who does it in a way of their own (exercise->right, changed). */
int64_t simulated_exercise_repeat_own(const struct simulated_exercise *exercise,
				      struct simulated_limb *limb,
				      enum simulated_execution execution,
				      const struct simulated_repetition *own, int64_t *end_ns);
/* Adds one repetition; number makes it a little unlike the others. Returns when it begins; *end_ns
 * is when it is back at rest. */
int64_t simulated_exercise_repeat(const struct simulated_exercise *exercise,
				  struct simulated_limb *limb, enum simulated_execution execution,
				  unsigned number, int64_t *end_ns);
