/* SPDX-License-Identifier: GPL-3.0-or-later */
/* START:END in seconds, of an option. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a file, in s from its first row; from_s < 0 = not given. */
typedef struct {
	double from_s, to_s;
} HtSpan;

/* text NULL = not given, which is no error. */
gboolean ht_span_parse(const char *text, const char *option, HtSpan *span, GError **error);

G_END_DECLS
