/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Do samples come at the stream's rate? Counted over 10 s of device time between neighbouring
 * frames; a step over lost frames is left out. Without device time over a minute of arrival, where
 * frames may be lost: there only too many are wrong.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rate_check_settings {
	double off_max;            /* share of the nominal rate */
	uint32_t device_window_ms; /* counted over at least this */
	uint32_t arrival_window_ms;
	uint32_t delay_max_ms; /* arrivals may bunch by this */
};

struct rate_check_block {
	bool has_time;
	uint64_t device_ns;
	int64_t arrival_ns; /* 0 = means nothing */
	uint32_t rate_mhz;  /* nominal; 0 = not known: never wrong */
	uint32_t count;
};

/* Private. */
struct rate_check {
	struct rate_check_settings settings;
	bool begun;
	bool off;
	uint64_t newest_ns;
	int64_t first_arrival_ns;
	uint64_t samples;
	uint64_t run_ns;
};

int rate_check_init(struct rate_check *c, const struct rate_check_settings *settings);
void rate_check_begin(struct rate_check *c);
/* True while the rate last measured is wrong. */
bool rate_check_push(struct rate_check *c, const struct rate_check_block *block);
