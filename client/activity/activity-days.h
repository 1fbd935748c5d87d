/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of a person out of the hub's lines of activity and falls (dbus/org.healthtwin.Hub1.xml). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct activity_day {
	char date[16]; /* 2026-03-01, in the person's zone */
	guint64 steps, soft_steps;
	double active_s, walking_s, worn_s;
	double level_s[4]; /* of enum intensity_level */
	guint falls;       /* confirmed */
	guint cancelled;   /* candidates that were none */
};

/* Adds one line; what is of another type, or not understood, is left out. */
void activity_days_add(GArray *days, const char *line, gsize size, GTimeZone *zone);

G_END_DECLS
