/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The times that may be asked for: fixed parts of a calendar year in the person's own zone, so that
 * nobody can lay windows over each other and subtract.
 *
 * Days count from 0 on January 1. A window of 30, 90 or 365 days begins at a multiple of its length
 * and lies wholly inside its year: 12, 4 or 1 of them. Each is made of whole cells: 12 cells of 30
 * days, and a last one of 5 or 6, of which only the year's window has 5 days. What was told is
 * counted by cell, so that no day costs more than what was told of it. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	WINDOW_CELLS = 13, /* of a year */
	WINDOW_CELL_DAYS = 30,
	WINDOW_WHOLE_CELLS = 12,
	WINDOW_BACK_MAX = 600, /* far more than anybody has stored */
};

struct window {
	int32_t year;
	uint16_t days; /* 30, 90 or 365 */
	uint8_t index; /* of the year's windows of that length */
};

/* How many of that length a year has; 0 = there is no such window. */
uint32_t window_per_year(uint32_t days);
/* The newest that was over before this day of this year (0 = January 1), or so many before it.
 * FALSE where days is none of the three, or back above WINDOW_BACK_MAX. */
bool window_before(int32_t year, uint32_t day_of_year, uint32_t days, uint32_t back,
		   struct window *window);
uint32_t window_first_day(const struct window *window);
uint32_t window_first_cell(const struct window *window);
uint32_t window_cell_count(const struct window *window);
