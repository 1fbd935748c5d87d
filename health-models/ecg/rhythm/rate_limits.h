/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Heart rates beyond the limits of this person.
 *
 * The rate is that of 8 intervals without the longest and the shortest, so that neither a pause nor
 * an early beat is a slow or fast heart. It is slow (bradycardia) from its first 8 intervals below
 * the limit on, fast (tachycardia) when it lasts for 16 beats, and over when the rate is 5 % back
 * inside. The defaults are those of the PhysioNet / Computing in Cardiology Challenge 2015: below
 * 40, above 140 per minute. The confidence is the mean probability that its beats are beats.
 * Positions are the caller's samples.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/ecg_event.h"

struct event_queue;

enum { RATE_INTERVALS = 8, RATE_TACHYCARDIA_BEATS = 16 };

struct rate_limits {
	float brady_below_bpm; /* 20 .. 150; 0 = the default */
	float tachy_above_bpm; /* 60 .. 300; 0 = the default */
};

extern const struct rate_limits rate_limits_default;

/* With the defaults filled in. */
struct rate_limits rate_limits_complete(struct rate_limits limits);
/* Both within their ranges, and the lower below the upper. */
bool rate_limits_are_sound(struct rate_limits limits);
/* What is neither slow nor fast at this age: after the American Heart Association's Pediatric
 * Advanced Life Support (sinus tachycardia stays below 220 per minute in infants and below 180 in
 * children; awake and asleep children are faster than adults). */
struct rate_limits rate_limits_of_age(int years);

struct rate_watch {
	struct rate_limits limits;
	float rr_ms[RATE_INTERVALS];
	int64_t start[RATE_INTERVALS]; /* where each begins */
	float is_beat[RATE_INTERVALS]; /* the beat that ends each */
	unsigned count, next;
	int64_t newest; /* the beat taken in last, -1 = none since the break */
	enum rate_side { RATE_WITHIN, RATE_BELOW, RATE_ABOVE } side;
	int64_t since, until; /* of the finding that is going on */
	double ms;
	float extreme_bpm;
	double sure; /* sum of is_beat */
	unsigned beats;
};

void rate_watch_init(struct rate_watch *w, struct rate_limits limits);
/* A finding that is going on ends by the new limits. */
void rate_watch_set_limits(struct rate_watch *w, struct rate_limits limits);
/* Takes a beat with its final label, and the probability that it is one. Findings go to q. */
void rate_watch_push(struct rate_watch *w, const struct ecg_beat *beat, float is_beat,
		     struct event_queue *q);
void rate_watch_break(struct rate_watch *w, struct event_queue *q);
