/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into the audit chain of each call. Main thread only. */
#pragma once

#include "daemon/hub.h"

G_BEGIN_DECLS

/* An entry of now, answered, about nobody, with no detail. */
HtAuditEntry ht_asked_now(HtHub *hub, guint32 uid, const char *action);
/* Durable when it returns TRUE. person "" = of nobody; detail: a short code, "" = none. */
gboolean ht_asked(HtHub *hub, guint32 uid, const char *action, const char *person,
		  HtAuditOutcome outcome, const char *detail, GError **error);
/* A refusal or a failure, with the error's name as its detail: what cannot be written is logged. */
void ht_asked_in_vain(HtHub *hub, guint32 uid, const char *action, const char *person,
		      const GError *why);

G_END_DECLS
