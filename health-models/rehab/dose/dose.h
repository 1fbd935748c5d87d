/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of an exercise a person does next, by how the last sessions went: one variable, one
 * step, inside the limits that a clinician signed. A pure function: the same state, outcome and
 * limits give the same answer. What it rests on stands in docs/rehab.md, "Closed loop".
 *
 * Stop rules win over everything; then limits that do not hold freeze the dose; what is not known
 * never makes it more. Pure C, no allocation.
 */
#pragma once

#include "health-models/rehab/exercise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The order in which they are raised: volume before intensity. Stored. */
enum dose_variable {
	DOSE_REPETITIONS = 0, /* of a set */
	DOSE_DURATION = 1,    /* of a set that goes by time, in s */
	DOSE_SETS = 2,
	DOSE_LOAD = 3,    /* percent of the load that the person began with */
	DOSE_RESERVE = 4, /* percent of the heart-rate reserve: the upper edge of the zone */
	DOSE_VARIABLES = 5,
};

/* 0 = this exercise has no such variable. */
struct dose {
	unsigned repetitions;
	unsigned duration_s;
	unsigned sets;
	unsigned load_percent;
	unsigned reserve_percent;
};

unsigned dose_get(const struct dose *dose, enum dose_variable variable);
void dose_set(struct dose *dose, enum dose_variable variable, unsigned value);
bool dose_is_equal(const struct dose *a, const struct dose *b);
/* What the exercise's file says, for who has no dose of it yet. */
struct dose dose_usual(const struct exercise *exercise);

/* What a clinician signed for one person and exercise, as programme/limits/limits-keeper.h reads
 * it. */
struct dose_limits {
	bool signed_now; /* there are limits, their signature is of a clinician whom the person
			    trusts, and they were not revoked */
	int64_t from_utc_s, until_utc_s;   /* they hold from .. until (exclusive) */
	struct dose least, most;           /* most of 0 = that variable is not changed */
	unsigned hr_cap_bpm;               /* above it the session ends; 0 = none set */
	unsigned hr_rest_bpm, hr_peak_bpm; /* of the person's own exercise test; 0 = none */
	bool beta_blocker;
	bool peak_on_medication;        /* the test was done with it: else it sets no zone */
	unsigned rpe_target;            /* Borg 6..20 */
	bool allow_apply;               /* the dose may change without being asked for */
	bool without_ecg;               /* a session without an ECG counts as well */
	bool atrial_fibrillation_known; /* it is no reason to stop */
};

/* The next session's zone, by Karvonen: rest + f (peak - rest), 10 points of the reserve wide and
 * never above what the dose and the cap allow. FALSE: no test, or one without the medication; go by
 * effort then. Nothing is ever guessed from an age. */
bool dose_zone(const struct dose_limits *limits, const struct dose *dose, float *low_bpm,
	       float *high_bpm);

/* Bits of why a session ended. Stored: a bit is never given a new meaning. */
enum dose_stop {
	DOSE_STOP_PERSON = 1 << 0,     /* said "stop" */
	DOSE_STOP_SYMPTOM = 1 << 1,    /* see enum dose_symptom */
	DOSE_STOP_HEART_RATE = 1 << 2, /* above the cap */
	DOSE_STOP_VENTRICULAR =
	    1 << 3,                /* three ventricular beats and more in a row, or fibrillation */
	DOSE_STOP_ATRIAL = 1 << 4, /* fibrillation, flutter or a supraventricular run, new */
	DOSE_STOP_PAUSE = 1 << 5,  /* no beat for 3 s and more, though there is contact */
	DOSE_STOP_FALL = 1 << 6,
	DOSE_STOP_PRESSURE = 1 << 7, /* of a cuff */
	DOSE_STOPS_ALL = (1 << 8) - 1,
};

enum dose_symptom {
	DOSE_SYMPTOM_CHEST_PAIN = 1 << 0,
	DOSE_SYMPTOM_DIZZINESS = 1 << 1,
	DOSE_SYMPTOM_BREATHLESSNESS = 1 << 2, /* more than usual at this effort */
	DOSE_SYMPTOM_FAINTING = 1 << 3,
	DOSE_SYMPTOM_PALPITATIONS = 1 << 4,
	DOSE_SYMPTOM_JOINT_PAIN = 1 << 5,
	DOSE_SYMPTOM_LEG_PAIN = 1 << 6,
	DOSE_SYMPTOM_EXHAUSTION = 1 << 7,
	DOSE_SYMPTOMS_ALL = (1 << 8) - 1,
	DOSE_SYMPTOMS_GRAVE = (1 << 5) - 1, /* the first five: somebody is to look at once */
};

/* Whether only a clinician may end it, where the person has one. */
bool dose_stop_is_grave(unsigned stops, unsigned symptoms);

