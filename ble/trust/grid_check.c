/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/trust/grid_check.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* A value whose neighbours came so often, all four together, would have come as well. */
enum { NEIGHBOURS_MIN = 60 };

static const struct {
	const char *model;
	double step_uv;
} known[] = {
    {"H10", 2.2827},
};

int grid_check_init(struct grid_check *c, const struct grid_check_settings *settings)
{
	if (!(settings->step >= 0 && settings->step < 1e6) || settings->learn_samples == 0)
		return -EINVAL;
	*c = (struct grid_check){.settings = *settings};
	return 0;
}

void grid_check_set_model(struct grid_check *c, const char *model)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(model, known[i].model) == 0)
			c->settings.step = known[i].step_uv;
	}
}

bool grid_has(double step, int32_t value)
{
	double k = trunc(value / step);

	/* The count that gives the value lies at or next above its quotient. */
	return trunc(k * step) == value || trunc((k + (value < 0 ? -1 : 1)) * step) == value;
}

static bool learned_has(const struct grid_check *c, int32_t value)
{
	unsigned at, neighbours = 0;

	if (value < 2 - GRID_CHECK_REACH || value > GRID_CHECK_REACH - 2)
		return true;
	at = (unsigned)(value + GRID_CHECK_REACH);
	for (int side = -2; side <= 2; side++)
		neighbours += c->seen[(int)at + side];
	return c->seen[at] > 0 || neighbours < NEIGHBOURS_MIN;
}

static void learn(struct grid_check *c, int32_t value)
{
	uint8_t *seen;

	if (value < -GRID_CHECK_REACH || value > GRID_CHECK_REACH)
		return;
	seen = &c->seen[value + GRID_CHECK_REACH];
	*seen = (uint8_t)(*seen + (*seen < UINT8_MAX));
	c->learned++;
}

static void judge(struct grid_check *c, bool wrong)
{
	c->wrong_in_window += wrong;
	if (++c->in_window < GRID_CHECK_WINDOW)
		return;
	c->off = c->wrong_in_window > c->settings.wrong_max;
	c->in_window = 0;
	c->wrong_in_window = 0;
}

bool grid_check_push(struct grid_check *c, const int32_t *value, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (c->settings.step > 0)
			judge(c, !grid_has(c->settings.step, value[i]));
		else if (c->learned < c->settings.learn_samples)
			learn(c, value[i]);
		else
			judge(c, !learned_has(c, value[i]));
	}
	return c->off;
}
