/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_FINDING: one finding.
 *
 * Version 2, little-endian: u8 kind (enum finding_kind), i64 start_index, i64 end_index,
 * f32 confidence, u8 quality (enum signal_quality), u8 reason (enum finding_reason),
 * f32 number[0 .. 3].
 *
 * Version 1 had no quality and no reason and two numbers, by kind: of a ventricular run its beats
 * and rate, of no signal an enum no_signal_strap, of an irregular stretch its irregularity. It is
 * read as if it had been written today, its quality not known.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

enum { FINDING_RECORD_VERSION = 2, FINDING_RECORD_SIZE = 39 };

/* Writes the finding into out. Returns the bytes used, -ENOBUFS if size is too small, or -EINVAL
 * for a finding that cannot be kept: unknown kind, quality or reason, end before start, a number
 * that is not finite. */
long finding_record_encode(const struct ecg_finding *finding, uint8_t *out, size_t size);

/* Reads a blob of version 1 or 2. Returns 0, -EBADMSG for a blob that lies, or -EPROTONOSUPPORT
 * for an unknown version. *finding is undefined after an error. */
int finding_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct ecg_finding *finding);
