/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Breaths per minute from one lead of ECG.
 *
 * Breathing turns the heart's axis and fills the chest, which moves the height of the QRS, and it
 * moves the sinus node, which changes the RR intervals (Moody, Mark, Zoccola and Mantero, Computers
 * in Cardiology 12:113, 1985; Bailon, Sornmo and Laguna, IEEE Trans Biomed Eng 53:1273, 2006).
 * Both are looked at over the newest minute, every 30 s: their spectra under a Hann window, without
 * trend, up to 1 Hz or to what the beats can carry (half the heart rate), each scaled to its own
 * sum, then multiplied. A peak that both show wins over one that only one shows, and where one
 * shows nothing the other decides. Heights count from 0.07 Hz on, intervals from 0.13 Hz on: below,
 * Mayer waves move them, not breath.
 *
 * The quality is the share of a series' power that lies about the peak, beyond what noise has
 * there, and more where both have it. Below 0.3 no rate is told.
 *
 * No recording in hand has breaths counted beside its ECG: how good this is was tried on made-up
 * hearts alone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

enum {
	RESPIRATION_WINDOW_S = 60,
	RESPIRATION_STEP_S = 30,
	RESPIRATION_BEATS = 300, /* a minute at 300 a minute */
};

struct respiration_beat {
	double at_s;     /* since the stream's begin */
	float height_uv; /* 0 = not normal, or not known */
	float rr_ms;     /* 0 = not between two normal beats */
};

struct respiration_reading {
	int64_t start_index, end_index; /* in the stream's samples, end exclusive */
	float per_minute;               /* 0 = cannot be told */
	float quality;                  /* 0..1 */
};

struct respiration {
	double rate_hz;
	int64_t step; /* number of the 30 s being filled */
	bool last_normal;
	unsigned count, next; /* ring */
	struct respiration_beat beat[RESPIRATION_BEATS];
};

/* Returns 0, or -ERANGE for a rate that is not positive and finite. */
int respiration_init(struct respiration *r, double rate_hz);
/* Takes a beat with its final label, in order. Returns 1 and fills *reading when a step of 30 s was
 * completed and a minute or more lies behind it, else 0. */
int respiration_push(struct respiration *r, const struct ecg_beat *beat,
		     struct respiration_reading *reading);
