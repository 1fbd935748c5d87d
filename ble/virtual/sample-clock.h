/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a wearable takes its samples, and what its own clock says then. Exact without an error of
 * the rate and without drift: no rounding adds up however long it plays. Pure.
 */
#pragma once

#include <stdint.h>

/* Times are nanoseconds since the wearable was switched on. */
struct sample_clock {
	uint32_t rate_hz; /* as it says */
	double rate_error;
	uint64_t anchor_index; /* this sample ... */
	uint64_t anchor_ns;    /* ... was taken then; the rate holds from there */
};

void sample_clock_init(struct sample_clock *c, uint32_t rate_hz, double rate_error,
		       uint64_t start_ns);
uint64_t sample_clock_ns(const struct sample_clock *c, uint64_t index);
/* The first sample that is taken at ns or later. */
uint64_t sample_clock_index(const struct sample_clock *c, uint64_t ns);
/* From sample index on. */
void sample_clock_set_error(struct sample_clock *c, uint64_t index, double rate_error);

struct wearable_clock {
	uint64_t start_ns; /* what it shows when it starts */
	double drift;
	uint64_t reset_ns; /* since switched on: when it started last */
};

uint64_t wearable_clock_stamp(const struct wearable_clock *c, uint64_t ns);
