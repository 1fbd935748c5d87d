/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The live mirror and the learned baseline of one person's heart, thin but true.
 *
 * Fed with final beats; holds heart rate now, the lowest steady heart rate seen (rest), counts, and
 * a row per minute. Pure C. State is saved by twin_encode() and comes back by twin_decode().
 */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TWIN_HR_BEATS = 8, TWIN_STATE_VERSION = 1, TWIN_STATE_SIZE = 64 };

struct twin_minute {
	int64_t start_utc_ns; /* a full UTC minute */
	float hr_mean_bpm;    /* 60000 / mean RR of the minute; 0 = no valid RR */
	float
	    hr_min_bpm; /* lowest and highest mean of 8 beats that ended in the minute; 0 = none */
	float hr_max_bpm;
	uint32_t beats;
	uint32_t ventricular;
};

struct twin {
	/* private */
	float rr_ms[TWIN_HR_BEATS];
	uint32_t rr_count;
	struct twin_minute minute;
	double minute_rr_ms;
	uint32_t minute_rr_count;
	struct twin_minute ready;
	bool have_ready;
	uint64_t beats;
	uint64_t ventricular;
	float hr_rest_bpm;
};

void twin_init(struct twin *t);
/* Takes one final beat (withdrawn ones are left out) at its hub time. Returns 1 when a minute is
 * complete and waits in twin_get_minute(), else 0. Beats must come in order of time. */
int twin_push(struct twin *t, const struct ecg_beat *beat, int64_t beat_utc_ns);
/* The stream ended: the open minute is handed out as it is. Returns as push. */
int twin_flush(struct twin *t);
/* Returns 1 and the complete minute, or 0. */
int twin_get_minute(struct twin *t, struct twin_minute *minute);

/* 0 = not known yet. */
float twin_hr_bpm(const struct twin *t); /* 60000 / mean of the last 8 valid RR */
float twin_hr_rest_bpm(
    const struct twin *t); /* lowest mean of a minute with at least 30 valid RR */
uint64_t twin_beats(const struct twin *t);
uint64_t twin_ventricular(const struct twin *t);

/* Counts and baseline (not the open minute). Returns the bytes written or -ENOBUFS. */
long twin_encode(const struct twin *t, uint8_t *out, size_t size);
/* Returns 0, -EBADMSG or -EPROTONOSUPPORT; t is untouched on failure. */
int twin_decode(struct twin *t, uint16_t version, const uint8_t *data, size_t size);
