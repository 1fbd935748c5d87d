/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Captures: what goes over the air, for readers that the person has agreed to.
 *
 * It always listens, because a driver's state begins with the first command of a connection: what a
 * connection's control points were told is kept while it lasts, so that a capture may begin in the
 * midst of it. Nothing else is kept. Consent is looked at with every event. Main thread only.
 */
#pragma once

#include "daemon/clock.h"
#include "daemon/bus/permit.h"
#include "daemon/streams/pipeline.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef struct _HtCapture HtCapture;

/* (transfer full) Hears the pipeline from now on. All must outlive it. */
HtCapture *ht_capture_new(HtPipeline *pipeline, HtPeople *people, HtClock *clock);
/* Ends every capture, and gives its reader a moment to take the rest. */
void ht_capture_free(HtCapture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtCapture, ht_capture_free)

/* Returns the reading end, which the caller closes; -1 and HT_ERROR_NOT_AUTHORIZED where the person
 * has not agreed to captures now, HT_ERROR_BUSY when too many read already. The person is known;
 * the permit, which is copied, is that of the account that reads. */
int ht_capture_open(HtCapture *capture, const char *person, const HtPermit *permit, GError **error);

G_END_DECLS
