/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another data key while everything goes on: the slots first, then segments and database. */
#include "daemon/bus/object.h"

#include "daemon/bus/key-call.h"

/* The second half: segments and database, while everything goes on. */
static void rekey_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	HtHub *hub = data;
	GError *error = NULL;

	(void)source;
	(void)cancellable;
	if (ht_store_rekey(hub->store, hub->keyring, &error) &&
	    ht_audit_rewrap(hub->audit, hub->keyring, &error) &&
	    ht_keyring_finish_rotation(hub->keyring, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void rotated(GObject *source, GAsyncResult *result, gpointer data)
{
	HtKeyCall *call = data;
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	GError *error = NULL;
	GVariant *words;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error)) {
		g_prefix_error(&error,
			       "the rotation has begun, both keys are kept; rotate again or "
			       "restart the hub to go on: ");
		g_dbus_method_invocation_take_error(call->invocation, error);
	} else {
		words = ht_key_call_words(call->work->words, fds, NULL);
		g_dbus_method_invocation_return_value_with_unix_fd_list(
		    call->invocation,
		    g_variant_new("(@aa{sv}@ah)", ht_key_call_slots(call->work->dropped), words),
		    fds);
	}
	ht_key_call_end(call->hub);
	ht_key_call_free(call);
}

static void take_rotated(HtHub *hub, HtKeyWork *work)
{
	/* Workers may still use the one before. */
	ht_keyring_free(hub->keyring_before);
	hub->keyring_before = hub->keyring;
	hub->keyring = g_steal_pointer(&work->rotated);
	/* Signed anew, or a hub that is locked would not believe it. */
	ht_hub_write_enrolment(hub);
}

/* The slots have the new data key: from here on the hub is the one with that key. */
static void begun(GObject *source, GAsyncResult *result, gpointer data)
{
	HtKeyCall *call = data;
	HtHub *hub = call->hub;
	g_autoptr(GTask) task = NULL;
	GError *error = NULL;
	HtKeyCall *rest;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error)) {
		g_dbus_method_invocation_take_error(call->invocation, error);
		ht_key_call_end(hub);
		return;
	}
	if (call->work->rotated)
		take_rotated(hub, call->work);
	rest = g_memdup2(call, sizeof(*call));
	call->work = NULL;
	task = g_task_new(NULL, NULL, rotated, rest);
	g_task_set_task_data(task, hub, NULL);
	g_task_run_in_thread(task, rekey_in_worker);
}

static gboolean rotate_keys(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			    GVariant *proof, GVariant *options, gpointer data)
{
	HtKeyWork *work =
	    ht_key_call_begin(data, invocation, HT_KEY_ROTATE, "RotateKeys", fds, proof, options);

	(void)object;
	if (work)
		ht_key_call_start(data, invocation, work, begun);
	return TRUE;
}

void ht_object_connect_rotation(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-rotate-keys", G_CALLBACK(rotate_keys), hub);
}
