/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day of a store's life as a script, and what must be true after each of its steps: the oracle.
 *
 * A step that fails (a fault was injected) says why in one line, loses nothing that was
 * acknowledged, leaves nothing in clear on the disk, and is done again when the fault is gone. What
 * was under way when it failed may be there or not; what is there is whole.
 */
#pragma once

#include "tests/faults/day-oracle.h"

typedef enum {
	DAY_GOES_ON,  /* after a failure the same store is used again, the fault being gone */
	DAY_REOPENED, /* the fault lasts: the step fails twice, the store is closed, then the fault
			 goes and the store is opened again */
} DayRecovery;

/* Lives the whole day in dir, which is empty. lift takes the fault away; called after the first
 * step that failed. name says which fault, in messages. Returns how many steps failed. */
guint day_live(const char *name, const char *dir, DayRecovery recovery, void (*lift)(void));
/* The same, going on after each failure. mark is called with what must be there and what may be,
 * each time when that changes. */
void day_live_marked(const char *name, const char *dir, void (*mark)(const struct oracle *oracle),
		     void (*lift)(void));
/* Ends the program where the store in dir does not open, does not hold what the oracle says, or
 * calls itself stale; then goes on writing. */
void day_judge(const char *name, const char *dir, const struct oracle *oracle);
void day_remove_folder(const char *path);
