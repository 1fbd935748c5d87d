/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/gate.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/asked.h"
#include "daemon/bus/refusal.h"

gint64 ht_gate_now_utc_us(HtHub *hub)
{
	return ht_clock_is_set(hub->clock) ? ht_clock_now_utc_ns(hub->clock) / 1000
					   : HT_TIME_UNKNOWN;
}

gboolean ht_gate_caller(HtHub *hub, GDBusMethodInvocation *invocation, guint32 *uid)
{
	GError *error = NULL;

	if (ht_callers_uid(hub->callers, invocation, uid, &error))
		return TRUE;
	g_dbus_method_invocation_take_error(invocation, error);
	return FALSE;
}

static gboolean is_own(HtHub *hub, guint32 uid, const char *person)
{
	return ht_people_account(hub->people, person) == uid;
}

/* A person of a version that knew no accounts: root says whose it is. */
static gboolean is_orphan_for(HtHub *hub, guint32 uid, const char *person)
{
	return uid == 0 && ht_people_account(hub->people, person) == HT_ACCOUNT_NONE;
}

gboolean ht_gate_knows(HtHub *hub, guint32 uid, const char *person, guint *rights)
{
	if (!ht_people_has(hub->people, person))
		return FALSE;
	*rights = is_own(hub, uid, person)
		      ? HT_RIGHTS_ALL
		      : ht_consents_rights(hub->consents, person, uid, ht_gate_now_utc_us(hub));
	return *rights != 0 || is_orphan_for(hub, uid, person);
}

gboolean ht_gate_still(HtHub *hub, guint32 uid, const char *person, guint right, GError **error)
{
	if (!ht_people_has(hub->people, person)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such person; ListPersons shows whom this account may know");
		return FALSE;
	}
	if (is_own(hub, uid, person))
		return TRUE;
	if (right != HT_GATE_OWN)
		return ht_consents_allow(hub->consents, person, uid, (HtRight)right,
					 ht_gate_now_utc_us(hub), error);
	if (is_orphan_for(hub, uid, person))
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
			    "only the person's own account may do this");
	return FALSE;
}

static gboolean holds(gpointer context, guint32 uid, const char *person, guint right)
{
	HtHub *hub = context;

	return hub->people && ht_gate_still(hub, uid, person, right, NULL);
}

HtPermit ht_gate_permit(HtHub *hub, guint32 uid, guint right)
{
	return (HtPermit){.holds = holds, .context = hub, .uid = uid, .right = right};
}

/* The chain comes first: what cannot be written into it is not answered, but to the person's own
 * account, which a full disk must not keep from its own heart. */
static gboolean note(HtHub *hub, guint32 uid, const char *person, const char *action,
		     GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (ht_asked(hub, uid, action, person, HT_AUDIT_ANSWERED, "", &problem))
		return TRUE;
	if (*person && is_own(hub, uid, person)) {
		g_message("an own question could not be written into the audit chain: %s",
			  problem->message);
		return TRUE;
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* Each question that is written down costs disk. */
static gboolean may_ask(HtHub *hub, GDBusMethodInvocation *invocation, guint32 uid)
{
	GError *error = NULL;

	if (ht_callers_spend(hub->callers, uid, g_get_monotonic_time(), &error))
		return TRUE;
	g_dbus_method_invocation_take_error(invocation, error);
	return FALSE;
}

gboolean ht_gate(HtHub *hub, GDBusMethodInvocation *invocation, const char *person, guint right,
		 const char *action)
{
	GError *error = NULL;
	guint32 uid;

	if (!ht_refuse_unless_running(hub, invocation) || !ht_gate_caller(hub, invocation, &uid) ||
	    !may_ask(hub, invocation, uid))
		return FALSE;
	if (!ht_gate_still(hub, uid, person, right, &error))
		ht_asked_in_vain(hub, uid, action, person, error);
	else if (note(hub, uid, person, action, &error))
		return TRUE;
	g_dbus_method_invocation_take_error(invocation, error);
	return FALSE;
}

gboolean ht_gate_hub(HtHub *hub, GDBusMethodInvocation *invocation, const char *action)
{
	GError *error = NULL;
	guint32 uid;

	if (!ht_refuse_unless_running(hub, invocation) || !ht_gate_caller(hub, invocation, &uid))
		return FALSE;
	if (!action)
		return TRUE;
	if (!may_ask(hub, invocation, uid))
		return FALSE;
	if (note(hub, uid, "", action, &error))
		return TRUE;
	g_dbus_method_invocation_take_error(invocation, error);
	return FALSE;
}

gboolean ht_gate_wearable(HtHub *hub, GDBusMethodInvocation *invocation, const char *address,
			  const char *action)
{
	const char *person;

	if (!ht_refuse_unless_running(hub, invocation))
		return FALSE;
	person = ht_people_owner(hub->people, address);
	return *person ? ht_gate(hub, invocation, person, HT_GATE_OWN, action)
		       : ht_gate_hub(hub, invocation, action);
}

/* owner "" = it was nobody's; person "" = it becomes nobody's. */
static gboolean note_assignment(HtHub *hub, guint32 uid, const char *owner, const char *person,
				const char *action, GError **error)
{
	gboolean taken = *owner && !g_str_equal(owner, person);

	if (taken && !note(hub, uid, owner, action, error))
		return FALSE;
	return (taken && !*person) || note(hub, uid, person, action, error);
}

gboolean ht_gate_assignment(HtHub *hub, GDBusMethodInvocation *invocation, const char *address,
			    const char *person, const char *action)
{
	GError *error = NULL;
	const char *owner;
	guint32 uid;

	if (!ht_refuse_unless_running(hub, invocation) || !ht_gate_caller(hub, invocation, &uid) ||
	    !may_ask(hub, invocation, uid))
		return FALSE;
	owner = ht_people_owner(hub->people, address);
	if (*owner && !ht_gate_still(hub, uid, owner, HT_GATE_OWN, &error))
		ht_asked_in_vain(hub, uid, action, owner, error);
	else if (*person && !ht_gate_still(hub, uid, person, HT_GATE_OWN, &error))
		ht_asked_in_vain(hub, uid, action, person, error);
	else if (note_assignment(hub, uid, owner, person, action, &error))
		return TRUE;
	g_dbus_method_invocation_take_error(invocation, error);
	return FALSE;
}
