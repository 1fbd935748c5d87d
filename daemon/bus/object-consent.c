/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consents: given and taken back by the person's own account alone. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"

static gboolean read_rights(const char *const *names, guint *rights, GError **error)
{
	*rights = 0;
	for (gsize i = 0; names[i]; i++) {
		HtRight right = ht_right_parse(names[i]);

		if (!right) {
			g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
					    "a right is live, capture, anonymised, deidentified or "
					    "export");
			return FALSE;
		}
		*rights |= right;
	}
	return TRUE;
}

static gboolean grant_consent(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			      guint32 account, const char *const *names, gint64 until_utc_us,
			      gpointer data)
{
	HtHub *hub = data;
	HtConsent consent = {.uid = account, .until_utc_us = until_utc_us};
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "GrantConsent"))
		return TRUE;
	if (!read_rights(names, &consent.rights, &error) ||
	    !ht_consents_grant(hub->consents, person, &consent, ht_gate_now_utc_us(hub), &error))
		g_dbus_method_invocation_take_error(invocation, error);
	else
		ht_hub1_complete_grant_consent(object, invocation);
	return TRUE;
}

static gboolean revoke_consent(HtHub1 *object, GDBusMethodInvocation *invocation,
			       const char *person, guint32 account, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "RevokeConsent"))
		return TRUE;
	if (!ht_consents_revoke(hub->consents, person, account, &error))
		g_dbus_method_invocation_take_error(invocation, error);
	else
		ht_hub1_complete_revoke_consent(object, invocation);
	return TRUE;
}

static GVariant *describe(const HtConsent *consent)
{
	g_auto(GStrv) names = ht_right_names(consent->rights);
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "account", "u", consent->uid);
	g_variant_dict_insert(&dict, "rights", "^as", names);
	g_variant_dict_insert(&dict, "since_utc_us", "x", consent->since_utc_us);
	g_variant_dict_insert(&dict, "until_utc_us", "x", consent->until_utc_us);
	return g_variant_dict_end(&dict);
}

static gboolean list_consents(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			      gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GArray) list = NULL;
	GVariantBuilder builder;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ListConsents"))
		return TRUE;
	list = ht_consents_list(hub->consents, person);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < list->len; i++)
		g_variant_builder_add_value(&builder, describe(&g_array_index(list, HtConsent, i)));
	ht_hub1_complete_list_consents(object, invocation, g_variant_builder_end(&builder));
	return TRUE;
}

void ht_object_connect_consent(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-grant-consent", G_CALLBACK(grant_consent), hub);
	g_signal_connect(object, "handle-revoke-consent", G_CALLBACK(revoke_consent), hub);
	g_signal_connect(object, "handle-list-consents", G_CALLBACK(list_consents), hub);
}
