/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the hub for everything that a report says. */
#pragma once

#include "client/hub.h"
#include "client/analyze/strip-builder.h"
#include "report/report-strips.h"

G_BEGIN_DECLS

struct report_query {
	struct report_input input; /* what was asked; points into the fields below */
	GArray *minutes;           /* struct report_minute */
	GArray *findings;          /* struct report_finding */
	GPtrArray *texts;          /* their words */
	struct strip_builder builders[REPORT_STRIPS_MAX];
	struct report_strip strips[REPORT_STRIPS_MAX];
};

/* start or end 0 = from the first, to the last. The person must outlive the query. */
gboolean report_query_run(struct report_query *query, HtHub1 *hub, const struct hub_person *person,
			  gint64 start_utc_us, gint64 end_utc_us, GError **error);
void report_query_clear(struct report_query *query);

G_END_DECLS
