/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `twinctl summary --level`: what the hub tells of a person who stays unnamed. */
#pragma once

#include "client/hub.h"

G_BEGIN_DECLS

struct window_summary {
	char *level;    /* NULL = not asked for */
	int days, back; /* 0 = not given */
};

/* Whether any of them was given. */
gboolean window_summary_is_wanted(const struct window_summary *wanted);
/* Asks and prints; neither the person's name nor id. */
gboolean window_summary_print(HtHub1 *hub, const char *person, const struct window_summary *wanted,
			      gboolean json, GError **error);
/* (transfer full) "2.0" of 2000000 millionths. */
char *epsilon_text(guint32 micro);

G_END_DECLS
