/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons: each account sees those it may know. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

/* (transfer full) The settings, with the caller's account where they name none. */
static GVariant *with_account(GVariant *settings, guint32 uid)
{
	g_autoptr(GVariantDict) dict = g_variant_dict_new(settings);

	if (!g_variant_dict_contains(dict, "account"))
		g_variant_dict_insert(dict, "account", "u", uid);
	return g_variant_ref_sink(g_variant_dict_end(dict));
}

static gboolean add_person(HtHub1 *object, GDBusMethodInvocation *invocation, GVariant *given,
			   gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GVariant) settings = NULL;
	g_autofree char *person = NULL;
	GError *error = NULL;
	guint32 uid;

	if (!ht_gate_hub(hub, invocation, "AddPerson") || !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	settings = with_account(given, uid);
	person = ht_people_add(hub->people, settings, &error);
	if (!person) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_hub1_complete_add_person(object, invocation, person);
	ht_hub1_emit_persons_changed(object);
	return TRUE;
}

static gboolean set_person(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			   GVariant *settings, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "SetPerson"))
		return TRUE;
	if (!ht_people_set(hub->people, person, settings, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_hub1_complete_set_person(object, invocation);
	ht_hub1_emit_persons_changed(object);
	return TRUE;
}

/* Who may see identified data sees the settings; anybody else the opaque id alone. */
static GVariant *describe(HtHub *hub, const char *person, guint rights)
{
	gboolean identified = (rights & (HT_RIGHT_LIVE | HT_RIGHT_CAPTURE | HT_RIGHT_EXPORT)) != 0;
	g_autoptr(GVariant) settings =
	    identified ? g_variant_ref_sink(ht_people_describe(hub->people, person)) : NULL;
	g_auto(GStrv) names = ht_right_names(rights);
	g_autoptr(GVariantDict) dict = g_variant_dict_new(settings);

	if (!identified)
		g_variant_dict_insert(dict, "person", "s", person);
	g_variant_dict_insert(dict, "rights", "^as", names);
	return g_variant_dict_end(dict);
}

static gboolean list_persons(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GPtrArray) ids = NULL;
	GVariantBuilder builder;
	guint32 uid;

	if (!ht_gate_hub(hub, invocation, NULL) || !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	ids = ht_people_ids(hub->people);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < ids->len; i++) {
		guint rights;

		if (ht_gate_knows(hub, uid, ids->pdata[i], &rights))
			g_variant_builder_add_value(&builder, describe(hub, ids->pdata[i], rights));
	}
	ht_hub1_complete_list_persons(object, invocation, g_variant_builder_end(&builder));
	return TRUE;
}

void ht_object_connect_people(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-add-person", G_CALLBACK(add_person), hub);
	g_signal_connect(object, "handle-set-person", G_CALLBACK(set_person), hub);
	g_signal_connect(object, "handle-list-persons", G_CALLBACK(list_persons), hub);
}
