/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rehab sessions of the people of this hub, one at a time each: starts and ends them, feeds
 * them with motion, keeps what they count and tells it.
 *
 * A repetition is in the store, as part of the person's open session, before anybody is told of it:
 * whatever ends the hub, none that was told is lost and none is counted twice. Values go to the
 * live trace and into replies alone. Main thread only.
 */
#pragma once

#include "daemon/clock.h"
#include "daemon/rehab/plan.h"
#include "daemon/rehab/session.h"
#include "daemon/streams/outlets.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef struct _HtRehab HtRehab;

typedef struct {
	HtStore *store;
	HtPeople *people;
	HtClock *clock;
	const HtOutlets *outlets; /* writer, live trace, motion */
	HtRehabPlan *plan;
	gpointer context;
	/* The wearable buzzes, if it can: 1 = mild, 2 = high. */
	void (*buzz)(gpointer context, const char *address, guint level);
	/* What the wearable streams is for a session from now on, or as it was. */
	void (*streams)(gpointer context, const char *address, gboolean session);
} HtRehabSurroundings;

/* (transfer full) Copies around; what it points to must outlive it. Takes up the sessions that were
 * under way when the hub was ended. */
HtRehab *ht_rehab_new(const HtRehabSurroundings *around);
/* Sessions that are under way stay in the store. */
void ht_rehab_free(HtRehab *rehab);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRehab, ht_rehab_free)

/* (transfer full) The session's id. options: a{sv} as StartRehab has them. HT_ERROR_INVALID,
 * HT_ERROR_NOT_FOUND (exercise, wearable), HT_ERROR_EXISTS (a session is under way),
 * HT_ERROR_NOT_AUTHORIZED (a stop was not released). */
char *ht_rehab_start(HtRehab *rehab, const char *person, const char *exercise, GVariant *options,
		     GError **error);
/* Makes the reference of the candidates with these numbers, and ends the recording. */
gboolean ht_rehab_accept(HtRehab *rehab, const char *person, const guint *numbers, gsize count,
			 GError **error);
/* (transfer floating) The summary, a{sv}. HT_ERROR_NOT_FOUND. */
GVariant *ht_rehab_finish(HtRehab *rehab, const char *person, GError **error);
/* (transfer floating) a{sv} */
GVariant *ht_rehab_state(HtRehab *rehab, const char *person);
/* HT_ERROR_BUSY while a session is under way. */
gboolean ht_rehab_forget_reference(HtRehab *rehab, const char *person, const char *exercise,
				   GError **error);

/* Whether this wearable is on a limb for the person's session: it then says nothing of the trunk.
 */
gboolean ht_rehab_is_on_limb(HtRehab *rehab, const char *person, const char *address);

/* What this wearable is to stream was chosen anew: a session that it is used in asks for what it
 * needs beside that. FALSE: there is none. */
gboolean ht_rehab_renew_streams(HtRehab *rehab, const char *address);

/* To the person's new live reader. */
void ht_rehab_describe_live(HtRehab *rehab, const char *person);
/* The person was erased. */
void ht_rehab_forget(HtRehab *rehab, const char *person);

G_END_DECLS
