/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values that the wearable's converter cannot give.
 *
 * A Polar H10 sends whole microvolts, each the truncated multiple of 2.2827 uV: 4 of 9 whole
 * numbers only. For other wearables the grid is learned: values close to zero that never came in
 * the first minutes although their neighbours did. A wearable that gives every number is never
 * wrong here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GRID_CHECK_REACH = 1024, GRID_CHECK_WINDOW = 256 };

struct grid_check_settings {
	double step;            /* values are step x k, truncated towards zero; 0 = to be learned */
	uint32_t learn_samples; /* within reach of zero */
	uint32_t wrong_max;     /* in a window of GRID_CHECK_WINDOW values; more are wrong */
};

/* Private. */
struct grid_check {
	struct grid_check_settings settings;
	uint32_t learned;
	uint32_t in_window, wrong_in_window;
	bool off;
	uint8_t seen[2 * GRID_CHECK_REACH + 1]; /* how often, up to 255 */
};

int grid_check_init(struct grid_check *c, const struct grid_check_settings *settings);
/* What is known of that model's ECG ("" = not known); its grid is not learned then. */
void grid_check_set_model(struct grid_check *c, const char *model);
/* True while the newest whole window holds values that are off the grid. */
bool grid_check_push(struct grid_check *c, const int32_t *value, size_t count);
/* Whether truncation towards zero of step x k gives the value for some whole k. */
bool grid_has(double step, int32_t value);
