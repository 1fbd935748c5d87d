/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons and wearables. */
#include "daemon/object.h"
#include "daemon/refusal.h"

#include "common/glib/ht-error.h"

static gboolean add_person(HtHub1 *object, GDBusMethodInvocation *invocation, GVariant *settings,
			   gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	g_autofree char *person = NULL;

	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
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

	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	if (!ht_people_set(hub->people, person, settings, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_hub1_complete_set_person(object, invocation);
	ht_hub1_emit_persons_changed(object);
	return TRUE;
}

static gboolean list_persons(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;

	if (ht_refuse_unless_running(hub, invocation))
		ht_hub1_complete_list_persons(object, invocation, ht_people_list(hub->people));
	return TRUE;
}

static void add_wearable(GVariantBuilder *builder, HtHub *hub, const HtWearable *wearable)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "address", "s", wearable->address);
	g_variant_dict_insert(&dict, "name", "s", wearable->name);
	g_variant_dict_insert(&dict, "enrolled", "b", wearable->enrolled);
	g_variant_dict_insert(&dict, "state", "s", ht_wearable_state_name(wearable->state));
	g_variant_dict_insert(&dict, "person", "s",
			      ht_people_owner(hub->people, wearable->address));
	g_variant_builder_add_value(builder, g_variant_dict_end(&dict));
}

static gboolean list_wearables(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GPtrArray) wearables = NULL;
	GVariantBuilder builder;

	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	wearables = ht_link_list(hub->link);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < wearables->len; i++)
		add_wearable(&builder, hub, wearables->pdata[i]);
	ht_hub1_complete_list_wearables(object, invocation, g_variant_builder_end(&builder));
	return TRUE;
}

static char *known_name(HtHub *hub, const char *address)
{
	g_autoptr(GPtrArray) wearables = ht_link_list(hub->link);

	for (guint i = 0; i < wearables->len; i++) {
		const HtWearable *wearable = wearables->pdata[i];

		if (g_str_equal(wearable->address, address))
			return g_strdup(wearable->name);
	}
	return g_strdup("");
}

/* "a0:9e:.." and "A0:9E:.." are one wearable; BlueZ writes capitals. */
static char *canonical(const char *address)
{
	return g_ascii_strup(address, -1);
}

static gboolean enroll(HtHub *hub, const char *address, GError **error)
{
	g_autofree char *name = known_name(hub, address);

	/* The link first: it knows what is an address. */
	if (!ht_link_enroll(hub->link, address, NULL, error))
		return FALSE;
	return ht_people_enroll(hub->people, address, name, ht_clock_now_utc_ns(hub->clock), error);
}

static gboolean enroll_wearable(HtHub1 *object, GDBusMethodInvocation *invocation,
				const char *given, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = canonical(given);
	GError *error = NULL;

	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	if (!enroll(hub, address, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_hub1_complete_enroll_wearable(object, invocation);
	ht_hub1_emit_wearables_changed(object);
	return TRUE;
}

static gboolean assign_wearable(HtHub1 *object, GDBusMethodInvocation *invocation,
				const char *given, const char *person, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = canonical(given);
	GError *error = NULL;

	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	if (!ht_people_assign(hub->people, address, person, ht_clock_now_utc_ns(hub->clock),
			      &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_pipeline_reassign(hub->pipeline, address);
	ht_hub1_complete_assign_wearable(object, invocation);
	ht_hub1_emit_wearables_changed(object);
	return TRUE;
}

static gboolean forget_wearable(HtHub1 *object, GDBusMethodInvocation *invocation,
				const char *given, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = canonical(given);
	GError *error = NULL;

	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	if (!ht_people_forget(hub->people, address, ht_clock_now_utc_ns(hub->clock), &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_link_forget(hub->link, address);
	ht_pipeline_reassign(hub->pipeline, address);
	ht_hub1_complete_forget_wearable(object, invocation);
	ht_hub1_emit_wearables_changed(object);
	return TRUE;
}

void ht_object_connect_people(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-add-person", G_CALLBACK(add_person), hub);
	g_signal_connect(object, "handle-set-person", G_CALLBACK(set_person), hub);
	g_signal_connect(object, "handle-list-persons", G_CALLBACK(list_persons), hub);
	g_signal_connect(object, "handle-list-wearables", G_CALLBACK(list_wearables), hub);
	g_signal_connect(object, "handle-enroll-wearable", G_CALLBACK(enroll_wearable), hub);
	g_signal_connect(object, "handle-assign-wearable", G_CALLBACK(assign_wearable), hub);
	g_signal_connect(object, "handle-forget-wearable", G_CALLBACK(forget_wearable), hub);
}
