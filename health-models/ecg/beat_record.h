/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_BEATS: a batch of beats as finally labelled.
 *
 * Version 1, little-endian: u32 count, then per beat i64 sample_index, u8 label (enum beat_label),
 * f32 confidence, f32 rr_ms, f32 qrs_ms. Positions never go backwards inside a batch. A beat's
 * id and decided_index are matters of the live stream and are not kept, nor are height and P wave:
 * they decode as 0, the P wave as -1.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

enum { BEAT_RECORD_VERSION = 1, BEAT_RECORD_HEADER_SIZE = 4, BEAT_RECORD_BEAT_SIZE = 21 };

/* Bytes that n beats take. */
size_t beat_record_encoded_size(size_t n);

/* Writes n beats into out. Returns the bytes used, -ENOBUFS if size is too small, or -EINVAL for a
 * beat that cannot be kept: no label, positions going backwards, a number that is not finite. */
long beat_record_encode(const struct ecg_beat *beats, size_t n, uint8_t *out, size_t size);

/* Reads a blob of the given version; at most max beats go to beats. Returns the number of beats,
 * -EBADMSG for a blob that lies, -ENOBUFS if max is too small, and -EPROTONOSUPPORT for an unknown
 * version. The beats are undefined after an error. */
long beat_record_decode(uint16_t version, const uint8_t *blob, size_t size, struct ecg_beat *beats,
			size_t max);
