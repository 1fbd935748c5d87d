/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons. */
#include "daemon/object.h"
#include "daemon/refusal.h"

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

void ht_object_connect_people(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-add-person", G_CALLBACK(add_person), hub);
	g_signal_connect(object, "handle-set-person", G_CALLBACK(set_person), hub);
	g_signal_connect(object, "handle-list-persons", G_CALLBACK(list_persons), hub);
}
