/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the plan; only daemon/rehab/plan*.c include this. */
#pragma once

#include "daemon/rehab/plan.h"
#include "health-models/rehab/heart/hr_zone.h"
#include "health-models/rehab/dose/stop_watch.h"
#include "programme/prescription/prescription.h"
#include "programme/prescription/standing.h"

G_BEGIN_DECLS

/* A session under way. */
typedef struct {
	char *exercise;
	struct stop_watch watch;
	struct hr_zone zone;
	struct hr_periodicity periodicity;
	gboolean has_periodicity; /* the rate allows it */
	double rate_hz;           /* of the samples; 0 = none yet */
	guint64 samples;
	gboolean has_zone;     /* there is one to be in */
	guint stops, symptoms; /* that ended it */
} HtRehabRun;

/* What an ECG said last. */
typedef struct {
	enum rhythm rhythm;
	gint64 since_utc_ns;
	gint64 heard_utc_ns; /* of the newest sample */
} HtRehabRhythm;

typedef struct {
	GHashTable *rhythms; /* stream -> HtRehabRhythm */
	enum signal_quality quality;
} HtRehabHeart;

struct _HtRehabPlan {
	HtStore *store;
	HtPeople *people;
	HtConsents *consents;
	HtClock *clock;
	HtAttention *attention;
	HtClinicians *clinicians;
	HtLimitsKeeper *limits;
	HtRehabStopped stopped;
	gpointer context;
	GHashTable *runs;   /* person -> HtRehabRun */
	GHashTable *hearts; /* person -> HtRehabHeart */
	GHashTable *unkept; /* person -> HtStanding: a stop that could not be written */
};

/* 0 = not known, or put back. */
gint64 ht_rehab_plan_now_s(HtRehabPlan *plan);
/* As it is kept, and a stop that could not be. */
gboolean ht_rehab_plan_standing(HtRehabPlan *plan, const char *person, HtStanding *standing,
				GError **error);
/* Either it is durable, or it stays as it was. */
gboolean ht_rehab_plan_keep_standing(HtRehabPlan *plan, const char *person,
				     const HtStanding *standing, GError **error);
/* The person's dose of the exercise as it is now: kept, or of the usual one where there is none. */
gboolean ht_rehab_plan_prescription(HtRehabPlan *plan, const char *person, const char *exercise,
				    const struct dose *usual, HtPrescription *prescription,
				    GError **error);
HtRehabOrder ht_rehab_plan_order(HtRehabPlan *plan, const struct dose *dose,
				 const struct dose_limits *limits);
gboolean ht_rehab_plan_is_for_clinician(HtRehabPlan *plan, const char *person,
					const HtStanding *standing);
/* What the session of a prescription means for the next one, from the state before it, and keeps
 * that. A stop that is open wins, whatever exercise it was of; one that comes of it is kept. */
gboolean ht_rehab_plan_decide(HtRehabPlan *plan, const char *person, const char *exercise,
			      HtPrescription *prescription, GError **error);
/* A stop that was told after a session: takes every step back that no session was done with yet. */
gboolean ht_rehab_plan_take_back(HtRehabPlan *plan, const char *person, GError **error);
/* Ends the stop that is open: every exercise of the person begins its row anew. */
gboolean ht_rehab_plan_end_stop(HtRehabPlan *plan, const char *person, HtStanding *standing,
				GError **error);

void ht_rehab_plan_heart_free(gpointer heart);
/* Of the hub itself: nobody waits for an answer. stops 0: nothing happens. */
void ht_rehab_plan_stop_now(HtRehabPlan *plan, const char *person, guint stops);
/* HT_ERROR_NOT_AUTHORIZED while a stop rule holds, of an ECG that runs. */
gboolean ht_rehab_plan_heart_allows(HtRehabPlan *plan, const char *person,
				    const struct dose_limits *limits, GError **error);
/* From now on; the watch is there. */
void ht_rehab_plan_begin_hearing(HtRehabPlan *plan, HtRehabRun *run, const char *person,
				 const struct dose_limits *limits);
/* Fills in what the plan itself heard of the session. */
void ht_rehab_plan_add_heard(HtRehabPlan *plan, HtRehabRun *run, struct session_outcome *outcome);

G_END_DECLS
