/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored of a person, in numbers: ExportSummary and ExportTrend. In a worker. */
#pragma once

#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	char *person;
	gint64 start_utc_ns;
	gint64 end_utc_ns; /* exclusive */
} HtPeriod;

/* (transfer full) 0 microseconds = from the first, to the last. HT_ERROR_INVALID for an end before
 * the start or a time that does not exist. */
HtPeriod *ht_period_new(const char *person, gint64 start_utc_us, gint64 end_utc_us, GError **error);
void ht_period_free(HtPeriod *period);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPeriod, ht_period_free)

/* (transfer full) a{sv} */
GVariant *ht_summary(HtStore *store, const HtPeriod *period, GError **error);
/* (transfer full) a(xdddtt), a row a minute with beats in it */
GVariant *ht_trend(HtStore *store, const HtPeriod *period, GError **error);

G_END_DECLS
