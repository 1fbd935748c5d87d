/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the samples of blocks lie in their stream: an index is device time since the first.
 *
 * Samples that never came leave their indices empty. The hub and the replay of a capture both count
 * by this, so they hand the same samples to the models. Pure: no clock but the blocks' own.
 *
 * The distance of samples is measured, nominal +-5 %: a wearable whose rate is off has no holes. A
 * hole is at least a twentieth of the block behind it, as what is lost are whole packets.
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
	SAMPLE_LATE,      /* before what is there already: a repeated or overtaken packet */
	SAMPLE_FOREIGN,   /* another rate: it begins a new stream */
	SAMPLE_CLOCK_SET, /* the device clock jumped: it begins a new stream */
	SAMPLE_RUBBISH,   /* no samples, or a rate or a voltage that no heart has */
};

/* The samples of one block, all but their values. */
struct sample_span {
	uint32_t rate_mhz;  /* nominal, above 0 */
	uint32_t count;     /* above 0 */
	uint64_t device_ns; /* of the newest sample */
	int64_t arrival_ns; /* CLOCK_BOOTTIME; 0 = means nothing (virtual time) */
};

/* One stream; starts all zero. */
struct sample_index {
	uint32_t rate_mhz; /* 0 = no block yet */
	uint64_t newest_device_ns;
	int64_t newest_arrival_ns; /* 0 = none */
	int64_t lead_ns;           /* device time less arrival, the most of late */
	int64_t next;              /* index after the newest sample */
	double period_ns;          /* measured distance of samples in device time */
	struct {
		uint64_t device_ns;
		int64_t index;
	} anchor[2]; /* positions that it is measured from, the older first */
};

/* What an ECG block has; for sample_index_fit_span(), too, that must not be rubbish. */
struct sample_span sample_span_of_ecg(const struct ecg_block *block, int64_t arrival_ns);
bool sample_is_rubbish(const struct ecg_block *block);

/* How a block goes with the stream as it is now; the first one fits unless it is rubbish. */
enum sample_fit sample_index_fit(const struct sample_index *index, const struct ecg_block *block,
				 int64_t arrival_ns);
enum sample_fit sample_index_fit_span(const struct sample_index *index,
				      const struct sample_span *span);
/* Takes a block that fits. Returns the index of its first sample: what lies between the old `next`
 * and this is missing. */
int64_t sample_index_take(struct sample_index *index, const struct ecg_block *block,
			  int64_t arrival_ns);
int64_t sample_index_take_span(struct sample_index *index, const struct sample_span *span);
