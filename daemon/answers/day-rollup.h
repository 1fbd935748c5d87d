/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stored days of a person in numbers, so that a year is answered without reading half a million
 * minutes: what was computed of a day is kept as a record of that day, sealed with its month's key
 * and erased with it. A day that lies in two months of UTC is computed each time.
 *
 * In a worker.
 */
#pragma once

#include "privacy/store/store.h"
#include "programme/day-numbers.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) (element-type HtDayNumbers) So many days of a year from first_day on, in the zone
 * (programme/local-days.h). Days that are not over are not for this. What was computed is kept,
 * durably, when it returns them. */
GArray *ht_day_rollups(HtStore *store, const char *person, GTimeZone *zone, int year,
		       guint first_day, guint days, GCancellable *cancellable, GError **error);
/* Takes away what was kept of the days that these records lie in: before or after they are stored,
 * with nobody asking in between. */
gboolean ht_day_rollups_forget(HtStore *store, const struct record *late, gsize count,
			       GError **error);
/* One day out of its records alone. */
gboolean ht_day_rollup_compute(HtStore *store, const char *person, gint64 start_utc_ns,
			       gint64 end_utc_ns, HtDayNumbers *day, GError **error);

G_END_DECLS
