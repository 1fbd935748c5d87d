/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From samples to deflections that may be beats.
 *
 * The energy trace (5 to 18 Hz, rectified, averaged over 110 ms) peaks once per QRS whatever its
 * polarity; every peak that is the highest within 150 ms on both sides is a candidate. The band and
 * the rectified average follow Hamilton & Tompkins (IEEE Trans BME 33:1157, 1986).
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

void qrs_trace_init(struct qrs_trace *t);
struct deflection {
	int64_t at; /* internal sample of the main deflection */
	float mark; /* where to say that the beat is, in samples from `at` */
	float sign; /* of the largest deflection: -1 or 1 */
	float energy_uv;
};

/* Takes one internal sample in microvolts. Returns 1 and the deflection when one is complete, else
 * 0. */
int qrs_trace_push(struct qrs_trace *t, float uv, struct deflection *d);

/* A normal beat's largest deflection has this sign. */
void qrs_trace_learn_sign(struct qrs_trace *t, float sign);

static inline float morphology_at(const struct qrs_trace *t, int64_t at)
{
	return t->morphology[(uint64_t)at % ECG_TRACE];
}

static inline float energy_at(const struct qrs_trace *t, int64_t at)
{
	return t->energy[(uint64_t)at % ECG_TRACE];
}
