/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person is to do of one exercise: the dose, and what was decided after the last session. As
 * effort and symptoms are often told after it, the session stays open until the next one begins:
 * the state before it is kept, and the decision is made anew from there. A document sealed with the
 * person's key. Main thread only.
 */
#pragma once

#include "health-models/rehab/dose/dose.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	struct dose_state state;  /* now */
	char session[64];         /* the last one; "" = none */
	gboolean open;            /* more may be told of it: */
	struct dose_state before; /* when it began */
	struct session_outcome outcome;
	struct dose_answer answer; /* what came of it */
} HtPrescription;

/* FALSE with no error set where there is none. */
gboolean ht_prescription_load(HtStore *store, const char *person, const char *exercise,
			      HtPrescription *prescription, GError **error);
gboolean ht_prescription_keep(HtStore *store, const char *person, const char *exercise,
			      const HtPrescription *prescription, GError **error);

/* Each of a person's. FALSE with an error ends the visit. */
typedef gboolean (*HtPrescriptionVisitor)(gpointer context, const char *exercise,
					  const HtPrescription *prescription, GError **error);
gboolean ht_prescription_visit(HtStore *store, const char *person, HtPrescriptionVisitor visitor,
			       gpointer context, GError **error);

/* (transfer full) */
GBytes *ht_prescription_encode(const HtPrescription *prescription);
/* HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED. */
gboolean ht_prescription_decode(HtPrescription *prescription, GBytes *document, GError **error);

G_END_DECLS
