/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/trust/rate_check.h"
#include "common/timebase.h"

#include <errno.h>
#include <math.h>

int rate_check_init(struct rate_check *c, const struct rate_check_settings *settings)
{
	if (!(settings->off_max > 0 && settings->off_max < 1) || settings->device_window_ms == 0 ||
	    settings->arrival_window_ms == 0)
		return -EINVAL;
	*c = (struct rate_check){.settings = *settings};
	return 0;
}

void rate_check_begin(struct rate_check *c)
{
	c->begun = false;
	c->samples = 0;
	c->run_ns = 0;
}

static void measured(struct rate_check *c, bool off)
{
	c->off = off;
	c->samples = 0;
	c->run_ns = 0;
}

/* Only steps that are near what the block's samples take: others hold lost frames. */
static void count_device_time(struct rate_check *c, const struct rate_check_block *block)
{
	double nominal_ns = 1e12 / block->rate_mhz;
	double step_ns = (double)(int64_t)(block->device_ns - c->newest_ns);
	double expected_ns = nominal_ns * block->count;

	c->newest_ns = block->device_ns;
	if (step_ns < expected_ns / 2 || step_ns > expected_ns * 1.5)
		return;
	c->samples += block->count;
	c->run_ns += (uint64_t)step_ns;
	if (c->run_ns < c->settings.device_window_ms * (uint64_t)NS_PER_MS)
		return;
	measured(c, fabs((double)c->samples * nominal_ns / (double)c->run_ns - 1) >
			c->settings.off_max);
}

static void count_arrival(struct rate_check *c, const struct rate_check_block *block)
{
	double run_ms = (double)(block->arrival_ns - c->first_arrival_ns) / NS_PER_MS;
	double signal_ms;

	c->samples += block->count;
	if (run_ms < c->settings.arrival_window_ms)
		return;
	signal_ms = (double)c->samples * 1e6 / block->rate_mhz;
	measured(c, signal_ms > run_ms * (1 + c->settings.off_max) + c->settings.delay_max_ms);
	c->first_arrival_ns = block->arrival_ns;
}

bool rate_check_push(struct rate_check *c, const struct rate_check_block *block)
{
	bool first = !c->begun;

	if (block->rate_mhz == 0 || block->count == 0 ||
	    (!block->has_time && block->arrival_ns <= 0))
		return c->off;
	c->begun = true;
	if (first) {
		c->newest_ns = block->device_ns;
		c->first_arrival_ns = block->arrival_ns;
	} else if (block->has_time) {
		count_device_time(c, block);
	} else if (c->first_arrival_ns > 0) {
		count_arrival(c, block);
	}
	return c->off;
}
