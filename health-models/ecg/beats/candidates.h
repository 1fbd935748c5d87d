/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The newest candidates in order, and which of them are beats as far as is known now. */
#pragma once

#include "health-models/ecg/ecg_state.h"

static inline struct candidate *candidate_at(struct ecg *e, int64_t number)
{
	return &e->candidate[(uint64_t)number % ECG_CANDIDATES];
}

static inline const struct candidate *candidate_seen(const struct ecg *e, int64_t number)
{
	return &e->candidate[(uint64_t)number % ECG_CANDIDATES];
}

/* Number of the nearest beat before / after candidate `number`, with no break between; -1 = none.
 */
int64_t beat_before(const struct ecg *e, int64_t number);
int64_t beat_after(const struct ecg *e, int64_t number);
/* Largest energy of the other candidates from `from` to `to` samples after (or before) c; 0 = none.
 */
float largest_energy(const struct ecg *e, int64_t number, int64_t from, int64_t to);
