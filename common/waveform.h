/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_ECG_WAVEFORM: equally spaced samples, kept exactly as the device counts.
 *
 * Version 1, little-endian: u32 rate_mhz, u32 scale_nv (nanovolts per count), u32 count,
 * u8 width (2 or 3), count samples of that many bytes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { WAVEFORM_VERSION = 1, WAVEFORM_HEADER_SIZE = 13 };

struct waveform {
	uint32_t rate_mhz;
	uint32_t scale_nv;
	uint32_t count;
};

/* Bytes that n samples may need at most. */
size_t waveform_encoded_max(size_t n);

/* Writes w and its samples into out. Returns the bytes used, -ENOBUFS, or -ERANGE when a
 * sample needs more than 24 bits. */
long waveform_encode(const struct waveform *w, const int32_t *samples, uint8_t *out, size_t size);

/* Reads a blob of the given version. *w is set; at most max samples go to samples. Returns
 * the number of samples, -EBADMSG for a blob that lies, -ENOBUFS if max is too small, and
 * -EPROTONOSUPPORT for an unknown version. */
long waveform_decode(uint16_t version, const uint8_t *blob, size_t size, struct waveform *w,
		     int32_t *samples, size_t max);
