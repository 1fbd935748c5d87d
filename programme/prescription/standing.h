/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a person stands with the exercises as a whole: whether the dose may change by itself, and
 * whether a stop waits for its release. A document sealed with the person's key. Main thread only.
 */
#pragma once

#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	gboolean apply;   /* "apply within limits"; FALSE = "suggest", as it begins */
	gboolean stopped; /* no session until the stop is released */
	guint stop;       /* number of the newest stop; 0 = there was none */
	guint stops,
	    symptoms;      /* of it: enum dose_stop, enum dose_symptom; added up while it is open */
	char note[832];    /* why it was released; 200 characters at most */
	gint64 stop_utc_s; /* 0 = the clock was not set */
} HtStanding;

/* FALSE: it cannot be read, and nobody may go by what standing says then. */
gboolean ht_standing_load(HtStore *store, const char *person, HtStanding *standing, GError **error);
gboolean ht_standing_keep(HtStore *store, const char *person, const HtStanding *standing,
			  GError **error);

G_END_DECLS
