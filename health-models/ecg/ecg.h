/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ECG engine: one lead in, beats and findings out, sample by sample.
 *
 * Pure C: no allocation, no clock, no globals; one struct per lead. The output depends on the
 * samples alone, never on how the input was cut into calls. All positions are indices of the
 * caller's samples, counted from 0 since ecg_init().
 *
 *   struct ecg e;
 *   ecg_init(&e, &settings);
 *   for each sample: if (ecg_push(&e, uv) > 0) while (ecg_get(&e, &event) > 0) ...
 *   ecg_flush(&e); while (ecg_get(&e, &event) > 0) ...
 */
#pragma once

#include "health-models/ecg/ecg_event.h"
#include "health-models/ecg/ecg_state.h"

struct ecg_settings {
	double rate_hz;                 /* 50 .. 2000 (100 to 1000 is what it is meant for) */
	struct rate_limits rate_limits; /* what is slow and fast in this person; 0 = the default */
};

/* 130 Hz, as a chest strap sends. */
extern const struct ecg_settings ecg_settings_default;

/* Returns 0, or -ERANGE for a rate or a limit outside its range. */
int ecg_init(struct ecg *e, const struct ecg_settings *settings);

/* Other limits from the next beat on. Returns 0, or -ERANGE and they stay as they were. */
int ecg_set_rate_limits(struct ecg *e, struct rate_limits limits);

/* Takes one sample in microvolts; NaN means "no sample here" and breaks the rhythm.
 * Returns 1 if there are events to get, 0 if not. Events not fetched before the next push
 * stay queued; the queue holds what several seconds can make, then -ENOBUFS comes back and the
 * sample was not taken. */
int ecg_push(struct ecg *e, float uv);

/* No more samples will come: every open beat and finding is decided now. Returns as push. */
int ecg_flush(struct ecg *e);

/* Hands out the oldest event. Returns 1, or 0 when there is none. */
int ecg_get(struct ecg *e, struct ecg_event *event);
