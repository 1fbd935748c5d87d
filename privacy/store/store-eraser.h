/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes out what a person wants erased: first the keys, then what they sealed. Each call is at most
 * one transaction of a bounded number of rows, so that records are written in between. In the
 * writing thread. Results are the library's.
 */
#pragma once

#include "privacy/store/store-inserter.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	const char *person;
	guint32 month;      /* HT_SEGMENT_ALWAYS = the person with every month */
	gboolean destroyed; /* set when the keys are gone, whatever comes then */
	gboolean done;      /* set when nothing is left to do */
} HtStoreErasure;

/* Notes durably that this will be erased, and then destroys the keys. */
int ht_store_erasure_begin(HtStoreInserter *inserter, HtStoreErasure *erasure);
/* Deletes some of what those keys sealed; at the end the note as well. */
int ht_store_erasure_step(HtStoreInserter *inserter, HtStoreErasure *erasure);
/* Goes on with what was begun and cut off. */
int ht_store_erasure_resume(HtStoreInserter *inserter);

G_END_DECLS
