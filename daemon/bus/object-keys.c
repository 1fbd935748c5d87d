/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to the hub's keys: listed, added, removed, changed. */
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/descriptor.h"
#include "daemon/bus/gate.h"
#include "daemon/bus/key-call.h"

static gboolean list_key_slots(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GPtrArray) slots = NULL;
	GError *error = NULL;
	guint32 uid;

	if (!ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	slots = ht_key_slots_list(hub->options->state_dir, &error);
	if (slots)
		ht_hub1_complete_list_key_slots(object, invocation, ht_key_call_slots(slots));
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static void answered(GObject *source, GAsyncResult *result, gpointer data)
{
	HtKeyCall *call = data;
	GError *error = NULL;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error))
		g_dbus_method_invocation_take_error(call->invocation, error);
	else
		g_dbus_method_invocation_return_value(call->invocation, NULL);
	ht_key_call_end(call->hub);
}

static void added(GObject *source, GAsyncResult *result, gpointer data)
{
	HtKeyCall *call = data;
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	GError *error = NULL;
	GVariant *words;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error)) {
		g_dbus_method_invocation_take_error(call->invocation, error);
	} else {
		words = ht_key_call_words(call->work->words, fds, NULL);
		g_dbus_method_invocation_return_value_with_unix_fd_list(
		    call->invocation, g_variant_new("(u@ah)", call->work->slot, words), fds);
	}
	ht_key_call_end(call->hub);
}

/* A secret that comes along or does not: `ah` with one handle, or none. */
static gboolean take_secret_fd(HtKeyWork *work, GUnixFDList *fds, GVariant *secrets, GError **error)
{
	g_autoptr(GVariant) handle = NULL;
	gsize count = g_variant_n_children(secrets);

	if (count == 0)
		return TRUE;
	if (count > 1) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "a slot has one secret at the most");
		return FALSE;
	}
	handle = g_variant_get_child_value(secrets, 0);
	return ht_take_descriptor(fds, handle, &work->secret_fd, error);
}

static gboolean add_key_slot(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			     GVariant *proof, const char *kind, GVariant *secrets,
			     GVariant *options, gpointer data)
{
	g_autoptr(HtKeyWork) work =
	    ht_key_call_begin(data, invocation, HT_KEY_ADD, "AddKeySlot", fds, proof, options);
	GError *error = NULL;

	(void)object;
	if (!work)
		return TRUE;
	if (!ht_slot_kind_parse(kind, &work->kind))
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_INVALID,
				    "a slot is a passphrase, recovery, credential or escrow");
	else
		take_secret_fd(work, fds, secrets, &error);
	if (error)
		g_dbus_method_invocation_take_error(invocation, error);
	else
		ht_key_call_start(data, invocation, g_steal_pointer(&work), added);
	return TRUE;
}

static gboolean remove_key_slot(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
				GVariant *proof, guint slot, GVariant *options, gpointer data)
{
	HtKeyWork *work = ht_key_call_begin(data, invocation, HT_KEY_REMOVE, "RemoveKeySlot", fds,
					    proof, options);

	(void)object;
	if (!work)
		return TRUE;
	work->slot = slot;
	ht_key_call_start(data, invocation, work, answered);
	return TRUE;
}

static gboolean change_passphrase(HtHub1 *object, GDBusMethodInvocation *invocation,
				  GUnixFDList *fds, GVariant *proof, GVariant *passphrase,
				  gpointer data)
{
	g_autoptr(GVariant) none =
	    g_variant_ref_sink(g_variant_new_array(G_VARIANT_TYPE("{sv}"), NULL, 0));
	g_autoptr(HtKeyWork) work = ht_key_call_begin(data, invocation, HT_KEY_CHANGE_PASSPHRASE,
						      "ChangePassphrase", fds, proof, none);
	GError *error = NULL;

	(void)object;
	if (!work)
		return TRUE;
	if (ht_take_descriptor(fds, passphrase, &work->secret_fd, &error))
		ht_key_call_start(data, invocation, g_steal_pointer(&work), answered);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

void ht_object_connect_keys(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-list-key-slots", G_CALLBACK(list_key_slots), hub);
	g_signal_connect(object, "handle-add-key-slot", G_CALLBACK(add_key_slot), hub);
	g_signal_connect(object, "handle-remove-key-slot", G_CALLBACK(remove_key_slot), hub);
	g_signal_connect(object, "handle-change-passphrase", G_CALLBACK(change_passphrase), hub);
	ht_object_connect_rotation(object, hub);
}
