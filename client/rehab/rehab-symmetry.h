/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Left against right: the last sessions of both sides of an exercise. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* sessions: what ExportRehab gave, in order of time. (transfer full) A line of text for each
 * exercise that both sides have done with repetitions that were measured. */
GPtrArray *rehab_symmetry_lines(GVariant *sessions);

G_END_DECLS
