/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings counted by their kind, so that a day of them can be read: how many, how long, and which
 * stand out. */
#pragma once

#include "programme/finding-kinds.h"

G_BEGIN_DECLS

/* One finding that stands out, and where it lies on the clock of whoever counts. */
typedef struct {
	struct ecg_finding finding;
	double start_s, end_s;
} HtFindingPlace;

typedef struct {
	guint64 count;
	double total_s;
	HtFindingPlace first;
	HtFindingPlace longest; /* the first of these */
	HtFindingPlace extreme; /* the fastest one, of slow hearts the slowest */
	double extreme_bpm;     /* 0 = no rate is known of any */
} HtFindingCount;

typedef struct {
	HtFindingCount kinds[FINDING_KIND_MAX + 1]; /* by enum finding_kind */
} HtFindingTally;

/* The tally begins as zeros. Findings come in any order. */
void ht_finding_tally_add(HtFindingTally *tally, const struct ecg_finding *finding, double start_s,
			  double end_s);

G_END_DECLS
