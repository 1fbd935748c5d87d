/* SPDX-License-Identifier: GPL-3.0-or-later */
/* health-twind: see its man page. Wires bus, hub and signals; everything else is the hub's. */
#include "config.h"

#include "common/glib/ht-error.h"
#include "daemon/credential.h"
#include "daemon/bus/object.h"
#include "daemon/log.h"
#include "privacy/backup/restore.h"
#include "privacy/secret.h"

#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_USAGE = 2 };

typedef struct {
	HtOptions *options;
	HtSettings settings;
	GDBusConnection *bus;
	HtHub *hub;
	GMainLoop *loop;
	guint name;
	int status;
} Program;

static int complain(int status, GError *error)
{
	fprintf(stderr, "health-twind: %s\n", error->message);
	g_error_free(error);
	return status;
}

static void quit(gpointer data)
{
	Program *program = data;

	g_main_loop_quit(program->loop);
}

static void fail(Program *program, const char *why)
{
	fprintf(stderr, "health-twind: %s\n", why);
	program->status = EXIT_FAILURE;
	ht_hub_stop(program->hub);
}

static gboolean told_to_stop(gpointer data)
{
	Program *program = data;

	ht_hub_stop(program->hub);
	return G_SOURCE_CONTINUE;
}

static void name_lost(GDBusConnection *bus, const char *name, gpointer data)
{
	(void)bus;
	(void)name;
	fail(data, "the bus name org.healthtwin.Hub1 cannot be had: another hub runs on this bus, "
		   "or its policy forbids it");
}

static void bus_closed(GDBusConnection *bus, gboolean remote, GError *error, gpointer data)
{
	(void)bus;
	(void)error;
	if (remote)
		fail(data, "the bus went away");
}

/* Only one hub on a bus touches wearables. */
static void name_acquired(GDBusConnection *bus, const char *name, gpointer data)
{
	Program *program = data;

	(void)bus;
	(void)name;
	if (program->hub->state == HT_HUB_LOCKED && !program->hub->inbox)
		ht_hub_record_locked(program->hub);
}

static void own_name(Program *program)
{
	program->name = g_bus_own_name_on_connection(program->bus, "org.healthtwin.Hub1",
						     G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
						     name_acquired, name_lost, program, NULL);
}

/* The name is taken only now: whoever waits for it finds the hub open. */
static void unlocked_at_start(GObject *source, GAsyncResult *result, gpointer data)
{
	Program *program = data;
	g_autoptr(GError) error = NULL;

	(void)source;
	if (ht_hub_unlock_finish(program->hub, result, &error))
		own_name(program);
	else if (!program->hub->stop_wanted)
		fail(program, error->message);
}

/* A hub that was not told a passphrase is locked where the credential does not open it either. */
static void unlocked_by_credential(GObject *source, GAsyncResult *result, gpointer data)
{
	Program *program = data;
	g_autoptr(GError) error = NULL;

	(void)source;
	if (!ht_hub_unlock_finish(program->hub, result, &error))
		g_message("the systemd credential did not unlock the hub: %s", error->message);
	if (!program->hub->stop_wanted)
		own_name(program);
}

/* Nothing is to be waited for: it is unlocked at once. */
static gboolean has_passphrase(int fd)
{
	struct pollfd wanted = {.fd = fd, .events = POLLIN};

	return poll(&wanted, 1, 0) > 0;
}

/* By the passphrase that was handed over, or the credential that the service manager has; or not
 * at all yet. */
static void unlock_at_start(Program *program)
{
	int fd = program->options->passphrase_fd;
	int credential = fd < 0 ? ht_credential_open() : -1;

	if (fd >= 0 && !program->options->create_keys && !has_passphrase(fd))
		ht_hub_record_locked(program->hub);
	if (fd >= 0)
		ht_hub_unlock_async(program->hub, HT_SLOT_PASSPHRASE, fd, -1,
				    program->options->create_keys, unlocked_at_start, program);
	else if (credential >= 0)
		ht_hub_unlock_async(program->hub, HT_SLOT_CREDENTIAL, credential, -1, FALSE,
				    unlocked_by_credential, program);
	else
		own_name(program);
}

static GDBusConnection *connect_bus(const HtOptions *options, GError **error)
{
	const char *address = options->bus_address;
	GDBusConnection *bus;

	if (address)
		bus = g_dbus_connection_new_for_address_sync(
		    address,
		    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
			G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
		    NULL, NULL, error);
	else
		bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, error);
	if (!bus)
		g_prefix_error(error, "%s: ", address ? address : "the system bus");
	return bus;
}

static gboolean start(Program *program, GError **error)
{
	if (!ht_settings_load(&program->settings, program->options->config_path, error) ||
	    !ht_secret_startup(error) || !ht_restore_finish(program->options->state_dir, error))
		return FALSE;
	program->bus = connect_bus(program->options, error);
	if (!program->bus)
		return FALSE;
	g_dbus_connection_set_exit_on_close(program->bus, FALSE);
	g_signal_connect(program->bus, "closed", G_CALLBACK(bus_closed), program);
	program->hub =
	    ht_hub_new(program->options, &program->settings, program->bus, quit, program);
	return ht_object_export(program->hub, error);
}

static void run(Program *program)
{
	program->loop = g_main_loop_new(NULL, FALSE);
	g_unix_signal_add(SIGTERM, told_to_stop, program);
	g_unix_signal_add(SIGINT, told_to_stop, program);
	unlock_at_start(program);
	g_main_loop_run(program->loop);
	if (program->hub->failed)
		program->status = EXIT_FAILURE;
	g_clear_handle_id(&program->name, g_bus_unown_name);
	g_dbus_connection_flush_sync(program->bus, NULL, NULL);
}

static void program_clear(Program *program)
{
	ht_hub_free(program->hub);
	g_clear_pointer(&program->loop, g_main_loop_unref);
	if (program->bus)
		g_signal_handlers_disconnect_by_data(program->bus, program);
	g_clear_object(&program->bus);
	ht_options_free(program->options);
}

int main(int argc, char **argv)
{
	Program program = {.status = EXIT_SUCCESS};
	GError *error = NULL;

	/* A reader that closed its pipe is an error of that write, not our end. */
	signal(SIGPIPE, SIG_IGN);
	ht_log_startup();
	program.options = ht_options_parse(&argc, &argv, &error);
	if (!program.options)
		return complain(EXIT_USAGE, error);
	if (program.options->show_version)
		printf("health-twind %s\n", PACKAGE_VERSION);
	else if (start(&program, &error))
		run(&program);
	else
		program.status = complain(EXIT_FAILURE, error);
	program_clear(&program);
	return program.status;
}
