/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each person does, live: a RECORD_ACTIVITY a minute, a RECORD_FALL for each state of a fall,
 * and a line of the live trace for both.
 *
 * One wearable feeds a person at a time, the first that moves: steps of two would count twice. One
 * whose acceleration is in a wrong unit feeds none until its stream ends; the log says so.
 *
 * A fall candidate asks (a buzz, a line), waits for the window, and then alerts; it does so also
 * when the link is lost meanwhile, by a timer. Whoever put the wearable on a minute ago is not
 * asked; a short silence of the wearable is no putting on. Main thread only.
 */
#pragma once

#include "daemon/streams/outlets.h"
#include "health-models/motion/activity/fall.h"

G_BEGIN_DECLS

typedef struct _HtActivityWatch HtActivityWatch;

typedef struct {
	gpointer context;
	/* Is the person all right? May be asked again. */
	void (*ask)(gpointer context, const char *person);
	/* Whether this wearable is on a limb now: what it measures is no step and no fall. */
	gboolean (*is_on_limb)(gpointer context, const char *person, const char *address);
} HtActivityEvents;

/* (transfer full) The outlets must outlive it. */
HtActivityWatch *ht_activity_watch_new(const HtOutlets *outlets, const HtActivityEvents *events);
void ht_activity_watch_free(HtActivityWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtActivityWatch, ht_activity_watch_free)

/* The person is all right. FALSE: nothing was asked. */
gboolean ht_activity_watch_cancel_fall(HtActivityWatch *watch, const char *person);
/* A candidate that the hub was ended in the midst of: the person is asked anew, unless one is open,
 * and once more with the first sample of a wearable, if none was there. stream: that it was seen
 * in. */
void ht_activity_watch_resume_fall(HtActivityWatch *watch, const char *person, const char *stream,
				   const struct fall_event *candidate, gint64 now_utc_ns);
/* Of a person that was erased: nothing is left. */
void ht_activity_watch_forget(HtActivityWatch *watch, const char *person);

G_END_DECLS
