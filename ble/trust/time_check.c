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
}

static bool is_too_close(const struct time_check *c, int64_t step_ns, int64_t span_ns)
{
	int64_t closest_ns =
	    (int64_t)(c->settings.closest * (double)span_ns) - c->settings.closer_by_ms * NS_PER_MS;

	return step_ns <= 0 || step_ns < closest_ns;
}

bool time_check_push(struct time_check *c, uint64_t device_ns, int64_t span_ns, int64_t arrival_ns)
{
	bool first = !c->begun;
	bool wrong = !first && is_too_close(c, (int64_t)(device_ns - c->newest_ns), span_ns);

	c->begun = true;
	c->newest_ns = device_ns;
	/* Between connections a wearable may have been switched off, and its clock with it. */
	if (arrival_ns > 0 && clock_fit_push(&c->fit, device_ns, arrival_ns) != 0 && !first)
		wrong = true;
	return wrong;
}
