/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out to a wearable and takes its time: pairing and buzzing. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"

enum { WINDOW_S = 60, WINDOW_MIN_S = 5, WINDOW_MAX_S = 300 };

/* A call that the link answers later. */
typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	GCancellable *cancellable; /* of a pairing; NULL = the hub's */
	gulong ended;              /* on the hub's, for a pairing */
	guint caller;              /* watched; 0 = not */
} Call;

static Call *call_new(HtHub *hub, GDBusMethodInvocation *invocation)
{
	Call *call = g_new0(Call, 1);

	call->hub = hub;
	call->invocation = invocation;
	return call;
}

static void answer(Call *call, gboolean ok, GError *error)
{
	if (ok)
		g_dbus_method_invocation_return_value(call->invocation, NULL);
	else
		g_dbus_method_invocation_take_error(call->invocation, error);
	if (ok)
		ht_hub1_emit_wearables_changed(call->hub->object);
	if (call->caller)
		g_bus_unwatch_name(call->caller);
	if (call->cancellable)
		g_cancellable_disconnect(call->hub->cancellable, call->ended);
	g_clear_object(&call->cancellable);
	g_free(call);
}

static void caller_left(GDBusConnection *connection, const char *name, gpointer data)
{
	Call *call = data;

	(void)connection;
	(void)name;
	g_cancellable_cancel(call->cancellable);
}

static void hub_ended(GCancellable *hub, gpointer data)
{
	(void)hub;
	g_cancellable_cancel(data);
}

/* No window stays open for a caller that is gone. */
static void tie_to_caller(Call *call)
{
	GDBusConnection *bus = g_dbus_method_invocation_get_connection(call->invocation);
	const char *sender = g_dbus_method_invocation_get_sender(call->invocation);

	call->cancellable = g_cancellable_new();
	call->ended = g_cancellable_connect(call->hub->cancellable, G_CALLBACK(hub_ended),
					    call->cancellable, NULL);
	call->caller = g_bus_watch_name_on_connection(bus, sender, G_BUS_NAME_WATCHER_FLAGS_NONE,
						      NULL, caller_left, call, NULL);
}

static gboolean read_window(GVariant *options, guint *window_s, GError **error)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;
	gboolean ok = TRUE;

	*window_s = WINDOW_S;
	g_variant_iter_init(&iter, options);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		ok = g_str_equal(key, "window_s") &&
		     g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32);
		if (ok)
			*window_s = g_variant_get_uint32(value);
		g_variant_unref(value);
	}
	if (ok && *window_s >= WINDOW_MIN_S && *window_s <= WINDOW_MAX_S)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "unknown option or wrong value; PairWearable knows window_s (u, %d to %d)",
		    WINDOW_MIN_S, WINDOW_MAX_S);
	return FALSE;
}

static void paired(GObject *source, GAsyncResult *result, gpointer data)
{
	Call *call = data;
	GError *error = NULL;
	gboolean ok = ht_link_pair_finish(call->hub->link, result, &error);

	(void)source;
	answer(call, ok, error);
}

static gboolean pair_wearable(HtHub1 *object, GDBusMethodInvocation *invocation, const char *given,
			      GVariant *options, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = g_ascii_strup(given, -1);
	GError *error = NULL;
	guint window_s;
	Call *call;

	(void)object;
	if (!ht_gate_wearable(hub, invocation, address, "PairWearable"))
		return TRUE;
	if (!read_window(options, &window_s, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	call = call_new(hub, invocation);
	tie_to_caller(call);
	ht_link_pair_async(hub->link, address, window_s * 1000, call->cancellable, paired, call);
	return TRUE;
}

static gboolean answer_passkey(HtHub1 *object, GDBusMethodInvocation *invocation, const char *given,
			       guint32 passkey, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = g_ascii_strup(given, -1);
	GError *error = NULL;

	if (!ht_gate_wearable(hub, invocation, address, "AnswerPasskey"))
		return TRUE;
	if (passkey > 999999)
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_INVALID,
				    "a passkey has six digits at most");
	else if (ht_link_answer_passkey(hub->link, address, passkey, &error))
		ht_hub1_complete_answer_passkey(object, invocation);
	if (error)
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static void buzzed(GObject *source, GAsyncResult *result, gpointer data)
{
	Call *call = data;
	GError *error = NULL;
	gboolean ok = ht_link_buzz_finish(call->hub->link, result, &error);

	(void)source;
	answer(call, ok, error);
}

static gboolean buzz_wearable(HtHub1 *object, GDBusMethodInvocation *invocation, const char *given,
			      guint32 level, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *address = g_ascii_strup(given, -1);

	(void)object;
	if (ht_gate_wearable(hub, invocation, address, "BuzzWearable"))
		ht_link_buzz_async(hub->link, address, level, hub->cancellable, buzzed,
				   call_new(hub, invocation));
	return TRUE;
}

void ht_object_connect_control(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-pair-wearable", G_CALLBACK(pair_wearable), hub);
	g_signal_connect(object, "handle-answer-passkey", G_CALLBACK(answer_passkey), hub);
	g_signal_connect(object, "handle-buzz-wearable", G_CALLBACK(buzz_wearable), hub);
}
