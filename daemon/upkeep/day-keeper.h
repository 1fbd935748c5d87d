/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums up the days of everybody that are over, before what they consist of may be deleted for its
 * age, and so that a year is answered at once.
 */
#pragma once

#include "programme/ht-people.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) Who lives in which zone, for a worker. Main thread. */
GPtrArray *ht_day_people(HtPeople *people);
/* When the first of the days began that are not over for everybody; now where there is nobody. */
gint64 ht_days_over_utc_ns(const GPtrArray *people, gint64 now_utc_ns);
/* The last 400 days of everybody. In a worker; long the first time. */
gboolean ht_day_keep(HtStore *store, const GPtrArray *people, gint64 now_utc_ns,
		     GCancellable *cancellable, GError **error);

G_END_DECLS
