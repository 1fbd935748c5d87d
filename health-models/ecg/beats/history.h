/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The newest few values and their median: a level that one odd beat cannot move. */
#pragma once

#include "health-models/ecg/ecg_state.h"

void history_clear(struct history *h);
void history_add(struct history *h, float value);
/* 0 when there is none yet. */
static inline float history_median(const struct history *h)
{
	return h->median;
}
