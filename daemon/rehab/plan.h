/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is due of each person's exercises, whether a session may begin, and when it has to end.
 *
 * Stop rules win over everything: a stop ends the running session at once (the listener is told
 * before this returns), stands in the store before anybody is answered, and no session of the
 * person begins until it is released. Main thread only.
 */
#pragma once

#include "common/sample.h"
#include "daemon/alerts/attention.h"
#include "daemon/clock.h"
#include "health-models/ecg/ecg_event.h"
#include "health-models/rehab/dose/dose.h"
#include "privacy/consent/ht-consents.h"
#include "programme/ht-people.h"
#include "programme/limits/limits-keeper.h"

G_BEGIN_DECLS

typedef struct _HtRehabPlan HtRehabPlan;

/* What is to be done in a session. */
typedef struct {
	struct dose dose;
	float zone_low_bpm, zone_high_bpm; /* both 0 = no zone: the person goes by effort */
	float hr_cap_bpm;                  /* 0 = none set */
	gboolean limited;                  /* a clinician's limits hold now */
} HtRehabOrder;

/* stops: of enum dose_stop, 0 = the limits that it began by were revoked. The session, if one runs,
 * is to end as it is; session_done() follows. */
typedef void (*HtRehabStopped)(gpointer context, const char *person, guint stops);

/* (transfer full) All must outlive it; attention may be NULL. */
HtRehabPlan *ht_rehab_plan_new(HtStore *store, HtPeople *people, HtConsents *consents,
			       HtClock *clock, HtAttention *attention);
void ht_rehab_plan_free(HtRehabPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRehabPlan, ht_rehab_plan_free)
/* The one who runs sessions. */
void ht_rehab_plan_listen(HtRehabPlan *plan, HtRehabStopped stopped, gpointer context);

/* usual: what the exercise file says, for a person who has no dose of it yet.
 * HT_ERROR_NOT_AUTHORIZED where a stop was not released or the clinician revoked the limits. A
 * reference is recorded under supervision: it may as well. */
gboolean ht_rehab_plan_may_start(HtRehabPlan *plan, const char *person, const char *exercise,
				 const struct dose *usual, HtRehabOrder *order, GError **error);
/* The clinician revoked the limits, and signed no new ones: no session begins or goes on. */
gboolean ht_rehab_plan_is_revoked(HtRehabPlan *plan, const char *person);
/* From here on stop rules are watched for; also after a restart of the hub, for a session that goes
 * on. */
void ht_rehab_plan_begun(HtRehabPlan *plan, const char *person, const char *exercise);
/* It ended, however. session: its name, for RateEffort. What the ECG said meanwhile (zone, cap,
 * usable share) and the stops are filled in here. FALSE: it could not be kept. */
gboolean ht_rehab_plan_session_done(HtRehabPlan *plan, const char *person, const char *exercise,
				    const char *session, const struct session_outcome *outcome,
				    struct dose_answer *answer, GError **error);
/* Of a session that is in the store, and of which the plan was perhaps not told when it ended, as
 * the hub was ended then: once it knows of it nothing happens. What the ECG said is not known any
 * more. The outcome's time is the session's. */
gboolean ht_rehab_plan_session_found(HtRehabPlan *plan, const char *person, const char *exercise,
				     const char *session, const struct session_outcome *outcome,
				     GError **error);
/* Ends the person's running session, or takes back the steps up that no session was done with yet,
 * and asks for a release. stops: of enum dose_stop. */
gboolean ht_rehab_plan_stop(HtRehabPlan *plan, const char *person, guint stops, guint symptoms,
			    GError **error);
/* Told of a session that ended and is the newest of its exercise; session "" = the newest of all.
 * The decision is made anew. HT_ERROR_NOT_FOUND, HT_ERROR_INVALID for what is not 6 to 20. */
