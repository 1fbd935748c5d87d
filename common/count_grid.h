/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole numbers that a converter's steps leave: a strap counts in steps of 2.2827 uV and sends the
 * whole microvolts, so only four of nine whole numbers ever come. Kept as counts and step they are
 * smaller, and every one comes back as it was sent.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stored: a number is never given a new meaning. */
enum count_grid_rule {
	COUNT_GRID_NONE = 0,      /* value = count */
	COUNT_GRID_TRUNCATED = 1, /* value = count x step, truncated towards zero */
	COUNT_GRID_ROUNDED = 2,   /* value = count x step, to the nearest, halves to even */
};

struct count_grid {
	enum count_grid_rule rule;
	double step; /* COUNT_GRID_NONE: 1 */
};

/* Finds the grid that every value lies on: a known converter's, else the largest whole number that
 * divides them all, else none. Returns whether it is coarser than whole numbers. */
bool count_grid_find(const int32_t *value, size_t n, struct count_grid *grid);
/* A grid as read from outside: whether counts and values can be told from each other by it. */
bool count_grid_is_sound(const struct count_grid *grid);
/* The count whose value this is; false where there is none. */
bool count_grid_count(const struct count_grid *grid, int32_t value, int32_t *count);
/* False where the value does not fit. */
bool count_grid_value(const struct count_grid *grid, int32_t count, int32_t *value);
