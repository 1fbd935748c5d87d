/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one-page report (A4). The same input gives the same bytes. */
#pragma once

#include "report/report-input.h"

G_BEGIN_DECLS

/* Writes the PDF. The file is readable by its owner only, and it is put in place when it is
 * complete: after an error nothing has changed at path. */
gboolean report_pdf_write(const char *path, const struct report_input *input, GError **error);

G_END_DECLS
