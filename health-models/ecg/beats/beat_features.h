/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A candidate in numbers, for the forests of beat_forest.h.
 *
 * Every number is a ratio to what is usual in this heart, a likeness, a count or a time: none
 * depends on polarity, amplification or the caller's rate. All are finite and within -8 .. 8.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Fills feature[0 .. ECG_FEATURES_FIRST) from the beat and what came before it. */
void beat_features_first(const struct ecg *e, int64_t number, float *feature);
/* Fills all ECG_FEATURES, with the beats that follow. */
void beat_features_final(const struct ecg *e, int64_t number, float *feature);
