/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the samples of ECG blocks lie in their stream: an index is device time since the first.
 *
 * Samples that never came leave their indices empty. The hub and the replay of a capture both count
 * by this, so they hand the same samples to the models. Pure: no clock but the blocks' own.
 */
#pragma once

#include "common/sample.h"

/* What a heart's signal may be sampled at; the engine takes no other rate. */
#define SAMPLE_RATE_MIN_MHZ UINT32_C(50000)
#define SAMPLE_RATE_MAX_MHZ UINT32_C(2000000)
/* Microvolts of 24 bits are what can be kept: from -SAMPLE_UV_MAX - 1. */
#define SAMPLE_UV_MAX INT32_C(0x7fffff)

enum sample_fit {
	SAMPLE_FITS,
	SAMPLE_LATE,    /* before what is there already: a repeated or overtaken packet */
	SAMPLE_FOREIGN, /* another rate, or the device clock jumped: it begins a new stream */
	SAMPLE_RUBBISH, /* no samples, or a rate or a voltage that no heart has */
};

/* One stream; starts all zero. */
struct sample_index {
	uint32_t rate_mhz; /* 0 = no block yet */
	uint64_t newest_device_ns;
	int64_t next; /* index after the newest sample */
};

/* How a block goes with the stream as it is now; the first one fits unless it is rubbish. */
enum sample_fit sample_index_fit(const struct sample_index *index, const struct ecg_block *block);
/* Takes a block that fits. Returns the index of its first sample: what lies between the old `next`
 * and this is missing. */
int64_t sample_index_take(struct sample_index *index, const struct ecg_block *block);
