/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/sample-clock.h"

#include <math.h>

#define NS_PER_S UINT64_C(1000000000)

void sample_clock_init(struct sample_clock *c, uint32_t rate_hz, double rate_error,
		       uint64_t start_ns)
{
	*c = (struct sample_clock){
	    .rate_hz = rate_hz, .rate_error = rate_error, .anchor_ns = start_ns};
}

static uint64_t span_ns(const struct sample_clock *c, uint64_t samples)
{
	uint64_t nominal_ns =
	    samples / c->rate_hz * NS_PER_S + samples % c->rate_hz * NS_PER_S / c->rate_hz;

	if (c->rate_error == 0)
		return nominal_ns;
	return (uint64_t)llround((double)nominal_ns / (1 + c->rate_error));
}

uint64_t sample_clock_ns(const struct sample_clock *c, uint64_t index)
{
	return c->anchor_ns + span_ns(c, index - c->anchor_index);
}

uint64_t sample_clock_index(const struct sample_clock *c, uint64_t ns)
{
	uint64_t index;

	if (ns <= c->anchor_ns)
		return c->anchor_index;
	index = c->anchor_index + (uint64_t)((double)(ns - c->anchor_ns) / 1e9 *
					     (double)c->rate_hz * (1 + c->rate_error));
	/* The quotient may be a sample off where it was rounded. */
	while (index > c->anchor_index && sample_clock_ns(c, index - 1) >= ns)
		index--;
	while (sample_clock_ns(c, index) < ns)
		index++;
	return index;
}

void sample_clock_set_error(struct sample_clock *c, uint64_t index, double rate_error)
{
	c->anchor_ns = sample_clock_ns(c, index);
	c->anchor_index = index;
	c->rate_error = rate_error;
}

uint64_t wearable_clock_stamp(const struct wearable_clock *c, uint64_t ns)
{
	uint64_t since_ns = ns > c->reset_ns ? ns - c->reset_ns : 0;

	if (c->drift == 0)
		return c->start_ns + since_ns;
	return c->start_ns + since_ns + (uint64_t)llround((double)since_ns * c->drift);
}
