/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a set and a session come to: labels, median scores, how much speed was lost. Any thread. */
#pragma once

#include "daemon/rehab/session.h"

G_BEGIN_DECLS

/* Of what a session may have in a set. */
enum {
	HT_REHAB_REPETITIONS_MAX = 200, /* planned */
	HT_REHAB_DURATION_MAX_S = 1800,
	HT_REHAB_COUNTED_MAX = 2000, /* by time: nobody does more */
};

/* repetitions: of HtRehabRepetition. */
void ht_set_sums(const GArray *repetitions, guint set, struct session_set *sums);
void ht_session_outcome(const GArray *repetitions, const HtRehabPlanned *planned,
			struct session_outcome *outcome);

G_END_DECLS
