/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-agents.h"

#include "ble/virtual/bluez-names.h"
#include "dbus/bluez.h"

struct _HtAgents {
	GDBusObjectManagerServer *manager;
	BluezAgentManager1 *skeleton;
	GHashTable *agents; /* unique name of the client: Agent */
};

typedef struct {
	char *path;
	char *capability;
	guint watch;
} Agent;

typedef struct {
	HtPairingMode mode;
	guint32 passkey;
	void (*answered)(gpointer, gboolean agreed);
	gpointer user_data;
} Question;

static void agent_free(gpointer data)
{
	Agent *agent = data;

	g_bus_unwatch_name(agent->watch);
	g_free(agent->path);
	g_free(agent->capability);
	g_free(agent);
}

static void on_client_gone(G_GNUC_UNUSED GDBusConnection *bus, const char *client,
			   gpointer user_data)
{
	HtAgents *agents = user_data;

	g_hash_table_remove(agents->agents, client);
}

static gboolean on_register(BluezAgentManager1 *skeleton, GDBusMethodInvocation *invocation,
			    const char *path, const char *capability, gpointer user_data)
{
	HtAgents *agents = user_data;
	const char *client = g_dbus_method_invocation_get_sender(invocation);
	Agent *agent;

	if (g_hash_table_contains(agents->agents, client)) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_ALREADY_EXISTS,
							   "Already Exists");
		return TRUE;
	}
	agent = g_new0(Agent, 1);
	agent->path = g_strdup(path);
	agent->capability = g_strdup(*capability ? capability : "KeyboardDisplay");
	agent->watch = g_bus_watch_name_on_connection(
	    g_dbus_method_invocation_get_connection(invocation), client,
	    G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_client_gone, agents, NULL);
	g_hash_table_insert(agents->agents, g_strdup(client), agent);
	bluez_agent_manager1_complete_register_agent(skeleton, invocation);
	return TRUE;
}

static gboolean on_unregister(BluezAgentManager1 *skeleton, GDBusMethodInvocation *invocation,
			      G_GNUC_UNUSED const char *path, gpointer user_data)
{
	HtAgents *agents = user_data;

	if (g_hash_table_remove(agents->agents, g_dbus_method_invocation_get_sender(invocation)))
		bluez_agent_manager1_complete_unregister_agent(skeleton, invocation);
	else
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_DOES_NOT_EXIST,
							   "Does Not Exist");
	return TRUE;
}

HtAgents *ht_agents_new(GDBusObjectManagerServer *manager)
{
	HtAgents *agents = g_new0(HtAgents, 1);
	g_autoptr(BluezObjectSkeleton) object = bluez_object_skeleton_new(BLUEZ_ROOT_PATH);

	agents->manager = g_object_ref(manager);
	agents->agents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, agent_free);
	agents->skeleton = bluez_agent_manager1_skeleton_new();
	g_signal_connect(agents->skeleton, "handle-register-agent", G_CALLBACK(on_register),
			 agents);
	g_signal_connect(agents->skeleton, "handle-unregister-agent", G_CALLBACK(on_unregister),
			 agents);
	bluez_object_skeleton_set_agent_manager1(object, agents->skeleton);
	g_dbus_object_manager_server_export(manager, G_DBUS_OBJECT_SKELETON(object));
	return agents;
}

void ht_agents_free(HtAgents *agents)
{
	g_signal_handlers_disconnect_by_data(agents->skeleton, agents);
	g_dbus_object_manager_server_unexport(agents->manager, BLUEZ_ROOT_PATH);
	g_hash_table_unref(agents->agents);
	g_object_unref(agents->skeleton);
	g_object_unref(agents->manager);
	g_free(agents);
}

void ht_agents_forget(HtAgents *agents)
{
	g_hash_table_remove_all(agents->agents);
}

static void on_answer(GObject *source, GAsyncResult *result, gpointer user_data)
{
	g_autofree Question *question = user_data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer =
	    g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
	guint32 passkey = question->passkey;

	if (answer && question->mode == HT_PAIRING_PASSKEY)
		g_variant_get(answer, "(u)", &passkey);
	/* Cancelled: who asked is gone. */
	if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		question->answered(question->user_data,
				   answer != NULL && passkey == question->passkey);
}

static GVariant *arguments_of(const Question *question, const char *device_path)
{
	if (question->mode == HT_PAIRING_CONFIRM)
		return g_variant_new("(ou)", device_path, question->passkey);
	return g_variant_new("(o)", device_path);
}

void ht_agents_ask_async(HtAgents *agents, GDBusConnection *bus, const char *client,
			 const char *device_path, HtPairingMode mode, guint32 passkey,
			 GCancellable *cancellable, void (*answered)(gpointer, gboolean agreed),
			 gpointer user_data)
{
	static const char *const methods[] = {
	    [HT_PAIRING_JUST_WORKS] = "RequestAuthorization",
	    [HT_PAIRING_CONFIRM] = "RequestConfirmation",
	    [HT_PAIRING_PASSKEY] = "RequestPasskey",
	};
	const Agent *agent = g_hash_table_lookup(agents->agents, client);
	gboolean is_mute = agent && g_str_equal(agent->capability, "NoInputNoOutput");
	Question *question;

	if (!agent || mode == HT_PAIRING_REFUSED || (is_mute && mode != HT_PAIRING_JUST_WORKS)) {
		answered(user_data, FALSE);
		return;
	}
	if (is_mute) {
		answered(user_data, TRUE);
		return;
	}
	question = g_new0(Question, 1);
	*question = (Question){
	    .mode = mode, .passkey = passkey, .answered = answered, .user_data = user_data};
	g_dbus_connection_call(bus, client, agent->path, "org.bluez.Agent1", methods[mode],
			       arguments_of(question, device_path),
			       mode == HT_PAIRING_PASSKEY ? G_VARIANT_TYPE("(u)") : NULL,
			       G_DBUS_CALL_FLAGS_NO_AUTO_START, 60000, cancellable, on_answer,
			       question);
}