/* What is known of a session when it is over. NAN or 0 as said: not known. */
struct session_outcome {
	int64_t utc_s;                                  /* its end; 0 = the clock was not set */
	unsigned repetitions_planned, repetitions_done; /* planned 0: it went by time */
	unsigned duration_planned_s, duration_done_s;   /* planned 0: it went by repetitions */
	float median_score;       /* 0..100 of the scored repetitions; NAN = none was */
	unsigned poor_sets;       /* whose median score is below 60 */
	float velocity_loss;      /* 0..1, the largest of its sets; NAN = not measured */
	bool velocity_lost_early; /* more than 25 % before two thirds of a set's repetitions */
	float in_zone_share; /* 0..1 of the time with a heart rate; NAN = not measured, no zone */
	float above_zone_s;  /* 0 where there is no zone */
	float hr_max_bpm;    /* over 10 s, of usable signal; 0 = not measured */
	float ecg_usable_share; /* 0..1 of the session; NAN = no ECG */
	unsigned rpe;           /* Borg 6..20; 0 = not told (yet) */
	unsigned symptoms;      /* of enum dose_symptom */
	unsigned stops;         /* of enum dose_stop */
};

enum dose_decision {
	DOSE_HOLD = 0,
	DOSE_PROGRESS = 1,
	DOSE_REGRESS = 2,
	DOSE_STOP = 3, /* no session until it is released */
};

/* The first that applies, in the order of the rules. Stored. */
enum dose_reason {
	DOSE_REASON_NONE = 0,
	DOSE_REASON_STOPPED = 1,       /* a stop rule, now */
	DOSE_REASON_NOT_RELEASED = 2,  /* a stop rule, before */
	DOSE_REASON_NO_LIMITS = 3,     /* nobody signed any, or they were revoked */
	DOSE_REASON_NO_TIME = 4,       /* the clock is not set, or went back */
	DOSE_REASON_NOT_YET = 5,       /* the limits do not hold yet */
	DOSE_REASON_EXPIRED = 6,       /* they do not hold any more */
	DOSE_REASON_OUTSIDE = 7,       /* the dose was outside the limits and was brought inside */
	DOSE_REASON_HARD = 8,          /* effort two above the target, or more */
	DOSE_REASON_ABOVE_ZONE = 9,    /* for more than a minute */
	DOSE_REASON_SLOWED_EARLY = 10, /* velocity_lost_early */
	DOSE_REASON_POOR_SETS = 11,    /* two of them */
	DOSE_REASON_AT_LEAST = 12,     /* it would go back and cannot */
	DOSE_REASON_NO_EFFORT = 13,    /* RPE not told */
	DOSE_REASON_NO_ECG = 14,       /* less than 80 % usable */
	DOSE_REASON_UNKNOWN = 15,      /* score, velocity or zone not measured */
	DOSE_REASON_MIXED = 16,        /* not every condition of a good session holds */
	DOSE_REASON_LONG_PAUSE = 17,   /* more than two weeks since the session before */
	DOSE_REASON_FEW = 18,          /* good, but not three in a row yet */
	DOSE_REASON_LOCKED = 19,       /* a week has not passed since the last change */
	DOSE_REASON_AT_MOST = 20,      /* every variable is at its limit */
	DOSE_REASON_GOOD = 21,         /* three good sessions: a step */
	DOSE_REASON_MAX = DOSE_REASON_GOOD,
};

enum { DOSE_NEVER = 255 };

/* A time after it is none: some 34,000 years from 1970. */
#define DOSE_UTC_MAX_S ((int64_t)1 << 40)

struct dose_state {
	struct dose dose;         /* in force */
	struct dose suggested;    /* the same, or one step away */
	bool apply;               /* the person's account chose it; else a suggestion waits */
	bool stopped;             /* needs a release */
	unsigned stops, symptoms; /* of the stop */
	unsigned good;            /* sessions in a row */
	unsigned raised;          /* enum dose_variable that was raised last, or DOSE_NEVER */
	int64_t last_utc_s;       /* of the session before; 0 = none */
	int64_t locked_until_utc_s;
};

struct dose_answer {
	enum dose_decision decision;
	enum dose_reason reason;
	unsigned variable; /* enum dose_variable that changes, or DOSE_NEVER */
};

/* Where a person begins who has no dose yet: usual is the exercise's own; what the limits name
 * besides begins at its least. Inside the limits. */
struct dose dose_begin(const struct dose *usual, const struct dose_limits *limits);
void dose_state_init(struct dose_state *state, const struct dose *dose);
/* One session. state becomes the next one. */
struct dose_answer dose_step(struct dose_state *state, const struct session_outcome *outcome,
			     const struct dose_limits *limits);
/* The person takes the suggestion. FALSE: there is none, or the limits do not allow it now. */
bool dose_accept(struct dose_state *state, const struct dose_limits *limits, int64_t utc_s);
/* Whether limits hold at this time; 0 = not known. */
enum dose_reason dose_limits_fault(const struct dose_limits *limits, int64_t utc_s);
/* Brings the dose inside the limits; what least and most do not name stays. */
void dose_fit(struct dose *dose, const struct dose_limits *limits);
/* New limits hold: brings the dose inside them, and begins what they name and it had not. What was
 * suggested before does not outlive that. */
void dose_follow(struct dose_state *state, const struct dose_limits *limits);
/* A stop came of the session that began with this dose: what was raised since is taken back, and
 * what was lowered stays. FALSE: nothing was raised. */
bool dose_take_back(struct dose_state *state, const struct dose *before);
/* After a release: the same dose, and three good sessions and a week from here. */
void dose_release(struct dose_state *state, int64_t utc_s);
