/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts repetitions without any reference: nothing is known of the exercise but that it repeats,
 * at least three times and every 0.8 to 12 s (free_count_search.h says how that is found).
 *
 * Two answers. While the set goes on, free_count_get() tells each repetition as it is seen: that is
 * provisional, for a display and a buzz, and never taken back. The first three or so are told
 * together, when it is clear that something repeats, each later one within 0.3 s of its end. At the
 * end of the set free_count_finish() looks at the whole of it again: that count is final, the one
 * to keep, and may be larger or smaller. Repetitions in a hole of at most two periods are taken to
 * have been done.
 *
 * Acceleration is enough; an angular rate, at a rate of its own, helps. The samples are reduced to
 * rows of FREE_COUNT_HZ, of which FREE_COUNT_S seconds are kept: a longer set is decided in parts.
 * What walks repeats too: this counts while an exercise is being done, and does not recognise one.
 * Pure C, no allocation; what comes out never depends on how the input was cut.
 */
#pragma once

#include "common/imu_sample.h"
#include "health-models/rehab/free/free_count_search.h"

enum {
	FREE_COUNT_MAX = 512,  /* final repetitions; further ones are counted and not described */
	FREE_COUNT_QUEUE = 64, /* provisional ones that wait; the oldest are lost */
};

struct free_repetition {
	int64_t start_ns, end_ns; /* on the clock of the samples */
	int64_t turn_ns;          /* the middle of what is most alike in all of them */
	bool assumed;             /* in a hole: not seen */
};

struct free_count {
	bool started;
	int64_t last_ns;
	struct free_rows rows;
	struct free_search search;
	/* Live. */
	struct free_template like; /* what is looked for; period 0 = not known yet */
	float before[2];           /* its similarity at the last two rows */
	float strongest[2];        /* of the sensors in what was looked for so far */
	bool told_any;
	int64_t told_ns; /* turn of the last one told */
	unsigned live;
	unsigned waiting;
	struct free_repetition queue[FREE_COUNT_QUEUE];
	/* Final. */
	unsigned final_count;
	int64_t decided_ns; /* turn of the last final one */
	struct free_repetition final[FREE_COUNT_MAX];
};

/* rate_hz: of the acceleration as the sensor says it, 0 = not known. -EINVAL for one below
 * FREE_COUNT_HZ or no number. */
int free_count_init(struct free_count *c, float rate_hz);
/* Times do not go back. Returns 1 while provisional repetitions wait, 0, or -EINVAL for a sample
 * that holds no number or comes out of order: nothing has changed then. */
int free_count_push(struct free_count *c, const struct imu_sample *sample);
/* The oldest provisional repetition that was not got yet: 1, or 0. */
int free_count_get(struct free_count *c, struct free_repetition *repetition);
/* Provisional repetitions so far. */
unsigned free_count_live(const struct free_count *c);
/* No more samples: decides on the whole set. Returns the final count. */
unsigned free_count_finish(struct free_count *c);
/* The final repetition i of those, in order of time; the last one that is described beyond them. */
struct free_repetition free_count_final(const struct free_count *c, unsigned i);
