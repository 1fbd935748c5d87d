/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virtual-wearable: wearables on a private bus or one behind a Bluetooth controller, for
 * demonstrations and tests. */
#include "config.h"

#include "ble/codec/pmd.h"
#include "ble/virtual/ht-private-bus.h"
#include "ble/virtual/ht-wearable-options.h"
#include "ble/virtual/ht-wearable-source.h"
#include "ble/virtual/ht-wearable.h"
#include "ble/virtual/motion-recording.h"
#include "common/glib/ht-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>

enum { EXIT_USAGE = 2 };

/* How far one wearable may run ahead of the others. */
#define LEAD_NS (5 * G_GUINT64_CONSTANT(1000000000))

typedef struct _Run Run;

/* One wearable. */
typedef struct {
	Run *run;
	HtWearableSource *source;        /* NULL = it plays no heart */
	struct motion_recording *motion; /* NULL = made up */
	HtWearableServer *server;
	int result;
} Part;

struct _Run {
	const HtWearableOptions *options;
	GMainLoop *loop;
	GPtrArray *parts; /* of Part */
	HtLockstep *lockstep;
	guint playing; /* wearables that have not ended */
	int result;
};

static void part_free(gpointer data)
{
	Part *part = data;

	g_clear_pointer(&part->server, ht_wearable_server_free);
	g_clear_pointer(&part->source, ht_wearable_source_free);
	g_clear_pointer(&part->motion, motion_recording_close);
	g_free(part);
}

static void quit(Run *run, int result)
{
	run->result = result;
	g_main_loop_quit(run->loop);
}

static void on_ended(gpointer user_data, int result)
{
	Part *part = user_data;
	Run *run = part->run;

	/* A lone wearable that is out of reach stays so until it is ended. */
	if (result == HT_PLAYER_STOPPED && !run->options->several)
		return;
	part->result = MIN(result, 0);
	run->playing--;
	if (result < 0 || run->playing == 0)
		quit(run, MIN(result, 0));
}

static void on_bus_lost(gpointer user_data)
{
	quit(user_data, -ENOTCONN);
}

static gboolean on_signal(gpointer user_data)
{
	quit(user_data, 0);
	return G_SOURCE_CONTINUE;
}

static gboolean on_drop_signal(gpointer user_data)
{
	Run *run = user_data;

	for (guint i = 0; i < run->parts->len; i++)
		ht_wearable_server_drop_link(((Part *)g_ptr_array_index(run->parts, i))->server);
	return G_SOURCE_CONTINUE;
}

static struct wearable_settings wearable_settings(const HtWearableChoice *choice)
{
	struct wearable_settings settings = wearable_settings_default;

	settings.seed = (guint64)choice->seed;
	settings.clock_start_ns += (guint64)(gint64)(choice->clock_offset_s * 1e9);
	settings.rate_error = choice->rate_error_ppm / 1e6;
	settings.clock_drift = choice->clock_drift_ppm / 1e6;
	settings.end_ns = (guint64)(choice->duration_s * 1e9);
	settings.already_started = choice->faults.already_in_state;
	return settings;
}

/* Without anything else to play it ends with the motion. */
static gboolean open_motion(Part *part, const HtWearableChoice *choice,
			    struct wearable_settings *settings, GError **error)
{
	struct recording_message message;

	if (!choice->motion)
		return TRUE;
	if (motion_recording_open(&part->motion, choice->motion, settings->seed, &message) < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, message.text);
		return FALSE;
	}
	settings->motion = motion_recording_source(part->motion);
	if (settings->end_ns == 0 && !choice->record && !choice->story)
		settings->end_ns = (guint64)(motion_recording_length_s(part->motion) * 1e9);
	return TRUE;
}

static gboolean add_part(Run *run, const HtWearableChoice *choice, GError **error)
{
	g_autofree char *serial = g_strdup_printf("%08X", run->parts->len + 1);
	HtWearableServerSettings settings = {
	    .kind = choice->kind,
	    .address = choice->address,
	    .name = choice->name,
	    .serial = serial,
	    .wearable = wearable_settings(choice),
	    .player = {.speed = run->options->speed,
		       .drop_when_full = run->options->drop_when_full,
		       .faults = &choice->faults,
		       .lockstep = run->lockstep},
	};
	const struct wearable_source *samples = NULL;
	Part *part = g_new0(Part, 1);

	part->run = run;
	g_ptr_array_add(run->parts, part);
	if (!open_motion(part, choice, &settings.wearable, error))
		return FALSE;
	if (choice->kind->plays_heart) {
		part->source = ht_wearable_source_open(choice, error);
		if (!part->source)
			return FALSE;
		samples = ht_wearable_source_samples(part->source);
		settings.kind = ht_wearable_source_kind(part->source, choice->kind);
	}
	part->server = ht_wearable_server_new(&settings, samples, on_ended, part);
	run->playing++;
	return TRUE;
}

static gboolean add_parts(Run *run, GError **error)
{
	for (guint i = 0; i < run->options->wearables->len; i++) {
		if (!add_part(run, g_ptr_array_index(run->options->wearables, i), error))
			return FALSE;
	}
	return TRUE;
}

