/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings as lines for a person, the gravest first.
 *
 * A few of a kind are listed; more are counted, with the first, the longest and the fastest of them
 * named, so that a day with hundreds of couplets can be read.
 */
#pragma once

#include "programme/finding-tally.h"

G_BEGIN_DECLS

/* (transfer full) A place on the clock of the findings, as text. */
typedef char *(*FindingTimeText)(double time_s, gpointer context);

/* findings: struct HtFindingPlace. Prints nothing where there are none. */
void finding_list_print(const GArray *findings, FindingTimeText time_text, gpointer context);

G_END_DECLS
