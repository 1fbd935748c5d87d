/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ble/virtual/ht-wearable.h"

#include "ble/codec/device_information.h"
#include "ble/codec/pmd.h"

#include <errno.h>

struct _HtWearableServer {
	const struct wearable_kind *kind;
	gpointer wearable; /* its state */
	char *address;
	char *name;
	char *serial;
	HtPlayer *player;
	HtRadio radio;
	HtHciRadio *hci; /* NULL = it plays on a bus */
	gboolean blurts;
	void (*ended)(gpointer user_data, int result);
	gpointer ended_data;
};

static const char *device_string(const HtWearableServer *server, const char *uuid)
{
	if (g_str_equal(uuid, MANUFACTURER_NAME_UUID))
		return "Health Twin";
	if (g_str_equal(uuid, MODEL_NUMBER_UUID))
		return server->kind->model;
	if (g_str_equal(uuid, SERIAL_NUMBER_UUID))
		return server->serial;
	return g_str_equal(uuid, FIRMWARE_REVISION_UUID) ? PACKAGE_VERSION : NULL;
}

static GBytes *read_value(gpointer context, const char *uuid)
{
	HtWearableServer *server = context;
	const char *text = device_string(server, uuid);
	guint8 value[WEARABLE_PACKET_MAX];
	long size;

	if (text)
		return g_bytes_new(text, strlen(text));
	size = server->kind->read(server->wearable, uuid, value, sizeof(value));
	return size < 0 ? NULL : g_bytes_new(value, (gsize)size);
}

/* An answer is indicated where the command was written, or notified elsewhere. */
static GBytes *write_value(gpointer context, const char *uuid, const guint8 *data, gsize size)
{
	HtWearableServer *server = context;
	const HtRadio *radio = &server->radio;
	struct wearable_packet answer;
	GBytes *indicated = NULL;

	if (!server->kind->write)
		return NULL;
	server->kind->write(server->wearable, uuid, data, size, radio->mtu(radio->context));
	while (server->kind->answer(server->wearable, &answer)) {
		if (!indicated && g_str_equal(answer.uuid, uuid))
			indicated = g_bytes_new(answer.data, answer.size);
		else
			radio->send(radio->context, answer.uuid, answer.data, answer.size);
	}
	return indicated;
}

static void on_written(gpointer context)
{
	HtWearableServer *server = context;

	ht_player_kick(server->player);
}

static void on_acquired(gpointer context, const char *uuid)
{
	HtWearableServer *server = context;

	server->kind->subscribe(server->wearable, uuid);
	ht_player_kick(server->player);
}

static void on_unlinked(gpointer user_data)
{
	HtWearableServer *server = user_data;

	ht_player_unlinked(server->player);
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

HtWearableServer *ht_wearable_server_new(const HtWearableServerSettings *settings,
					 const struct wearable_source *source,
					 void (*ended)(gpointer user_data, int result),
					 gpointer user_data)
{
	HtWearableServer *server = g_new0(HtWearableServer, 1);

	server->kind = settings->kind;
	server->wearable = g_malloc0(settings->kind->state_size);
	server->address = g_strdup(settings->address);
	server->name = g_strdup(settings->name);
	server->serial = g_strdup(settings->serial);
	server->ended = ended;
	server->ended_data = user_data;
	server->kind->init(server->wearable, &settings->wearable, source);
	server->player =
	    ht_player_new(&settings->player, server->kind, server->wearable, ended, user_data);
	return server;
}

void ht_wearable_server_free(HtWearableServer *server)
{
	g_clear_pointer(&server->hci, ht_hci_radio_free);
	ht_player_free(server->player);
	g_free(server->wearable);
	g_free(server->address);
	g_free(server->name);
	g_free(server->serial);
	g_free(server);
}

static HtGattHandlers handlers_of(HtWearableServer *server)
{
	return (HtGattHandlers){.context = server,
				.read = read_value,
				.write = write_value,
				.written = on_written,
				.acquired = on_acquired};
}

void ht_wearable_server_play_on_bus(HtWearableServer *server, HtVirtualBluez *bluez,
				    const HtVirtualDeviceSettings *device)
{
	const HtGattHandlers handlers = handlers_of(server);
	HtVirtualDeviceSettings mine = *device;

	mine.address = server->address;
	mine.name = server->name;
	mine.services = server->kind->services;
	mine.services_count = server->kind->services_count;
	server->radio = ht_virtual_bluez_add(bluez, &mine, &handlers, on_unlinked, server);
	ht_player_set_radio(server->player, &server->radio);
}

static guint16 hci_mtu(gpointer context)
{
	return ht_hci_radio_mtu(context);
}

gboolean ht_wearable_server_play_over_hci(HtWearableServer *server, const HtHciRadioSettings *hci,
					  GError **error)
{
	const HtGattHandlers handlers = handlers_of(server);
	const HtHciRadioEvents events = {.user_data = server,
					 .connected = on_connected,
					 .disconnected = on_unlinked,
					 .lost = on_controller_lost};
	HtHciRadioSettings mine = *hci;

	mine.address = server->address;
	mine.name = server->name;
	mine.services = server->kind->services;
	mine.services_count = server->kind->services_count;
	server->blurts = hci->blurts;
	server->hci = ht_hci_radio_new(&mine, &handlers, &events, error);
	if (!server->hci)
		return FALSE;
	server->radio = ht_hci_radio_radio(server->hci);
	server->radio.mtu = hci_mtu;
	ht_player_set_radio(server->player, &server->radio);
	return TRUE;
}

void ht_wearable_server_drop_link(HtWearableServer *server)
{
	if (server->hci)
		ht_hci_radio_drop_link(server->hci);
}

const char *ht_wearable_server_address(const HtWearableServer *server)
{
	return server->address;
}

char *ht_wearable_server_counts_json(const HtWearableServer *server)
{
	const HtPlayerCounts *counts = ht_player_counts(server->player);
	struct wearable_counts own = {0};
	GString *json = g_string_new(NULL);

	server->kind->count(server->wearable, &own);
	g_string_append_printf(json, "{\"kind\":\"%s\",\"address\":\"%s\"", server->kind->name,
			       server->address);
	const struct {
		const char *name;
		guint64 value;
	} members[] = {
	    {"samples", counts->samples[CONTENT_ECG]},
	    {"frames", counts->packets[CONTENT_ECG]},
	    {"heart_rate_packets", counts->packets[CONTENT_HEART_RATE]},
	    {"battery_packets", counts->packets[CONTENT_BATTERY]},
	    {"wave_samples", counts->samples[CONTENT_WAVE]},
	    {"wave_packets", counts->packets[CONTENT_WAVE]},
	    {"readings", counts->packets[CONTENT_READING]},
	    {"dropped_packets", counts->dropped_packets},
	    {"dropped_samples", counts->dropped_samples},
	    {"lost_packets", counts->lost_packets},
	    {"lost_samples", counts->lost_samples},
	    {"spoiled_samples", counts->spoiled_samples},
	    {"duplicates", counts->duplicates},
	    {"reordered", counts->reordered},
	    {"off_link_samples", own.off_link_samples + counts->unsent_samples},
	    {"device_samples", own.device_samples},
	    {"faults", counts->faults},
	    {"links", counts->links},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		g_string_append_printf(json, ",\"%s\":%" G_GUINT64_FORMAT, members[i].name,
				       members[i].value);
	g_string_append_c(json, '}');
	return g_string_free(json, FALSE);
}
