/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/span-option.h"

#include <math.h>

gboolean ht_span_parse(const char *text, const char *option, HtSpan *span, GError **error)
{
	char *end = NULL;

	*span = (HtSpan){.from_s = -1, .to_s = -1};
	if (!text)
		return TRUE;
	span->from_s = g_ascii_strtod(text, &end);
	if (end != text && *end == ':') {
		const char *second = end + 1;

		span->to_s = g_ascii_strtod(second, &end);
		if (end != second && *end == '\0' && isfinite(span->to_s) && span->from_s >= 0 &&
		    span->to_s > span->from_s)
			return TRUE;
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "%s takes START:END in seconds, such as 5:8, not \"%s\"", option, text);
	return FALSE;
}
