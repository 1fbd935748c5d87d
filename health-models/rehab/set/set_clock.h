/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For how long somebody has exercised, of a set that goes by time: from the start of its first
 * repetition on, less the time in which none follows for a while and that in which no sample comes.
 * Pure C, no allocation.
 */
#pragma once

#include <stdint.h>

/* After a repetition the next one may take so long until the clock waits for it. */
#define SET_CLOCK_PATIENCE_NS (10 * INT64_C(1000000000))

struct set_clock {
	int64_t exercised_ns;
	/* private */
	int64_t reached_ns; /* counted up to here */
	int64_t until_ns;   /* it goes on until then, unless another repetition comes */
};

/* exercised_ns: before, as after a restart. */
void set_clock_init(struct set_clock *c, int64_t exercised_ns);
/* Of a repetition that was counted. */
void set_clock_repetition(struct set_clock *c, int64_t start_ns, int64_t end_ns);
/* Time of the newest sample. */
void set_clock_reach(struct set_clock *c, int64_t t_ns);
/* No samples come any more: it waits for the next repetition. */
void set_clock_pause(struct set_clock *c);
