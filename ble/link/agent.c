/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/agent.h"

#include "common/glib/ht-error.h"

enum { PASSKEY_MAX = 999999 };

struct _HtAgent {
	GDBusConnection *bus;
	HtObjects *objects;
	const HtLinkSink *sink;
	BluezAgent1 *skeleton;
	BluezDevice1 *device;           /* that the window is open for; NULL = shut */
	GDBusMethodInvocation *passkey; /* the question that waits for the user; NULL = none */
};

static void reject(GDBusMethodInvocation *call)
{
	g_dbus_method_invocation_return_dbus_error(call, "org.bluez.Error.Rejected",
						   "no pairing was asked for");
}

/* Only bluetoothd, only while the window is open, and only for its wearable. */
static gboolean is_welcome(HtAgent *agent, GDBusMethodInvocation *call, const char *path)
{
	g_autofree char *owner = ht_objects_owner(agent->objects);

	return agent->device && g_strcmp0(g_dbus_method_invocation_get_sender(call), owner) == 0 &&
	       g_strcmp0(g_dbus_proxy_get_object_path(G_DBUS_PROXY(agent->device)), path) == 0;
}

static gboolean on_request_authorization(BluezAgent1 *skeleton, GDBusMethodInvocation *call,
					 const gchar *path, gpointer data)
{
	if (is_welcome(data, call, path))
		bluez_agent1_complete_request_authorization(skeleton, call);
	else
		reject(call);
	return TRUE;
}

static void drop_question(HtAgent *agent)
{
	GDBusMethodInvocation *call = g_steal_pointer(&agent->passkey);

	if (call)
		reject(call);
}

static gboolean on_request_passkey(BluezAgent1 *skeleton, GDBusMethodInvocation *call,
				   const gchar *path, gpointer data)
{
	HtAgent *agent = data;
	const HtLinkSink *sink = agent->sink;

	(void)skeleton;
	if (!sink->passkey_wanted || !is_welcome(agent, call, path)) {
		reject(call);
		return TRUE;
	}
	drop_question(agent);
	agent->passkey = call;
	sink->passkey_wanted(sink->context, bluez_device1_get_address(agent->device));
	return TRUE;
}

static gboolean on_cancel(BluezAgent1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	drop_question(data);
	bluez_agent1_complete_cancel(skeleton, call);
	return TRUE;
}

static gboolean on_release(BluezAgent1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	drop_question(data);
	bluez_agent1_complete_release(skeleton, call);
	return TRUE;
}

/* PIN codes are of another radio, numbers cannot be compared here, and services are not asked
 * for. */
static gboolean on_refused(BluezAgent1 *skeleton, GDBusMethodInvocation *call, const gchar *path)
{
	(void)skeleton;
	(void)path;
	reject(call);
	return TRUE;
}

HtAgent *ht_agent_new(GDBusConnection *bus, HtObjects *objects, const HtLinkSink *sink)
{
	static const char *const refused[] = {
	    "handle-request-pin-code",     "handle-display-pin-code",  "handle-display-passkey",
	    "handle-request-confirmation", "handle-authorize-service",
	};
	HtAgent *agent = g_new0(HtAgent, 1);
	g_autoptr(GError) error = NULL;

	agent->bus = g_object_ref(bus);
	agent->objects = objects;
	agent->sink = sink;
	agent->skeleton = bluez_agent1_skeleton_new();
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
		g_signal_connect(agent->skeleton, refused[i], G_CALLBACK(on_refused), agent);
	g_signal_connect(agent->skeleton, "handle-request-authorization",
			 G_CALLBACK(on_request_authorization), agent);
	g_signal_connect(agent->skeleton, "handle-request-passkey", G_CALLBACK(on_request_passkey),
			 agent);
	g_signal_connect(agent->skeleton, "handle-cancel", G_CALLBACK(on_cancel), agent);
	g_signal_connect(agent->skeleton, "handle-release", G_CALLBACK(on_release), agent);
	if (!g_dbus_interface_skeleton_export(G_DBUS_INTERFACE_SKELETON(agent->skeleton), bus,
					      HT_AGENT_PATH, &error))
		g_message("wearables cannot be paired: %s", error->message);
	return agent;
}

void ht_agent_free(HtAgent *agent)
{
	ht_agent_close(agent);
	g_signal_handlers_disconnect_by_data(agent->skeleton, agent);
	g_dbus_interface_skeleton_unexport(G_DBUS_INTERFACE_SKELETON(agent->skeleton));
	g_object_unref(agent->skeleton);
	g_object_unref(agent->bus);
	g_free(agent);
}

static void on_registered(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	GError *error = NULL;

	if (bluez_agent_manager1_call_register_agent_finish(BLUEZ_AGENT_MANAGER1(source), result,
							    &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

void ht_agent_open_async(HtAgent *agent, BluezDevice1 *device, GCancellable *cancellable,
			 GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
	g_autoptr(BluezAgentManager1) manager = ht_objects_agent_manager(agent->objects);

	if (!manager) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_UNSUPPORTED,
					"bluetoothd takes no agent, so nothing can be paired");
		return;
	}
	g_set_object(&agent->device, device);
	bluez_agent_manager1_call_register_agent(
	    manager, HT_AGENT_PATH,
	    agent->sink->passkey_wanted ? "KeyboardOnly" : "NoInputNoOutput",
	    G_DBUS_CALL_FLAGS_NONE, -1, cancellable, on_registered, g_steal_pointer(&task));
}

gboolean ht_agent_open_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}

void ht_agent_close(HtAgent *agent)
{
	g_autoptr(BluezAgentManager1) manager = ht_objects_agent_manager(agent->objects);

	if (!agent->device)
		return;
	drop_question(agent);
	g_clear_object(&agent->device);
	/* Nothing hangs on the answer: from now on the agent refuses. */
	if (manager)
		bluez_agent_manager1_call_unregister_agent(
		    manager, HT_AGENT_PATH, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

gboolean ht_agent_answer_passkey(HtAgent *agent, const char *address, guint32 passkey,
				 GError **error)
{
	if (!agent->passkey || !agent->device ||
	    g_ascii_strcasecmp(bluez_device1_get_address(agent->device), address) != 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "%s: no pairing asks for a passkey", address);
		return FALSE;
	}
	if (passkey > PASSKEY_MAX) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "a passkey has at most 6 digits");
		return FALSE;
	}
	bluez_agent1_complete_request_passkey(agent->skeleton, g_steal_pointer(&agent->passkey),
					      passkey);
	return TRUE;
}
