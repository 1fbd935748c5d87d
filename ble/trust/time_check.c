/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/trust/time_check.h"
#include "common/timebase.h"

#include <errno.h>

int time_check_init(struct time_check *c, const struct time_check_settings *settings)
{
	if (!(settings->closest >= 0 && settings->closest <= 1))
		return -EINVAL;
	*c = (struct time_check){.settings = *settings};
	return clock_fit_init(&c->fit, &settings->fit);
}

void time_check_begin(struct time_check *c)
{
	c->begun = false;
	clock_fit_new_link(&c->fit);
}

static bool is_too_close(const struct time_check *c, int64_t step_ns, int64_t span_ns)
{
	int64_t closest_ns =
	    (int64_t)(c->settings.closest * (double)span_ns) - c->settings.closer_by_ms * NS_PER_MS;

	return step_ns <= 0 || step_ns < closest_ns;
}

/* A fit follows a clock that gains bit by bit; the sum of what it gained tells. */
static bool gains(struct time_check *c, int64_t step_ns)
{
	int64_t hub_ns = clock_fit_hub_ns(&c->fit, c->newest_ns);
	double allowed = 1 + c->settings.fit.rate_off_max;

	c->ahead_ns += (double)step_ns - allowed * (double)(hub_ns - c->newest_hub_ns);
	c->newest_hub_ns = hub_ns;
	if (c->ahead_ns < 0)
		c->ahead_ns = 0;
	if (c->ahead_ns < (double)(c->settings.ahead_ms * NS_PER_MS))
		return false;
	c->ahead_ns = 0;
	return true;
}

static bool fits_arrival(struct time_check *c, int64_t step_ns, bool first, int64_t arrival_ns)
{
	int ret = clock_fit_push(&c->fit, c->newest_ns, arrival_ns);

	/* Between connections a wearable may have been switched off, and its clock with it. */
	if (first || ret != 0) {
		c->newest_hub_ns = clock_fit_hub_ns(&c->fit, c->newest_ns);
		c->ahead_ns = 0;
		return first || ret == 0;
	}
	return !gains(c, step_ns);
}

bool time_check_push(struct time_check *c, uint64_t device_ns, int64_t span_ns, int64_t arrival_ns)
{
	bool first = !c->begun;
	int64_t step_ns = first ? 0 : (int64_t)(device_ns - c->newest_ns);
	bool wrong = !first && is_too_close(c, step_ns, span_ns);

	c->begun = true;
	c->newest_ns = device_ns;
	return (arrival_ns > 0 && !fits_arrival(c, step_ns, first, arrival_ns)) || wrong;
}
