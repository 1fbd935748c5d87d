/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of a running session's ECG ends it at once. One chest lead: it tells ventricular runs and
 * fibrillation, atrial fibrillation and flutter, sustained supraventricular runs, long pauses and
 * the heart rate. It does not tell ST changes and blocks of the AV node: nobody watches for those
 * here. The list follows the ACSM's indications for ending exercise; docs/rehab.md, "Closed loop".
 *
 * A strap that moves draws what looks like ventricular beats and pauses. So what is short counts
 * only where the signal could be read in full, and what lasts STOP_WATCH_SUSTAINED_S counts in any.
 * Pure C, no allocation.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"
#include "health-models/rehab/dose/dose.h"

enum { STOP_WATCH_BEATS = 64, STOP_WATCH_SUSTAINED_S = 10 };

struct stop_watch {
	unsigned cap_bpm; /* 0 = none */
	bool atrial_fibrillation_known;
	enum rhythm rhythm;
	int64_t rhythm_since_ns;
	float rr_ms[STOP_WATCH_BEATS];
	unsigned count, next;
	bool unreadable;
	float systolic_first_mmhg; /* of the session; 0 = no cuff has measured yet */
	float hr_max_bpm;          /* the highest of stop_watch_hr_bpm() so far; 0 = none */
};

void stop_watch_init(struct stop_watch *watch, unsigned cap_bpm, bool atrial_fibrillation_known);
/* Each returns the bits of enum dose_stop that are to end the session, 0 = none. */
unsigned stop_watch_rhythm(struct stop_watch *watch, enum rhythm rhythm, int64_t since_ns);
/* The rhythm goes on until now. */
unsigned stop_watch_reach(const struct stop_watch *watch, int64_t now_ns);
unsigned stop_watch_finding(const struct ecg_finding *finding);
/* While it cannot be read, the heart rate is not known. */
void stop_watch_quality(struct stop_watch *watch, enum signal_quality quality);
/* Final beats in order. */
unsigned stop_watch_beat(struct stop_watch *watch, const struct ecg_beat *beat);
/* A result of a cuff: 250 systolic or 115 diastolic and more, or systolic more than 10 below the
 * session's first. 0 = not measured. */
unsigned stop_watch_pressure(struct stop_watch *watch, float systolic_mmhg, float diastolic_mmhg);
/* Of the median interval of the last 10 s; 0 = too few beats since the last break. */
float stop_watch_hr_bpm(const struct stop_watch *watch);
