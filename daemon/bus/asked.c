/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/asked.h"

#include "common/glib/ht-error.h"

#include <string.h>

static HtAuditClock clock_of(HtHub *hub)
{
	if (ht_clock_is_virtual(hub->clock))
		return HT_AUDIT_CLOCK_VIRTUAL;
	return ht_clock_is_set(hub->clock) ? HT_AUDIT_CLOCK_SET : HT_AUDIT_CLOCK_UNSET;
}

/* What a caller wrote in place of a person's id stays out: only ids that are known go in. */
static const char *known_person(HtHub *hub, const char *person)
{
	return hub->people && ht_people_has(hub->people, person) ? person : "";
}

HtAuditEntry ht_asked_now(HtHub *hub, guint32 uid, const char *action)
{
	return (HtAuditEntry){.utc_ns = ht_clock_now_utc_ns(hub->clock),
			      .clock = clock_of(hub),
			      .uid = uid,
			      .outcome = HT_AUDIT_ANSWERED,
			      .action = action,
			      .person = "",
			      .detail = ""};
}

gboolean ht_asked(HtHub *hub, guint32 uid, const char *action, const char *person,
		  HtAuditOutcome outcome, const char *detail, GError **error)
{
	HtAuditEntry entry = ht_asked_now(hub, uid, action);

	entry.outcome = outcome;
	entry.person = known_person(hub, person);
	entry.detail = detail;
	return ht_audit_append(hub->audit, &entry, error);
}

static gboolean is_refusal(const GError *why)
{
	return g_error_matches(why, HT_ERROR, HT_ERROR_NOT_AUTHORIZED) ||
	       g_error_matches(why, HT_ERROR, HT_ERROR_NOT_FOUND) ||
	       g_error_matches(why, HT_ERROR, HT_ERROR_BUDGET_SPENT) ||
	       g_error_matches(why, HT_ERROR, HT_ERROR_INSUFFICIENT_DATA);
}

void ht_asked_in_vain(HtHub *hub, guint32 uid, const char *action, const char *person,
		      const GError *why)
{
	/* "org.healthtwin.Error.NotAuthorized" -> "NotAuthorized" */
	g_autofree char *name = g_dbus_error_encode_gerror(why);
	const char *dot = strrchr(name, '.');
	g_autoptr(GError) problem = NULL;

	if (!ht_asked(hub, uid, action, person,
		      is_refusal(why) ? HT_AUDIT_REFUSED : HT_AUDIT_FAILED, dot ? dot + 1 : "",
		      &problem))
		g_message("a refusal could not be written into the audit chain: %s",
			  problem->message);
}