gboolean ht_rehab_plan_rate(HtRehabPlan *plan, const char *person, const char *session, guint rpe,
			    struct dose_answer *answer, GError **error);
/* By the person's own account. HT_ERROR_NOT_AUTHORIZED for a grave stop of a person who trusts a
 * clinician: a signed release is imported then. */
gboolean ht_rehab_plan_release(HtRehabPlan *plan, const char *person, const char *note,
			       GError **error);
/* apply: HT_ERROR_NOT_AUTHORIZED unless limits hold that allow it. */
gboolean ht_rehab_plan_set_mode(HtRehabPlan *plan, const char *person, gboolean apply,
				GError **error);
/* Takes the suggestion. HT_ERROR_NOT_FOUND where there is none. */
gboolean ht_rehab_plan_accept(HtRehabPlan *plan, const char *person, const char *exercise,
			      GError **error);
/* What a clinician signed; a release releases. (transfer full) */
HtStatement *ht_rehab_plan_import(HtRehabPlan *plan, const char *person, const char *data,
				  gsize size, GError **error);
gboolean ht_rehab_plan_trust(HtRehabPlan *plan, const char *person, const char *name,
			     const guint8 *key, gsize size, GError **error);
gboolean ht_rehab_plan_distrust(HtRehabPlan *plan, const char *person, const guint8 *key,
				gsize size, GError **error);
/* (transfer container) (element-type HtClinician) */
GPtrArray *ht_rehab_plan_clinicians(HtRehabPlan *plan, const char *person);
/* Of a person that was erased. */
void ht_rehab_plan_forget(HtRehabPlan *plan, const char *person);

/* (transfer floating) a{sv} as GetPrescription; usual NULL: of the person alone, without an
 * exercise. */
GVariant *ht_rehab_plan_describe(HtRehabPlan *plan, const char *person, const char *exercise,
				 const struct dose *usual, GError **error);
/* (transfer floating) a{sv} as GetLimits */
GVariant *ht_rehab_plan_describe_limits(HtRehabPlan *plan, const char *person);

/* Whether a session runs, as far as the plan was told. */
gboolean ht_rehab_plan_is_running(HtRehabPlan *plan, const char *person);

/* What the ECG says of a person, whether a session runs or not; plan NULL = nobody listens. Beats
 * are final ones, of one stream; utc_ns: hub time. */
void ht_rehab_plan_rhythm(HtRehabPlan *plan, const char *person, const char *stream,
			  enum rhythm rhythm, gint64 since_utc_ns);
/* The stream's signal was taken in up to here. */
void ht_rehab_plan_reach(HtRehabPlan *plan, const char *person, const char *stream, gint64 utc_ns);
void ht_rehab_plan_finding(HtRehabPlan *plan, const char *person,
			   const struct ecg_finding *finding);
void ht_rehab_plan_beat(HtRehabPlan *plan, const char *person, const struct ecg_beat *beat,
			gint64 utc_ns);
/* From there on; of the stream that the beats are of. */
void ht_rehab_plan_quality(HtRehabPlan *plan, const char *person, enum signal_quality quality,
			   gint64 utc_ns);
/* The signal itself, of the same stream, the last sample at end_utc_ns: where its beats cannot be
 * told apart any more, the heart rate may. uv NULL: that many are missing. */
void ht_rehab_plan_samples(HtRehabPlan *plan, const char *person, const gint32 *uv, gsize count,
			   double rate_hz, gint64 end_utc_ns);
/* A cuff's. */
void ht_rehab_plan_reading(HtRehabPlan *plan, const char *person,
			   const struct reading_block *reading);
/* Once a second, where the body's motion is measured: what beats like the steps is no pulse. */
void ht_rehab_plan_steps(HtRehabPlan *plan, const char *person, float per_minute, gint64 utc_ns);
/* A fall candidate that nobody cancelled. */
void ht_rehab_plan_fall(HtRehabPlan *plan, const char *person);

G_END_DECLS
