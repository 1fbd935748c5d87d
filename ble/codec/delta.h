/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The delta code of Polar's compressed frames: a first sample in full, then blocks of
 * [bits][count][count samples of `channels` differences of so many bits], least significant bit
 * first, each added to the value before it of its channel. A block ends on a whole byte.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DELTA_CHANNELS_MAX = 25, DELTA_BITS_MAX = 32 };

struct delta_reader {
	uint32_t samples; /* that can be read, the first one among them */
	uint32_t missing; /* more that a block cut short has promised */

	const uint8_t *data;
	size_t size;
	size_t at;     /* of the block being read */
	size_t bit;    /* in it */
	unsigned bits; /* of each difference in it */
	unsigned left; /* samples in it */
	unsigned channels;
	bool begun;
	uint32_t last[DELTA_CHANNELS_MAX];
};

/* Looks over the whole of data, which is then to stay where it is until all is read. `bits` is the
 * width of the first sample's values, rounded up to bytes. Returns 0; -EBADMSG when it ends within
 * a block or a block is not of 1 to 32 bits: the `samples` before that can be read all the same;
 * -EINVAL for bits or channels out of range. */
int delta_open(struct delta_reader *reader, const uint8_t *data, size_t size, unsigned channels,
	       unsigned bits);
/* Writes up to samples_max samples of `channels` values, sums modulo 2^32. Returns the samples
 * written; 0 = all are read. */
size_t delta_read(struct delta_reader *reader, int32_t *out, size_t samples_max);
