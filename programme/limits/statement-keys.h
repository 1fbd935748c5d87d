/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a clinician's statement: which there are, what each may hold, how they fit together.
 */
#pragma once

#include "programme/exercises/key-lines.h"
#include "programme/limits/statement.h"

G_BEGIN_DECLS

/* Fills a statement that has its kind. On failure it holds what was read until then. */
gboolean ht_statement_read(HtStatement *statement, const HtKeyLines *lines, GError **error);

G_END_DECLS
