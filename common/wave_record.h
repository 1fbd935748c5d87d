/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_WAVE: equally spaced samples of one sensor, kept exactly as the wearable
 * counts; raw x scale is in the quantity's unit (common/sample.h).
 *
 * Version 1, little-endian: u16 quantity, u8 channels, u8 flags (bit 0: raw holds the bits of an
 * IEEE 754 binary32, bit 1: the wearable stamps its samples), u32 rate_mhz (nominal, 0 = not
 * known), f64 scale, u32 samples, u8 width (1 to 4), then samples x channels values of that many
 * bytes, two's complement, sample by sample.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

enum {
	WAVE_RECORD_VERSION = 1,
	WAVE_RECORD_HEADER_SIZE = 21,
	WAVE_RECORD_VALUES_MAX = 4096, /* samples x channels of one record */
};

struct wave_record {
	uint16_t quantity; /* of enum quantity; a later version may know more */
	uint8_t channels;  /* 1 .. WAVE_CHANNELS_MAX */
	bool is_float;
	bool has_time;
	uint32_t rate_mhz;
	double scale; /* finite */
	uint32_t samples;
};

/* Bytes that so many values may need at most. */
size_t wave_record_encoded_max(size_t values);

/* raw: samples x channels values. Returns the bytes used, -ENOBUFS, or -EINVAL for a record that
 * could not be read back. */
long wave_record_encode(const struct wave_record *w, const int32_t *raw, uint8_t *out, size_t size);

/* Reads a blob of the given version. *w is set; at most max values go to raw. Returns the number
 * of values, -EBADMSG for a blob that lies, -ENOBUFS if max is too small, and -EPROTONOSUPPORT for
 * an unknown version. */
long wave_record_decode(uint16_t version, const uint8_t *blob, size_t size, struct wave_record *w,
			int32_t *raw, size_t max);

/* One value in the quantity's unit. */
double wave_record_value(const struct wave_record *w, int32_t raw);
