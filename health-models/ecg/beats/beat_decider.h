/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which candidates are beats, and which are ventricular: a first look some 0.35 s after the R wave
 * and a last look 2.4 s after it, when the beats that follow are known as well.
 *
 * Until two seconds of signal have been seen, and after a break, no level is known: candidates
 * wait, then all get their first look at once, so the first beats are not lost.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"
#include "health-models/ecg/beats/qrs_trace.h"

void beat_decider_init(struct ecg *e);
/* A new candidate, in order of position. */
void beat_decider_add(struct ecg *e, const struct deflection *d);
/* Looks at whatever is due now; call once per internal sample. */
void beat_decider_step(struct ecg *e);
/* Last look at every candidate that lies before `at`, due or not. */
void beat_decider_finish(struct ecg *e, int64_t before);
/* The signal is back after a break: learn the level anew. */
void beat_decider_relearn(struct ecg *e);
