/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/count_grid.h"

#include <math.h>

/* Steps of converters in whole units of their ECG: the Polar H10's (ble/trust/grid_check.c). */
static const struct count_grid known[] = {
    {COUNT_GRID_TRUNCATED, 2.2827},
    {COUNT_GRID_ROUNDED, 2.2827},
};

static double value_of(const struct count_grid *grid, double count)
{
	switch (grid->rule) {
	case COUNT_GRID_NONE:
		return count;
	case COUNT_GRID_TRUNCATED:
		return trunc(count * grid->step);
	case COUNT_GRID_ROUNDED:
		return rint(count * grid->step);
	}
	return NAN;
}

bool count_grid_is_sound(const struct count_grid *grid)
{
	switch (grid->rule) {
	case COUNT_GRID_NONE:
		return grid->step == 1.0;
	case COUNT_GRID_TRUNCATED:
	case COUNT_GRID_ROUNDED:
		/* Below 1, two counts could have one value. */
		return grid->step >= 1.0 && grid->step <= INT32_MAX;
	}
	return false;
}

bool count_grid_value(const struct count_grid *grid, int32_t count, int32_t *value)
{
	double exact = value_of(grid, count);

	if (!(exact >= INT32_MIN && exact <= INT32_MAX))
		return false;
	*value = (int32_t)exact;
	return true;
}

bool count_grid_count(const struct count_grid *grid, int32_t value, int32_t *count)
{
	/* Truncation moved the value towards zero, by less than a step. */
	double near = trunc(value / grid->step);

	for (int away = -1; away <= 1; away++) {
		if (value_of(grid, near + away) == value && near + away >= INT32_MIN &&
		    near + away <= INT32_MAX) {
			*count = (int32_t)(near + away);
			return true;
		}
	}
	return false;
}

static bool has_all(const struct count_grid *grid, const int32_t *value, size_t n)
{
	int32_t count;

	for (size_t i = 0; i < n; i++) {
		if (!count_grid_count(grid, value[i], &count))
			return false;
	}
	return true;
}

static uint32_t common_divisor(const int32_t *value, size_t n)
{
	uint32_t divisor = 0;

	for (size_t i = 0; i < n && divisor != 1; i++) {
		uint32_t rest = value[i] < 0 ? 0 - (uint32_t)value[i] : (uint32_t)value[i];

		while (rest != 0) {
			uint32_t next = divisor % rest;

			divisor = rest;
			rest = next;
		}
	}
	return divisor;
}

bool count_grid_find(const int32_t *value, size_t n, struct count_grid *grid)
{
	uint32_t divisor = common_divisor(value, n);

	*grid = (struct count_grid){COUNT_GRID_NONE, 1.0};
	if (divisor > 1 && divisor <= INT32_MAX) {
		*grid = (struct count_grid){COUNT_GRID_TRUNCATED, divisor};
		return true;
	}
	for (size_t i = 0; divisor == 1 && i < sizeof known / sizeof *known; i++) {
		if (has_all(&known[i], value, n)) {
			*grid = known[i];
			return true;
		}
	}
	return false;
}
