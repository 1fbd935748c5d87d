/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the kinds of findings, the gravest first: everything that lists findings goes by it.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	enum finding_kind kind;
	const char *name;  /* one word for programs, as on the bus */
	const char *title; /* for a person, at the begin of a line */
	const char *many;  /* after a number of them: "3 couplets" */
	gboolean lasts;    /* how long it lasted matters: episodes, not single events */
	gboolean grave;    /* shown in the colour of alarms */
} HtFindingKind;

/* The kind of this rank, 0 the gravest; NULL behind the last one. */
const HtFindingKind *ht_finding_kind_at(guint rank);
/* Its rank; that behind the last one for a kind that this version does not know. */
guint ht_finding_rank(enum finding_kind kind);
/* By its name; 0 for what names none. */
enum finding_kind ht_finding_kind_named(const char *name);
gboolean ht_finding_is_grave(enum finding_kind kind);

G_END_DECLS
