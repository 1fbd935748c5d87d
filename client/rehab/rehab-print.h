/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in the words and columns that a person reads while moving. */
#pragma once

#include "client/rehab/rehab-follow.h"

G_BEGIN_DECLS

struct rehab_printer {
	guint set;        /* whose heading was printed last; 0 = none */
	guint sets;       /* in all; 0 = not known */
	gboolean heading; /* of the columns */
	gboolean warned;  /* that nothing is scored */
	char *word;       /* owned; printed last */
};

void rehab_printer_clear(struct rehab_printer *printer);

/* A "rehab" line: its word, once, and what set it is. */
void rehab_print_state(struct rehab_printer *printer, JsonObject *line);
/* A "repetition" line: number, label, score and its parts. */
void rehab_print_repetition(struct rehab_printer *printer, JsonObject *line);
/* A summary: of each set its repetitions, labels, score and loss of speed. */
void rehab_print_summary(JsonObject *summary);

G_END_DECLS
