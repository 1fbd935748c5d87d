/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the live trace and of ExportRecords about activity and falls; (transfer full) text. */
#pragma once

#include "health-models/motion/activity/activity.h"

#include <glib.h>

G_BEGIN_DECLS

/* start_utc_ns of the minute. */
char *ht_activity_line(gint64 start_utc_ns, const struct activity_minute *minute);
/* Times of the fall are UTC. */
char *ht_fall_line(const struct fall_event *fall);

G_END_DECLS
