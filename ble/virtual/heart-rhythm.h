/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the next beat comes, and of what kind.
 *
 * Sinus rhythm follows a wanted rate with a first-order lag, faster up than down, and is
 * modulated by breathing (respiratory sinus arrhythmia) and by Mayer waves of 0.1 Hz, both of which
 * fade as the rate rises. Ventricular beats come early and are followed by a full compensatory
 * pause. While the atria fibrillate, intervals are independent of each other.
 */
#pragma once

#include "ble/virtual/heart-wave.h"
#include "ble/virtual/noise.h"

struct heart_rhythm {
	struct noise noise;
	double rate_bpm; /* now */
	double wanted_bpm;
	bool fibrillation;
	unsigned ectopics_left; /* of a couplet or run that has begun or is asked for */
	bool pause_due;         /* the last beat was ventricular: its sinus beat was swallowed */
	double last_r_s;
	double last_sinus_s; /* where the sinus node fired last, heard or not */
	double sinus_rr_s;   /* without ectopics */
};

void heart_rhythm_init(struct heart_rhythm *r, uint64_t seed, double rate_bpm);
/* The next n beats are ventricular. */
void heart_rhythm_ectopics(struct heart_rhythm *r, unsigned n);
/* The kind and time of the beat after the last one. */
enum heart_beat_kind heart_rhythm_next(struct heart_rhythm *r, double *r_s);
/* Depth of breathing's phase at t_s: -1 .. 1. */
double heart_breathing(double t_s);
