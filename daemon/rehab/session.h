/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One session of an exercise, as a person does it: wait for the wearable, hold still, ready, count
 * a set, rest, and so on to the last one; or the recording of the person's own reference, whose
 * repetitions are candidates until a supervisor accepts some.
 *
 * Time is that of the samples. A session knows no store and no bus: what is to be kept and told
 * goes to its host. Main thread only.
 */
#pragma once

#include "daemon/rehab/reference.h"
#include "health-models/rehab/dose/dose.h"
#include "health-models/rehab/set/exercise_set.h"
#include "health-models/rehab/set/set_event.h"

G_BEGIN_DECLS

typedef enum {
	HT_REHAB_WAITING,  /* nothing comes from the wearable yet */
	HT_REHAB_STILL,    /* the ready pose is to be held */
	HT_REHAB_READY,    /* the next movement counts */
	HT_REHAB_COUNTING, /* a set is under way */
	HT_REHAB_REST,
	HT_REHAB_PAUSED,  /* the link was lost, or the hub was ended */
	HT_REHAB_DONE,    /* every set, or finished early, or the reference is kept */
	HT_REHAB_STOPPED, /* a stop rule ended it */
} HtRehabState;

/* When the wearable buzzes, where it can. */
typedef enum {
	HT_REHAB_BUZZ_NONE,
	HT_REHAB_BUZZ_SETS, /* at the end of each set */
	HT_REHAB_BUZZ_ALL,  /* at a fault as well */
} HtRehabBuzz;

typedef struct _HtRehabSession HtRehabSession;

/* A repetition that was counted. */
typedef struct {
	struct repetition_record record;
	char stream[RECORD_ID_MAX]; /* of the acceleration */
} HtRehabRepetition;

typedef struct {
	gpointer context;
	/* It entered a state, or another set. */
	void (*entered)(gpointer context, HtRehabSession *session);
	/* A movement that does not count, or what keeps it from counting; REASON_NONE: it goes on.
	 */
	void (*noticed)(gpointer context, HtRehabSession *session, const struct set_event *event);
	/* Counted, or a candidate. */
	void (*counted)(gpointer context, HtRehabSession *session,
			const HtRehabRepetition *repetition);
	void (*set_ended)(gpointer context, HtRehabSession *session);
	/* It is over: the state is DONE or STOPPED. */
	void (*ended)(gpointer context, HtRehabSession *session);
} HtRehabHost;

typedef struct {
	const char *id, *person;
	const char *exercise; /* its name */
	struct exercise model;
	HtReference reference; /* version 0 = none: counted, not scored */
	gboolean recording;    /* of a reference; what is kept of it then is not used */
	enum rehab_side side;
	guint sets;
	guint repetitions, duration_s; /* of a set: one of them, the other is 0 */
	const char *wearable, *trunk;  /* addresses; trunk "" = none */
	HtRehabBuzz buzz;
	gint64 began_utc_ns;
} HtRehabPlanned;

/* (transfer full) Copies the plan. host must outlive it. HT_ERROR_INVALID for a plan that makes no
 * sense. */
HtRehabSession *ht_rehab_session_new(const HtRehabPlanned *planned, const HtRehabHost *host,
				     GError **error);
void ht_rehab_session_free(HtRehabSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRehabSession, ht_rehab_session_free)

/* Where a session was when the hub was ended. */
typedef struct {
	GArray *repetitions; /* HtRehabRepetition, in order */
	guint set_number;
	gint64 sets_before_ns, set_ns; /* exercised in the sets before, and in this one */
	GBytes *state;                 /* of the set; NULL = none was under way */
	guint16 state_version;
} HtRehabKept;

/* Before anything else; copies. It is paused until the ready pose is seen again. */
void ht_rehab_session_resume(HtRehabSession *session, const HtRehabKept *kept);

/* sensor: SET_SENSOR_LIMB or SET_SENSOR_TRUNK. stream, rate_hz: of the acceleration. */
void ht_rehab_session_sample(HtRehabSession *session, unsigned sensor, const char *stream,
			     float rate_hz, const struct imu_sample *sample);
/* Nothing more comes of this sensor until it begins anew. */
void ht_rehab_session_lost(HtRehabSession *session, unsigned sensor);
/* Ends it; host.ended() follows. stops: of SESSION_END_STOPPED. */
void ht_rehab_session_end(HtRehabSession *session, enum session_end end, guint stops);
/* Ends it as SESSION_END_LEFT, as it cannot go on. because: for a person, static. */
void ht_rehab_session_leave(HtRehabSession *session, const char *because);

/* Makes the reference of these candidates (their numbers, from 1). HT_ERROR_INVALID with the words
 * of what is wrong: the recording goes on. */
gboolean ht_rehab_session_make_reference(HtRehabSession *session, const guint *numbers, gsize count,
					 struct rep_reference *reference, GError **error);

const HtRehabPlanned *ht_rehab_session_planned(const HtRehabSession *session);
HtRehabState ht_rehab_session_state(const HtRehabSession *session);
/* For a person, static. */
const char *ht_rehab_session_word(const HtRehabSession *session);
guint ht_rehab_session_set(const HtRehabSession *session);         /* from 1 */
guint ht_rehab_session_count(const HtRehabSession *session);       /* in this set */
gint64 ht_rehab_session_now_utc_ns(const HtRehabSession *session); /* of the newest sample */
/* (transfer none) (element-type HtRehabRepetition) all that were counted */
const GArray *ht_rehab_session_repetitions(const HtRehabSession *session);
/* For how long the person exercised: in this set, in all. */
gint64 ht_rehab_session_set_ns(const HtRehabSession *session);
gint64 ht_rehab_session_exercised_ns(const HtRehabSession *session);
/* What resume() takes. The repetitions are the session's; state is the caller's to unref. */
HtRehabKept ht_rehab_session_kept(const HtRehabSession *session);
/* Valid for a session that is over. */
void ht_rehab_session_summary(const HtRehabSession *session, struct session_record *record);
void ht_rehab_session_outcome(const HtRehabSession *session, struct session_outcome *outcome);

const char *ht_rehab_state_name(HtRehabState state);

G_END_DECLS
