/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A moment, as people write it on a command line. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A time as ISO 8601 has it, or a day (from its start); without an offset it is one of the zone.
 * Microseconds of UTC; 0 for no text. HT_ERROR_INVALID names the option. */
gboolean time_option_parse(const char *text, const char *option, const char *zone, gint64 *utc_us,
			   GError **error);

G_END_DECLS
