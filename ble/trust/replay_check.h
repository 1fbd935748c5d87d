/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Seconds of signal that were there before, exactly: a recording played again.
 *
 * About twice a second the samples themselves choose an anchor (content-defined chunking:
 * Muthitacharoen, Chen, Mazieres: A low-bandwidth network file system, SOSP 2001; the gear hash:
 * Xia et al., Ddelta, Performance Evaluation 79, 2014), so that the same signal has the same
 * anchors wherever it begins. The hash of the two seconds before it is kept in a ring (rolling:
 * Karp and Rabin 1987). Two hashes of the ring at one and the same distance are a replay of three
 * seconds or so: no living signal repeats every bit of its noise. Windows in which little changes
 * (silence, a converter at its end) are left out.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REPLAY_RING = 2048, REPLAY_TABLE = 4096, REPLAY_SPAN_MAX = 1024 };

struct replay_check_settings {
	uint32_t window_ms; /* hashed together; at most REPLAY_SPAN_MAX samples are */
	uint32_t
	    anchor_ms; /* mean distance of anchors is half of this or more, REPLAY_RING are kept */
	uint32_t window_min; /* samples */
	double changing_min; /* share of a window's samples that differ from the one before */
};

struct replay_entry {
	uint64_t hash;
	int64_t index;  /* of the anchor, in samples */
	uint16_t older; /* entry + 1 with the same place in the table; 0 = none */
};

/* Private. */
struct replay_check {
	struct replay_check_settings settings;
	uint32_t rate_mhz;
	uint32_t window; /* samples */
	uint64_t anchor_mask;
	uint64_t leaving; /* weight of the sample that leaves the window */
	int64_t count;    /* samples so far, never 0 for an anchor */
	int64_t run;      /* samples since the window was last empty */
	uint64_t gear;
	uint64_t hash;
	uint64_t newest;
	uint32_t changing;
	uint64_t ring[REPLAY_SPAN_MAX]; /* the window's samples, mixed; lowest bit: differs */
	int64_t lag, lag_at;            /* of the newest match */
	uint32_t newest_entry;
	struct replay_entry entry[REPLAY_RING];
	uint16_t table[REPLAY_TABLE]; /* hash -> newest entry + 1; 0 = none */
};

int replay_check_init(struct replay_check *c, const struct replay_check_settings *settings);
/* count samples of `channels` values each. Another rate empties the ring. True if seconds of signal
 * that end in this block were there before. */
bool replay_check_push(struct replay_check *c, uint32_t rate_mhz, const int32_t *value,
		       unsigned channels, size_t count);
