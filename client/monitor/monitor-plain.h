/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live trace as plain lines: one for each final beat, finding, gap, and second. Pure. */
#pragma once

#include "client/live-line.h"

G_BEGIN_DECLS

/* (transfer full) The line with its end, or NULL where this one has nothing to say. */
char *monitor_plain_text(const struct live_line *line, GTimeZone *zone);

G_END_DECLS
