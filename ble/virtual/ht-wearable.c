/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ble/virtual/ht-wearable.h"

#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"

#include <errno.h>

struct _HtWearableServer {
	struct strap strap;
	guint16 mtu;
	HtPlayer *player;
	HtVirtualAdapter *adapter; /* NULL = it plays over a controller */
	HtHciRadio *hci;           /* NULL = it plays on a bus */
	gboolean blurts;
	void (*ended)(gpointer user_data, int result);
	gpointer ended_data;
};

typedef struct {
	const char *uuid;
	const char *text;
} DeviceString;

static const DeviceString device_strings[] = {
    {MANUFACTURER_NAME_UUID, "Health Twin"},
    {MODEL_NUMBER_UUID, "virtual H10"},
    {SERIAL_NUMBER_UUID, "00000001"},
    {FIRMWARE_REVISION_UUID, PACKAGE_VERSION},
};

static GBytes *read_value(gpointer context, const char *uuid)
{
	HtWearableServer *server = context;
	guint8 features[STRAP_FEATURES_SIZE];
	guint8 percent = strap_battery_percent(&server->strap);

	if (g_str_equal(uuid, PMD_CONTROL_POINT_UUID)) {
		strap_features(features);
		return g_bytes_new(features, sizeof(features));
	}
	if (g_str_equal(uuid, BATTERY_LEVEL_UUID))
		return g_bytes_new(&percent, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(device_strings); i++) {
		const char *text = device_strings[i].text;

		if (g_str_equal(uuid, device_strings[i].uuid))
			return g_bytes_new(text, strlen(text));
	}
	return NULL;
}

static GBytes *write_value(gpointer context, const char *uuid, const guint8 *data, gsize size)
{
	HtWearableServer *server = context;
	guint16 mtu = server->hci ? ht_hci_radio_mtu(server->hci) : server->mtu;
	guint8 answer[PMD_COMMAND_MAX];
	long length;

	if (!g_str_equal(uuid, PMD_CONTROL_POINT_UUID))
		return NULL;
	length = strap_command(&server->strap, data, size, mtu, answer, sizeof(answer));
	return length < 0 ? NULL : g_bytes_new(answer, (gsize)length);
}

static void on_written(gpointer context)
{
	HtWearableServer *server = context;

	ht_player_kick(server->player);
}

static void on_acquired(gpointer context, G_GNUC_UNUSED const char *uuid)
{
	HtWearableServer *server = context;

	ht_player_kick(server->player);
}

static void on_disconnected(gpointer user_data)
{
	HtWearableServer *server = user_data;

	ht_player_unlinked(server->player);
}

static void on_bus_lost(gpointer user_data)
{
	HtWearableServer *server = user_data;

	server->ended(server->ended_data, -ENOTCONN);
}

/* A clone waits for nobody: it starts its own stream. */
static void on_connected(gpointer user_data, G_GNUC_UNUSED guint16 mtu)
{
	static const guint8 start[] = {0x02, 0x00, 0x00, 0x01, 0x82, 0x00, 0x01, 0x01, 0x0e, 0x00};
	HtWearableServer *server = user_data;
	GBytes *answer;

	if (!server->blurts)
		return;
	answer = write_value(server, PMD_CONTROL_POINT_UUID, start, sizeof(start));
	g_clear_pointer(&answer, g_bytes_unref);
	ht_player_kick(server->player);
}

static void on_controller_lost(gpointer user_data, const char *message)
{
	HtWearableServer *server = user_data;

	g_message("%s", message);
	server->ended(server->ended_data, -ENOTCONN);
}

static gboolean open_radio(HtWearableServer *server, GDBusConnection *bus,
			   const HtWearableServerSettings *settings, HtRadio *radio, GError **error)
{
	const HtGattHandlers handlers = {.context = server,
					 .read = read_value,
					 .write = write_value,
					 .written = on_written,
					 .acquired = on_acquired};
	const HtHciRadioEvents events = {.user_data = server,
					 .connected = on_connected,
					 .disconnected = on_disconnected,
					 .lost = on_controller_lost};

	if (!settings->hci.socket_path) {
		server->adapter = ht_virtual_adapter_new(bus, &settings->device, &handlers,
							 on_disconnected, on_bus_lost, server);
		*radio = ht_virtual_adapter_radio(server->adapter);
		return TRUE;
	}
	server->hci = ht_hci_radio_new(&settings->hci, &handlers, &events, error);
	if (!server->hci)
		return FALSE;
	*radio = ht_hci_radio_radio(server->hci);
	return TRUE;
}

HtWearableServer *ht_wearable_server_new(GDBusConnection *bus,
					 const HtWearableServerSettings *settings,
					 const struct wearable_source *source,
					 void (*ended)(gpointer user_data, int result),
					 gpointer user_data, GError **error)
{
	g_autoptr(HtWearableServer) server = g_new0(HtWearableServer, 1);
	HtRadio radio;

	server->mtu = settings->device.mtu;
	server->blurts = settings->hci.blurts;
	server->ended = ended;
	server->ended_data = user_data;
	strap_init(&server->strap, &settings->strap, source);
	server->player = ht_player_new(&settings->player, &server->strap, ended, user_data);
	if (!open_radio(server, bus, settings, &radio, error))
		return NULL;
	ht_player_set_radio(server->player, &radio);
	return g_steal_pointer(&server);
}

void ht_wearable_server_free(HtWearableServer *server)
{
	g_clear_pointer(&server->adapter, ht_virtual_adapter_free);
	g_clear_pointer(&server->hci, ht_hci_radio_free);
	ht_player_free(server->player);
	g_free(server);
}

void ht_wearable_server_drop_link(HtWearableServer *server)
{
	if (server->hci)
		ht_hci_radio_drop_link(server->hci);
}

char *ht_wearable_server_counts_json(const HtWearableServer *server)
{
	const HtPlayerCounts *counts = ht_player_counts(server->player);
	const struct {
		const char *name;
		guint64 value;
	} members[] = {
	    {"samples", counts->samples},
	    {"frames", counts->frames},
	    {"heart_rate_packets", counts->heart_rate_packets},
	    {"battery_packets", counts->battery_packets},
	    {"dropped_packets", counts->dropped_packets},
	    {"dropped_samples", counts->dropped_samples},
	    {"spoiled_samples", server->strap.spoiled_samples},
	    {"off_link_samples", server->strap.off_link_samples},
	    {"device_samples", server->strap.index},
	};
	GString *json = g_string_new("{");

	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		g_string_append_printf(json, "%s\"%s\":%" G_GUINT64_FORMAT, i > 0 ? "," : "",
				       members[i].name, members[i].value);
	g_string_append_c(json, '}');
	return g_string_free(json, FALSE);
}
