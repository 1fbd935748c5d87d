/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers as counts of a converter, and every one back as it was. */
#include "common/count_grid.h"

#include <glib.h>
#include <math.h>

enum { COUNT_MAX = 8191, VALUES = 2 * COUNT_MAX + 2 };

static void make_h10(int32_t *value)
{
	for (int i = 0; i < VALUES; i++)
		value[i] = (int32_t)((i - COUNT_MAX - 1) * 2.2827);
}

static void assert_back(const struct count_grid *grid, const int32_t *value, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int32_t count, again;

		g_assert_true(count_grid_count(grid, value[i], &count));
		g_assert_true(count_grid_value(grid, count, &again));
		g_assert_cmpint(again, ==, value[i]);
	}
}

static void test_strap(void)
{
	struct count_grid grid;
	int32_t value[VALUES];

	make_h10(value);
	g_assert_true(count_grid_find(value, VALUES, &grid));
	g_assert_cmpint(grid.rule, ==, COUNT_GRID_TRUNCATED);
	g_assert_cmpfloat(grid.step, ==, 2.2827);
	assert_back(&grid, value, VALUES);
	for (int i = 0; i < VALUES; i++) {
		int32_t count;

		g_assert_true(count_grid_count(&grid, value[i], &count));
		g_assert_cmpint(count, ==, i - COUNT_MAX - 1);
	}
}

/* One value that no count gives, and all stay as they are. */
static void test_off_grid(void)
{
	struct count_grid grid;
	int32_t value[VALUES], count;

	make_h10(value);
	value[100] = 1;
	g_assert_false(count_grid_find(value, VALUES, &grid));
	g_assert_cmpint(grid.rule, ==, COUNT_GRID_NONE);
	assert_back(&grid, value, VALUES);
	grid = (struct count_grid){COUNT_GRID_TRUNCATED, 2.2827};
	g_assert_false(count_grid_count(&grid, 1, &count));
}

static void test_rounded(void)
{
	struct count_grid grid;
	int32_t value[VALUES];

	for (int i = 0; i < VALUES; i++)
		value[i] = (int32_t)rint((i - COUNT_MAX) * 2.2827);
	g_assert_true(count_grid_find(value, VALUES, &grid));
	g_assert_cmpint(grid.rule, ==, COUNT_GRID_ROUNDED);
	assert_back(&grid, value, VALUES);
}

static void test_divisor(void)
{
	static const int32_t value[] = {0, -12, 18, 600, INT32_MIN + 2, 0x7ffffffe};
	struct count_grid grid;

	g_assert_true(count_grid_find(value, 4, &grid));
	g_assert_cmpfloat(grid.step, ==, 6);
	assert_back(&grid, value, 4);
	g_assert_true(count_grid_find(value, G_N_ELEMENTS(value), &grid));
	assert_back(&grid, value, G_N_ELEMENTS(value));
}

static void test_nothing_to_find(void)
{
	static const int32_t zero[3], ends[] = {INT32_MIN, INT32_MAX};
	struct count_grid grid;

	g_assert_false(count_grid_find(zero, 3, &grid));
	assert_back(&grid, zero, 3);
	g_assert_false(count_grid_find(ends, 2, &grid));
	assert_back(&grid, ends, 2);
	g_assert_false(count_grid_find(zero, 0, &grid));
}

static void test_unsound(void)
{
	static const struct count_grid bad[] = {{COUNT_GRID_NONE, 2},
						{COUNT_GRID_TRUNCATED, 0.99},
						{COUNT_GRID_TRUNCATED, NAN},
						{COUNT_GRID_ROUNDED, -2},
						{COUNT_GRID_ROUNDED, INFINITY}};
	const struct count_grid large = {COUNT_GRID_TRUNCATED, 65536};
	int32_t value;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(count_grid_is_sound(&bad[i]));
	g_assert_true(count_grid_is_sound(&large));
	g_assert_false(count_grid_value(&large, 32768, &value));
	g_assert_true(count_grid_value(&large, -32768, &value));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/count-grid/a-straps-steps-are-found", test_strap);
	g_test_add_func("/count-grid/one-value-off-the-grid", test_off_grid);
	g_test_add_func("/count-grid/rounded-steps", test_rounded);
	g_test_add_func("/count-grid/common-divisor", test_divisor);
	g_test_add_func("/count-grid/nothing-to-find", test_nothing_to_find);
	g_test_add_func("/count-grid/unsound-grids-are-refused", test_unsound);
	return g_test_run();
}
