/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guided test as it goes, out of the acceleration of a live trace. */
#pragma once

#include <glib.h>

#include "client/analyze/guided-session.h"

G_BEGIN_DECLS

typedef struct {
	gpointer context;
	/* The state is another than before. */
	void (*state)(gpointer context, enum guided_state state);
	/* So many whole minutes of the test are over. */
	void (*minute)(gpointer context, guint minutes);
} HtGuidedListener;

/* Reads fd (and closes it) until the test is done or refused, or the trace ends. FALSE with the
 * reason why there is no result. */
gboolean ht_guided_live(int fd, const HtGuidedWishes *wishes, const HtGuidedListener *listener,
			HtGuidedResult *result, GError **error);

G_END_DECLS
