/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Before every method that is about a person: may this account do this now? Default: no.
 *
 * The person's own account may do everything but see a capture that the person did not agree to
 * (daemon/capture/capture.h). Every other account, root's too, needs a consent. What was asked and
 * what came of it goes into the audit chain before anything is answered. Main thread only.
 */
#pragma once

#include "daemon/hub.h"
#include "daemon/bus/permit.h"
#include "privacy/consent/consent.h"

G_BEGIN_DECLS

/* right: what is asked for, of privacy/consent; HT_GATE_OWN = for the person's own account alone.
 * action: the method's name. TRUE = go on; FALSE = the caller was answered: hub not open, no such
 * person, no consent. */
enum { HT_GATE_OWN = 0 };
gboolean ht_gate(HtHub *hub, GDBusMethodInvocation *invocation, const char *person, guint right,
		 const char *action);
/* The same for what is about no person: adding one, enrolling a wearable, keys. action NULL: a list
 * without any health value, which is not written down. */
gboolean ht_gate_hub(HtHub *hub, GDBusMethodInvocation *invocation, const char *action);

/* For what changes a wearable: it is nobody's, or it is of a person of this account. */
gboolean ht_gate_wearable(HtHub *hub, GDBusMethodInvocation *invocation, const char *address,
			  const char *action);

/* For giving it to a person, "" = to nobody: the wearable and the person are of this account. One
 * question, with an entry for each person whom it is about. */
gboolean ht_gate_assignment(HtHub *hub, GDBusMethodInvocation *invocation, const char *address,
			    const char *person, const char *action);

/* The caller's account; TRUE, or the caller was answered. */
gboolean ht_gate_caller(HtHub *hub, GDBusMethodInvocation *invocation, guint32 *uid);
/* Whether that account may know of the person at all, and its rights (HT_RIGHTS_ALL for its own
 * persons). */
gboolean ht_gate_knows(HtHub *hub, guint32 uid, const char *person, guint *rights);
/* Before what took a while is given: may the account still have it? HT_ERROR_NOT_FOUND,
 * HT_ERROR_NOT_AUTHORIZED. */
gboolean ht_gate_still(HtHub *hub, guint32 uid, const char *person, guint right, GError **error);
/* For traces that stay open: whether the account may still read them. The hub must outlive it. */
HtPermit ht_gate_permit(HtHub *hub, guint32 uid, guint right);
/* Time for consents: HT_TIME_UNKNOWN while the clock is not set. */
gint64 ht_gate_now_utc_us(HtHub *hub);

G_END_DECLS
