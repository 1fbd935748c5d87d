/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log lines: to the journal where stderr is the journal, else one plain line each on stderr. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Once, at the start of the program. */
void ht_log_startup(void);

G_END_DECLS
