/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Days as a person lives them: from midnight to midnight of the person's own zone. Most have 24
 * hours, some 23 or 25, and where clocks are set at midnight a day begins at 1 o'clock.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When the day begins, in nanoseconds of UTC; it ends when the next one begins. Days count from 0
 * on January 1; the one behind a year's last is the next year's first. Years 1971 to 2200. */
gint64 ht_local_day_start_utc_ns(GTimeZone *zone, int year, guint day_of_year);
/* Which day it is then. */
void ht_local_day_of(GTimeZone *zone, gint64 utc_ns, int *year, guint *day_of_year);

G_END_DECLS
