/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a person's consent, as people write it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A day (to its end) or a time as ISO 8601 has it, in the zone unless it has an offset; "none"
 * gives 0. Microseconds of UTC. HT_ERROR_INVALID names the option. */
gboolean agreed_until_parse(const char *text, const char *option, const char *zone, gint64 *utc_us,
			    GError **error);
/* (transfer full) As it is written: the last day, or the very time; "none" for 0. */
char *agreed_until_text(gint64 utc_us, const char *zone);

G_END_DECLS
