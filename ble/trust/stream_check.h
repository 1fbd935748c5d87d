/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What speaks against a stream of samples, found in the stream alone: its times, its rate, the
 * steps of its converter, seconds that were there before. docs/trust.md says what each check
 * catches, what it does not, and how often it is wrong.
 *
 * One struct trust_stream for each stream of a wearable (its ECG, its acceleration ...), kept over
 * reconnects. Fixed memory, no allocation; one thread at a time per stream. What comes out depends
 * on nothing but what was pushed.
 */
#pragma once

#include "ble/trust/grid_check.h"
#include "ble/trust/rate_check.h"
#include "ble/trust/replay_check.h"
#include "ble/trust/time_check.h"
#include "common/sample.h"
#include "common/trust.h"

#include <stdint.h>

struct trust_stream_settings {
	struct time_check_settings time;
	struct rate_check_settings rate;
	struct grid_check_settings grid;
	struct replay_check_settings replay;
	uint32_t hold_ms; /* of signal: how long a reason stays in force after it was last seen */
};

extern const struct trust_stream_settings trust_stream_settings_default;

/* Private. */
struct trust_stream {
	struct trust_stream_settings settings;
	struct time_check time;
	struct rate_check rate;
	struct grid_check grid;
	struct replay_check replay;
	uint32_t held_ms[4]; /* of each check's reason, still to go */
};

/* Returns 0, or -EINVAL for settings that make no sense. */
int trust_stream_init(struct trust_stream *s, const struct trust_stream_settings *settings);
/* The wearable's model, as Device Information tells it ("" = not known): what is known of its
 * converter. Before the first block. */
void trust_stream_set_model(struct trust_stream *s, const char *model);
/* A new connection: device time may go on or begin anew. What was learned and seen is kept. */
void trust_stream_begin(struct trust_stream *s);

/* Each returns the reasons of enum trust_reason in force for this block, 0 = none. arrival_ns is
 * CLOCK_BOOTTIME when it came; 0 = means nothing (virtual time). */
unsigned trust_stream_ecg(struct trust_stream *s, const struct ecg_block *block,
			  int64_t arrival_ns);
unsigned trust_stream_wave(struct trust_stream *s, const struct wave_block *block,
			   int64_t arrival_ns);
