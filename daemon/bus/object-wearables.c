/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wearables: which there are, whose they are, what they stream. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/streams/stream-wishes.h"
#include "programme/trust-words.h"

static void add_identity(GVariantDict *dict, const HtIdentity *identity)
{
	g_variant_dict_insert(dict, "manufacturer", "s", identity->manufacturer);
	g_variant_dict_insert(dict, "model", "s", identity->model);
	g_variant_dict_insert(dict, "serial", "s", identity->serial);
	g_variant_dict_insert(dict, "firmware", "s", identity->firmware);
	g_variant_dict_insert(dict, "bonded", "b", identity->bonded);
}

/* Of a wearable that is somebody else's only what the radio tells everybody. */
static void add_wearable(GVariantBuilder *builder, HtHub *hub, guint32 uid,
			 const HtWearable *wearable)
{
	const char *person = ht_people_owner(hub->people, wearable->address);
	guint rights;
	gboolean known = !*person || ht_gate_knows(hub, uid, person, &rights);
	g_auto(GStrv) reasons = ht_trust_reason_names(wearable->trust_reasons);
	int battery_percent = known ? ht_pipeline_battery(hub->pipeline, wearable->address) : -1;
	const HtIdentity nothing = {0};
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "address", "s", wearable->address);
	g_variant_dict_insert(&dict, "name", "s", wearable->name);
	g_variant_dict_insert(&dict, "enrolled", "b", wearable->enrolled);
	g_variant_dict_insert(&dict, "state", "s", ht_wearable_state_name(wearable->state));
	g_variant_dict_insert(&dict, "person", "s", known ? person : "");
	g_variant_dict_insert(&dict, "assigned", "b", *person != '\0');
	add_identity(&dict, known ? &wearable->identity : &nothing);
	g_variant_dict_insert(&dict, "trust", "s", ht_trust_name(wearable->trust));
	g_variant_dict_insert(&dict, "trust_reasons", "^as", reasons);
	g_variant_dict_insert_value(
	    &dict, "streams",
	    ht_stream_choices_describe(ht_people_streams(hub->people, wearable->address)));
	if (battery_percent >= 0)
		g_variant_dict_insert(&dict, "battery_percent", "u", (guint)battery_percent);
	g_variant_builder_add_value(builder, g_variant_dict_end(&dict));
}

static gboolean list_wearables(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GPtrArray) wearables = NULL;
	GVariantBuilder builder;
	guint32 uid;

	if (!ht_gate_hub(hub, invocation, NULL) || !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	wearables = ht_link_list(hub->link);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < wearables->len; i++)
		add_wearable(&builder, hub, uid, wearables->pdata[i]);
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
	if (!ht_hub_enroll(hub, address, error))
		return FALSE;
	return ht_people_enroll(hub->people, address, name, ht_clock_now_utc_ns(hub->clock), error);
}

static gboolean enroll_wearable(HtHub1 *object, GDBusMethodInvocation *invocation,
				const char *given, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = canonical(given);
	GError *error = NULL;

	if (!ht_gate_wearable(hub, invocation, address, "EnrollWearable"))
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

	if (!ht_gate_assignment(hub, invocation, address, person, "AssignWearable"))
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

	if (!ht_gate_wearable(hub, invocation, address, "ForgetWearable"))
		return TRUE;
	if (!ht_people_forget(hub->people, address, ht_clock_now_utc_ns(hub->clock), &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_hub_forget(hub, address);
	ht_hub1_complete_forget_wearable(object, invocation);
	ht_hub1_emit_wearables_changed(object);
	return TRUE;
}

static gboolean configure(HtHub *hub, const char *address, GVariant *settings, GError **error)
{
	g_autoptr(GArray) choices =
	    ht_stream_choices_parse(settings, ht_people_streams(hub->people, address), error);

	return choices && ht_people_choose_streams(hub->people, address, choices, error) &&
	       (ht_rehab_renew_streams(hub->rehab, address) ||
		ht_hub_set_streams(hub, address, error));
}

static gboolean configure_wearable(HtHub1 *object, GDBusMethodInvocation *invocation,
				   const char *given, GVariant *settings, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = canonical(given);
	GError *error = NULL;

	if (!ht_gate_wearable(hub, invocation, address, "ConfigureWearable"))
		return TRUE;
	if (!configure(hub, address, settings, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_hub1_complete_configure_wearable(object, invocation);
	ht_hub1_emit_wearables_changed(object);
	return TRUE;
}

void ht_object_connect_wearables(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-list-wearables", G_CALLBACK(list_wearables), hub);
	g_signal_connect(object, "handle-enroll-wearable", G_CALLBACK(enroll_wearable), hub);
	g_signal_connect(object, "handle-assign-wearable", G_CALLBACK(assign_wearable), hub);
	g_signal_connect(object, "handle-forget-wearable", G_CALLBACK(forget_wearable), hub);
	g_signal_connect(object, "handle-configure-wearable", G_CALLBACK(configure_wearable), hub);
}
