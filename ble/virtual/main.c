/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virtual-wearable: a chest strap on a private bus or behind a Bluetooth controller, for
 * demonstrations and tests. */
#include "config.h"

#include "ble/virtual/ht-private-bus.h"
#include "ble/virtual/ht-wearable-options.h"
#include "ble/virtual/ht-wearable-source.h"
#include "ble/virtual/ht-wearable.h"
#include "common/glib/ht-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>

enum { EXIT_USAGE = 2 };

typedef struct {
	GMainLoop *loop;
	HtWearableServer *server;
	int result;
} Run;

static guint64 samples_at(gdouble seconds)
{
	return seconds < 0 ? G_MAXUINT64 : (guint64)(seconds * WEARABLE_RATE_HZ);
}

static struct strap_faults strap_faults(const HtFaults *faults)
{
	struct strap_faults result = {
	    .rubbish_every = (unsigned)faults->rubbish_frames,
	    .lying_every = (unsigned)faults->lying_frames,
	    .already_started = faults->already_in_state,
	};

	if (faults->drop_link_at_s >= 0) {
		result.drop_at_index = samples_at(faults->drop_link_at_s);
		result.drop_samples = samples_at(faults->drop_link_for_s);
	}
	return result;
}

static HtHciRadioSettings hci_settings(const HtWearableOptions *options)
{
	return (HtHciRadioSettings){
	    .socket_path = options->hci,
	    .address = options->address,
	    .name = options->name,
	    .mtu = (guint16)options->mtu,
	    .bond_file = options->bond_file,
	    .refuses_pairing = options->no_pairing,
	    .needs_encryption = options->require_encryption ? PMD_SERVICE_UUID : NULL,
	    .blurts = options->clone,
	    .services = gatt_services,
	    .services_count = gatt_services_count,
	};
}

static HtWearableServerSettings server_settings(const HtWearableOptions *options)
{
	HtWearableServerSettings settings = {
	    .device = {.address = options->address,
		       .name = options->name,
		       .mtu = (guint16)options->mtu,
		       .prompt = options->speed <= 0,
		       .refuse_connects = (guint)options->faults.refuse_connect},
	    .player = {.speed = options->speed,
		       .drop_when_full = options->drop_when_full,
		       .vanish_at_index = samples_at(options->faults.vanish_at_s),
		       .stall_at_index = samples_at(options->faults.stall_at_s)},
	    .strap = strap_settings_default,
	};

	if (options->hci)
		settings.hci = hci_settings(options);
	settings.strap.samples_max = samples_at(options->duration_s);
	settings.strap.faults = strap_faults(&options->faults);
	return settings;
}

static void on_ended(gpointer user_data, int result)
{
	Run *run = user_data;

	run->result = result;
	g_main_loop_quit(run->loop);
}

static gboolean on_signal(gpointer user_data)
{
	on_ended(user_data, 0);
	return G_SOURCE_CONTINUE;
}

static gboolean on_drop_signal(gpointer user_data)
{
	Run *run = user_data;

	ht_wearable_server_drop_link(run->server);
	return G_SOURCE_CONTINUE;
}

/* bus is NULL when it plays over a controller. */
static gboolean run_server(Run *run, GDBusConnection *bus, const HtWearableServerSettings *settings,
			   const struct wearable_source *source, GError **error)
{
	g_autoptr(HtWearableServer) server = NULL;
	g_autofree char *counts = NULL;

	server = ht_wearable_server_new(bus, settings, source, on_ended, run, error);
	if (!server)
		return FALSE;
	run->server = server;
	g_unix_signal_add(SIGINT, on_signal, run);
	g_unix_signal_add(SIGTERM, on_signal, run);
	if (!bus)
		g_unix_signal_add(SIGUSR1, on_drop_signal, run);
	g_main_loop_run(run->loop);
	if (bus)
		g_dbus_connection_flush_sync(bus, NULL, NULL);
	counts = ht_wearable_server_counts_json(server);
	g_print("%s\n", counts);
	return TRUE;
}

static int fail(const GError *error, int status)
{
	g_printerr("virtual-wearable: %s\n", error->message);
	return status;
}

static int report(const Run *run, const HtWearableOptions *options, HtWearableSource *source)
{
	g_autoptr(GError) error = NULL;
	char *warning;

	while ((warning = ht_wearable_source_warning(source)) != NULL) {
		g_printerr("virtual-wearable: %s\n", warning);
		g_free(warning);
	}
	if (run->result == -ENOTCONN)
		g_printerr("virtual-wearable: %s\n",
			   options->hci ? "the controller is gone"
					: "org.bluez is taken on this bus, or the bus is gone");
	else if (run->result < 0)
		g_printerr("virtual-wearable: %s\n", ht_wearable_source_error(source));
	else if (!ht_wearable_source_finish(source, &error))
		return fail(error, EXIT_FAILURE);
	return run->result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(G_GNUC_UNUSED int argc, char **argv)
{
	g_auto(HtWearableOptions) options = {0};
	g_autoptr(HtWearableSource) source = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusConnection) bus = NULL;
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	Run run = {.loop = loop};
	HtWearableServerSettings settings;

	setlocale(LC_ALL, "");
	if (!ht_wearable_options_parse(&options, argv, &error))
		return fail(error, EXIT_USAGE);
	if (options.version) {
		g_print("%s\n", PACKAGE_STRING);
		return EXIT_SUCCESS;
	}
	source = ht_wearable_source_open(&options, &error);
	if (!source)
		return fail(error, EXIT_FAILURE);
	if (!options.hci) {
		bus = ht_private_bus_connect(options.bus_address, &error);
		if (!bus)
			return fail(error, EXIT_FAILURE);
		g_dbus_connection_set_exit_on_close(bus, FALSE);
	}
	settings = server_settings(&options);
	if (!run_server(&run, bus, &settings, ht_wearable_source_samples(source), &error))
		return fail(error, EXIT_FAILURE);
	return report(&run, &options, source);
}
