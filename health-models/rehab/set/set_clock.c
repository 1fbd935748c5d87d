/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/set_clock.h"

void set_clock_init(struct set_clock *c, int64_t exercised_ns)
{
	c->exercised_ns = exercised_ns;
	c->reached_ns = c->until_ns = INT64_MIN;
}

static void count_to(struct set_clock *c, int64_t t_ns)
{
	if (t_ns <= c->reached_ns)
		return;
	c->exercised_ns += t_ns - c->reached_ns;
	c->reached_ns = t_ns;
}

void set_clock_repetition(struct set_clock *c, int64_t start_ns, int64_t end_ns)
{
	/* It stood still between the last one and this. */
	if (c->reached_ns < start_ns)
		c->reached_ns = start_ns;
	count_to(c, end_ns);
	c->until_ns = end_ns + SET_CLOCK_PATIENCE_NS;
}

void set_clock_reach(struct set_clock *c, int64_t t_ns)
{
	if (c->until_ns != INT64_MIN)
		count_to(c, t_ns < c->until_ns ? t_ns : c->until_ns);
}

void set_clock_pause(struct set_clock *c)
{
	c->until_ns = INT64_MIN;
}
