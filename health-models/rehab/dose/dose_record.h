/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a person's dose and the last session's outcome are kept: little-endian, field by field. */
#pragma once

#include "health-models/rehab/dose/dose.h"

enum {
	DOSE_STATE_VERSION = 1,
	DOSE_STATE_SIZE = 2 * 20 + 2 + 3 * 2 + 2 + 2 * 8,
	SESSION_OUTCOME_VERSION = 1,
	SESSION_OUTCOME_SIZE = 8 + 5 * 4 + 6 * 4 + 1 + 1 + 2 * 2,
};

/* Return the bytes used or -ENOBUFS. */
long dose_state_encode(const struct dose_state *state, uint8_t *out, size_t size);
long session_outcome_encode(const struct session_outcome *outcome, uint8_t *out, size_t size);
/* 0, -EBADMSG for bytes that were never written so, or -EPROTONOSUPPORT; untouched on failure. */
int dose_state_decode(uint16_t version, const uint8_t *data, size_t size, struct dose_state *state);
int session_outcome_decode(uint16_t version, const uint8_t *data, size_t size,
			   struct session_outcome *outcome);
