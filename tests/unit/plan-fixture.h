/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person with a plan in a real store, a clinician who signs, and a heart. */
#pragma once

#include "daemon/rehab/plan.h"

#include "common/timebase.h"
#include "tests/unit/store-fixture.h"

#define START_NS ((gint64)1772323200 * NS_PER_S) /* 2026-03-01 */
#define SQUAT    "half-squat"

typedef struct {
	struct fixture base;
	HtStore *store;
	HtPeople *people;
	HtConsents *consents;
	HtClock *clock;
	HtRehabPlan *plan;
	HtSecret *seed;
	guint8 public[HT_SIGN_KEY_SIZE];
	char *person;
	guint serial;
	guint ended, stops; /* told to who runs sessions */
} Fixture;

extern const struct dose plan_usual;

void reopen(Fixture *f);
void set_up(Fixture *f, gconstpointer data);
void tear_down(Fixture *f, gconstpointer data);
/* What a clinician signs, taken in. */
gboolean import(Fixture *f, const char *kind, const char *more, GError **error);
void limit(Fixture *f, const char *more);
gboolean may_start(Fixture *f);
void begin(Fixture *f);
/* A heart that beats at this rate for so long; ends the session's clock there. */
void beat_on(Fixture *f, float bpm, float seconds);
void beat_for(Fixture *f, float bpm, float seconds);
/* 10 and 10 repetitions were due, and were done well. */
struct session_outcome outcome_of(guint repetitions);
struct dose_answer finish(Fixture *f, guint repetitions);