static void print_counts(const Run *run)
{
	g_print(run->options->several ? "{\"wearables\":[" : "");
	for (guint i = 0; i < run->parts->len; i++) {
		const Part *part = g_ptr_array_index(run->parts, i);
		g_autofree char *counts = ht_wearable_server_counts_json(part->server);

		g_print("%s%s", i > 0 ? "," : "", counts);
	}
	g_print(run->options->several ? "]}\n" : "\n");
}

static void play(Run *run)
{
	g_unix_signal_add(SIGINT, on_signal, run);
	g_unix_signal_add(SIGTERM, on_signal, run);
	g_main_loop_run(run->loop);
}

static HtVirtualDeviceSettings device_settings(const HtWearableOptions *options,
					       const HtWearableChoice *choice)
{
	return (HtVirtualDeviceSettings){
	    .mtu = (guint16)choice->mtu,
	    .prompt = options->speed <= 0,
	    .refuse_connects = (guint)choice->faults.refuse_connect,
	    .refuse_pairings = (guint)choice->faults.refuse_pairing,
	    .forget_bonds = (guint)choice->faults.forget_bond,
	    .pairing = options->pairing,
	    .passkey = (guint32)options->passkey,
	};
}

static gboolean play_on_bus(Run *run, GError **error)
{
	const HtWearableOptions *options = run->options;
	g_autoptr(GDBusConnection) bus = ht_private_bus_connect(options->bus_address, error);
	g_autoptr(HtVirtualBluez) bluez = NULL;

	if (!bus)
		return FALSE;
	g_dbus_connection_set_exit_on_close(bus, FALSE);
	bluez = ht_virtual_bluez_new(bus, (guint)options->adapters, options->speed <= 0,
				     on_bus_lost, run);
	for (guint i = 0; i < run->parts->len; i++) {
		const HtVirtualDeviceSettings device =
		    device_settings(options, g_ptr_array_index(options->wearables, i));

		ht_wearable_server_play_on_bus(((Part *)g_ptr_array_index(run->parts, i))->server,
					       bluez, &device);
	}
	ht_virtual_bluez_start(bluez);
	play(run);
	g_dbus_connection_flush_sync(bus, NULL, NULL);
	return TRUE;
}

static gboolean play_over_hci(Run *run, GError **error)
{
	const HtWearableOptions *options = run->options;
	const HtWearableChoice *choice = g_ptr_array_index(options->wearables, 0);
	const HtHciRadioSettings hci = {
	    .socket_path = options->hci,
	    .mtu = (guint16)choice->mtu,
	    .bond_file = options->bond_file,
	    .refuses_pairing = options->no_pairing,
	    .needs_encryption = options->require_encryption ? PMD_SERVICE_UUID : NULL,
	    .blurts = options->clone,
	};

	if (!ht_wearable_server_play_over_hci(((Part *)g_ptr_array_index(run->parts, 0))->server,
					      &hci, error))
		return FALSE;
	g_unix_signal_add(SIGUSR1, on_drop_signal, run);
	play(run);
	return TRUE;
}

static int fail(const GError *error, int status)
{
	g_printerr("virtual-wearable: %s\n", error->message);
	return status;
}

static int report_source(const Part *part)
{
	g_autoptr(GError) error = NULL;
	char *warning;

	if (!part->source)
		return EXIT_SUCCESS;
	while ((warning = ht_wearable_source_warning(part->source)) != NULL) {
		g_printerr("virtual-wearable: %s\n", warning);
		g_free(warning);
	}
	if (part->result < 0)
		g_printerr("virtual-wearable: %s\n", ht_wearable_source_error(part->source));
	else if (!ht_wearable_source_finish(part->source, &error))
		return fail(error, EXIT_FAILURE);
	return part->result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int report(const Run *run)
{
	int status = EXIT_SUCCESS;

	if (run->result == -ENOTCONN) {
		g_printerr(run->options->hci
			       ? "virtual-wearable: the controller is gone\n"
			       : "virtual-wearable: org.bluez is taken on this bus, or the bus is "
				 "gone\n");
		return EXIT_FAILURE;
	}
	for (guint i = 0; i < run->parts->len; i++)
		status = MAX(status, report_source(g_ptr_array_index(run->parts, i)));
	return status;
}

int main(G_GNUC_UNUSED int argc, char **argv)
{
	g_auto(HtWearableOptions) options = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	g_autoptr(HtLockstep) lockstep = NULL;
	Run run = {.options = &options, .loop = loop, .parts = parts};
	int status;

	setlocale(LC_ALL, "");
	if (!ht_wearable_options_parse(&options, argv, &error))
		return fail(error, EXIT_USAGE);
	if (options.version) {
		g_print("%s\n", PACKAGE_STRING);
		return EXIT_SUCCESS;
	}
	if (options.in_step)
		run.lockstep = lockstep = ht_lockstep_new(LEAD_NS);
	if (!add_parts(&run, &error) ||
	    !(options.hci ? play_over_hci(&run, &error) : play_on_bus(&run, &error))) {
		g_ptr_array_set_size(parts, 0);
		return fail(error, EXIT_FAILURE);
	}
	print_counts(&run);
	status = report(&run);
	g_ptr_array_set_size(parts, 0);
	return status;
}
