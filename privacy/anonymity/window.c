/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/anonymity/window.h"

uint32_t window_per_year(uint32_t days)
{
	switch (days) {
	case 30:
		return 12;
	case 90:
		return 4;
	case 365:
		return 1;
	default:
		return 0;
	}
}

bool window_before(int32_t year, uint32_t day_of_year, uint32_t days, uint32_t back,
		   struct window *window)
{
	uint32_t per_year = window_per_year(days);
	uint32_t over;

	if (per_year == 0 || back > WINDOW_BACK_MAX)
		return false;
	over = day_of_year / days;
	if (over > per_year)
		over = per_year;
	while (back >= over) {
		back -= over;
		over = per_year;
		year--;
	}
	window->year = year;
	window->days = (uint16_t)days;
	window->index = (uint8_t)(over - back - 1);
	return true;
}

uint32_t window_first_day(const struct window *window)
{
	return (uint32_t)window->index * window->days;
}

uint32_t window_first_cell(const struct window *window)
{
	return window_first_day(window) / WINDOW_CELL_DAYS;
}

uint32_t window_cell_count(const struct window *window)
{
	return window->days == 365 ? WINDOW_CELLS : window->days / WINDOW_CELL_DAYS;
}
