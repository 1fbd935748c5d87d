/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the heart was below, in and above the zone that a session asks for, second by second.
 *
 * The heart rate of a second is that of the HR_ZONE_WINDOW_S seconds up to its end. Where the
 * signal is full it is 60000 over the mean of the middle half of the RR intervals: single ones that
 * a false, missed or premature beat makes do not count. Where only the rhythm can be read, as in
 * motion, it is the signal's periodicity (hr_periodicity.h) if that is clear; else that of the
 * intervals if most of them are alike; and neither if it is that of the steps or of half of them,
 * which shake the electrodes just as evenly. Every other second is unknown, and neither in nor out.
 *
 * Live and offline are the same: a second is decided HR_ZONE_DELAY_S after it, when the ECG
 * engine's final beats and grades of it are there.
 *
 * Pure C, no allocation. Times are of one clock, in ns, and those of beats and of grades do not go
 * back among themselves.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"
#include "health-models/rehab/heart/hr_periodicity.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	HR_ZONE_WINDOW_S = 10,
	HR_ZONE_DELAY_S = 10,
	HR_ZONE_BEATS = 128, /* kept: more than two windows of any heart */
	HR_ZONE_GRADES = 32,
	HR_ZONE_RATES = 32, /* seconds of periodicity and of steps */
	HR_ZONE_RECOVERY_S = 60,
};

/* 0 = none: without a zone every known second is in it. */
struct hr_zone_limits {
	float low_bpm, high_bpm; /* in the zone: low <= heart rate <= high */
	float cap_bpm;
};

struct hr_zone_times {
	unsigned below_s, in_s, above_s;
	unsigned unknown_s;
	unsigned over_cap_s;
	unsigned
	    over_cap_now_s; /* without a break, up to the last known second; unknown ones keep it */
	float hr_max_bpm;   /* 0 = never known */
	float recovery_bpm; /* fall in the first minute after the effort; NAN = not known */
};

/* Karvonen: rest + share of (peak - rest); both from the person's own test, never from an age. NAN
 * unless 0 <= share <= 1 and 20 <= rest < peak <= 250. */
float hr_zone_karvonen(float rest_bpm, float peak_bpm, float share);

struct hr_zone_beat {
	int64_t t_ns;
	float rr_ms;
};

struct hr_zone_grade {
	int64_t from_ns;
	enum signal_quality quality;
};

struct hr_zone_rate {
	int64_t t_ns;
	struct hr_rate rate;
};

struct hr_zone_steps {
	int64_t t_ns;
	float per_minute;
};

struct hr_zone {
	struct hr_zone_limits limits;
	int64_t next_ns; /* begin of the first second that is not decided */
	unsigned beats, grades, rates, steps;
	struct hr_zone_beat beat[HR_ZONE_BEATS];
	struct hr_zone_grade grade[HR_ZONE_GRADES];
	struct hr_zone_rate rate[HR_ZONE_RATES];
	struct hr_zone_steps step[HR_ZONE_RATES];
	int64_t effort_end_ns;
	float effort_end_bpm; /* NAN = not known */
	bool effort_ended;
	float now_bpm;
	struct hr_zone_times times;
};

/* -EINVAL for limits that are no numbers, negative, or a zone whose low is above its high. */
int hr_zone_init(struct hr_zone *z, const struct hr_zone_limits *limits, int64_t start_ns);
/* A final beat that was not withdrawn; rr_ms 0 = no beat before it, or a break. Advances to it. */
void hr_zone_add_beat(struct hr_zone *z, int64_t t_ns, float rr_ms);
/* The grade of the signal from then on. Until the first one it is unknown, and so are the seconds.
 */
void hr_zone_add_grade(struct hr_zone *z, int64_t from_ns, enum signal_quality quality);
/* Once a second, of the seconds up to then. Without it seconds of motion are known by beats alone.
 */
void hr_zone_add_rate(struct hr_zone *z, int64_t t_ns, struct hr_rate rate);
/* Once a second, of the seconds up to then, where motion is measured; 0 = no steps. */
void hr_zone_add_steps(struct hr_zone *z, int64_t t_ns, float per_minute);
/* The signal was taken in up to here: decides what is HR_ZONE_DELAY_S older. */
void hr_zone_advance(struct hr_zone *z, int64_t now_ns);
/* The effort ended then; before those seconds are decided. */
void hr_zone_end_effort(struct hr_zone *z, int64_t t_ns);
/* No more signal: decides every second that is over by then. */
void hr_zone_finish(struct hr_zone *z, int64_t end_ns);
/* Of the last second that was decided; 0 = unknown. */
float hr_zone_now_bpm(const struct hr_zone *z);
const struct hr_zone_times *hr_zone_get(const struct hr_zone *z);
/* Known seconds of all, and those in the zone of the known; NAN where there is none. */
float hr_zone_usable_share(const struct hr_zone_times *t);
float hr_zone_in_share(const struct hr_zone_times *t);
