/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/caller.h"

#include "common/glib/ht-error.h"

enum {
	/* Desktop apps come and go; the table begins anew when it is full. */
	KNOWN_MAX = 512,
	PATIENCE_MS = 2000,
};

/* Of one account: when its calls would all be there again. */
typedef struct {
	gint64 full_us;
} Allowance;

struct _HtCallers {
	GDBusConnection *bus;
	GHashTable *uids;       /* unique name -> uid */
	GHashTable *allowances; /* uid -> Allowance */
};

HtCallers *ht_callers_new(GDBusConnection *bus)
{
	HtCallers *callers = g_new0(HtCallers, 1);

	callers->bus = bus;
	callers->uids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	callers->allowances = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return callers;
}

void ht_callers_free(HtCallers *callers)
{
	if (!callers)
		return;
	g_hash_table_unref(callers->uids);
	g_hash_table_unref(callers->allowances);
	g_free(callers);
}

static gboolean ask_bus(HtCallers *callers, const char *sender, guint32 *uid, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
	    callers->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
	    "GetConnectionUnixUser", g_variant_new("(s)", sender), G_VARIANT_TYPE("(u)"),
	    G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, NULL, &problem);

	if (!reply) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
				    "the bus does not say whose account this call is of; try "
				    "again");
		return FALSE;
	}
	g_variant_get(reply, "(u)", uid);
	return TRUE;
}

gboolean ht_callers_uid(HtCallers *callers, GDBusMethodInvocation *invocation, guint32 *uid,
			GError **error)
{
	const char *sender = g_dbus_method_invocation_get_sender(invocation);
	gpointer known;

	if (!sender) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
				    "call through a message bus");
		return FALSE;
	}
	if (g_hash_table_lookup_extended(callers->uids, sender, NULL, &known)) {
		*uid = GPOINTER_TO_UINT(known);
		return TRUE;
	}
	if (!ask_bus(callers, sender, uid, error))
		return FALSE;
	if (g_hash_table_size(callers->uids) >= KNOWN_MAX)
		g_hash_table_remove_all(callers->uids);
	g_hash_table_insert(callers->uids, g_strdup(sender), GUINT_TO_POINTER(*uid));
	return TRUE;
}

gboolean ht_callers_spend(HtCallers *callers, guint32 uid, gint64 now_us, GError **error)
{
	Allowance *allowance = g_hash_table_lookup(callers->allowances, GUINT_TO_POINTER(uid));
	gint64 full_us;

	if (!allowance) {
		allowance = g_new0(Allowance, 1);
		allowance->full_us = now_us;
		g_hash_table_insert(callers->allowances, GUINT_TO_POINTER(uid), allowance);
	}
	full_us = MAX(allowance->full_us, now_us) + G_USEC_PER_SEC;
	if (full_us - now_us > HT_CALLS_AT_ONCE * G_USEC_PER_SEC) {
		g_set_error_literal(
		    error, HT_ERROR, HT_ERROR_BUSY,
		    "this account asks too often: wait, and ask about once a second "
		    "at most");
		return FALSE;
	}
	allowance->full_us = full_us;
	return TRUE;
}
