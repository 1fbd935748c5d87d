/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/ht-hci-radio.h"

#include "ble/virtual/hci/ht-bonds.h"
#include "ble/virtual/hci/le-host.h"
#include "common/glib/ht-error.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

/* btvirt reports an advertisement only when it begins. */
enum { ADVERTISE_MS = 100, APPEARANCE_HEART_RATE_BELT = 833 };

/* A link that ends at once takes along what the other side's stack has not handed up yet. */
enum { LINGER_US = G_USEC_PER_SEC, HANG_UP_US = 2 * G_USEC_PER_SEC };

#define DEVICE_NAME_UUID "00002a00-0000-1000-8000-00805f9b34fb"
#define APPEARANCE_UUID  "00002a01-0000-1000-8000-00805f9b34fb"

static const char *const readable[] = {"read", NULL};
static const struct gatt_characteristic access_characteristics[] = {
    {DEVICE_NAME_UUID, 0x0002, readable},
    {APPEARANCE_UUID, 0x0004, readable},
};
/* The profiles that every device has. */
static const struct gatt_service generic_services[] = {
    {"00001800-0000-1000-8000-00805f9b34fb", 0x0001, access_characteristics,
     G_N_ELEMENTS(access_characteristics)},
    {"00001801-0000-1000-8000-00805f9b34fb", 0x0008, NULL, 0},
};

struct _HtHciRadio {
	GSocket *socket;
	guint read_source;
	guint advertise_source;
	guint ready_source;
	GByteArray *received; /* not yet a whole packet */
	struct le_host host;
	HtBonds *bonds;
	HtGattHandlers handlers;
	HtHciRadioEvents events;
	char *name;
	gboolean blurts;
	gint64 drained_us; /* since then nothing waits; 0 = something does */
	GQueue answers;    /* of Answer: indications that wait for the one before */
	HtNotifyChannelFunc room;
	gpointer room_data;
};

typedef struct {
	const char *uuid; /* the table's */
	GBytes *value;
} Answer;

static void answer_free(gpointer data)
{
	Answer *answer = data;

	g_bytes_unref(answer->value);
	g_free(answer);
}

static void lose(HtHciRadio *radio, const char *message)
{
	g_clear_handle_id(&radio->read_source, g_source_remove);
	g_clear_handle_id(&radio->advertise_source, g_source_remove);
	radio->events.lost(radio->events.user_data, message);
}

static void transmit(void *context, const uint8_t *packet, size_t size)
{
	HtHciRadio *radio = context;
	gsize sent = 0;

	/* The controller reads at once whatever comes; what it does not take is a dead one's, which
	 * is noticed where packets are read. */
	while (sent < size) {
		gssize n = g_socket_send_with_blocking(radio->socket, (const char *)packet + sent,
						       size - sent, TRUE, NULL, NULL);

		if (n <= 0)
			return;
		sent += (gsize)n;
	}
}

static void tell_room(HtHciRadio *radio)
{
	HtNotifyChannelFunc room = radio->room;

	radio->room = NULL;
	if (room)
		room(radio->room_data);
}

static void send_answers(HtHciRadio *radio)
{
	Answer *answer;

	while ((answer = g_queue_peek_head(&radio->answers)) != NULL) {
		gsize size;
		const guint8 *data = g_bytes_get_data(answer->value, &size);

		if (le_host_notify(&radio->host, answer->uuid, data, size) == -EAGAIN)
			return;
		answer_free(g_queue_pop_head(&radio->answers));
	}
}

/* From the main loop, so that a response goes before the indication that its request leads to. */
static gboolean on_ready_idle(gpointer user_data)
{
	HtHciRadio *radio = user_data;

	radio->ready_source = 0;
	send_answers(radio);
	if (acl_link_has_room(&radio->host.acl))
		tell_room(radio);
	return G_SOURCE_REMOVE;
}

static void on_ready(void *context)
{
	HtHciRadio *radio = context;

	if (radio->ready_source == 0 && (radio->room || !g_queue_is_empty(&radio->answers)))
		radio->ready_source =
		    g_idle_add_full(G_PRIORITY_DEFAULT, on_ready_idle, radio, NULL);
}

static void on_connected(void *context)
{
	HtHciRadio *radio = context;

	g_message("linked");
	if (radio->events.connected)
		radio->events.connected(radio->events.user_data, radio->host.att.mtu);
}

static void on_secured(G_GNUC_UNUSED void *context, bool encrypted)
{
	g_message(encrypted ? "encrypted" : "no key for this central");
}

static void on_disconnected(void *context, uint8_t reason)
{
	HtHciRadio *radio = context;

	g_message("link ended, reason 0x%02x", reason);
	g_queue_clear_full(&radio->answers, answer_free);
	radio->events.disconnected(radio->events.user_data);
	tell_room(radio);
}

static int load_key(void *context, const uint8_t peer[SMP_ADDRESS_SIZE], uint8_t ltk[SMP_KEY_SIZE])
{
	HtHciRadio *radio = context;

	return !radio->blurts && ht_bonds_find(radio->bonds, peer, ltk) ? 0 : -ENOENT;
}

static void store_key(void *context, const uint8_t peer[SMP_ADDRESS_SIZE],
		      const uint8_t ltk[SMP_KEY_SIZE])
{
	g_autoptr(GError) error = NULL;
	HtHciRadio *radio = context;

	if (!ht_bonds_keep(radio->bonds, peer, ltk, &error))
		g_message("the bond is lost when this program ends: %s", error->message);
}

static long copy_out(gconstpointer data, gsize size, uint8_t *out, size_t out_size)
{
	if (size > out_size)
		size = out_size;
	if (size > 0)
		memcpy(out, data, size);
	return (long)size;
}

static long read_value(void *context, const char *uuid, uint8_t *out, size_t out_size)
{
	static const guint8 appearance[2] = {APPEARANCE_HEART_RATE_BELT & 0xff,
					     APPEARANCE_HEART_RATE_BELT >> 8};
	HtHciRadio *radio = context;
	g_autoptr(GBytes) value = NULL;
	gconstpointer data;
	gsize size;

	if (g_str_equal(uuid, DEVICE_NAME_UUID))
		return copy_out(radio->name, strlen(radio->name), out, out_size);
	if (g_str_equal(uuid, APPEARANCE_UUID))
		return copy_out(appearance, sizeof(appearance), out, out_size);
	value = radio->handlers.read(radio->handlers.context, uuid);
	if (!value)
		return -ENOENT;
	data = g_bytes_get_data(value, &size);
	return copy_out(data, size, out, out_size);
}

static void write_value(void *context, const char *uuid, const uint8_t *data, size_t size)
{
	HtHciRadio *radio = context;
	GBytes *value = radio->handlers.write(radio->handlers.context, uuid, data, size);

	if (value) {
		Answer *answer = g_new(Answer, 1);

		*answer = (Answer){uuid, value};
		g_queue_push_tail(&radio->answers, answer);
	}
	radio->handlers.written(radio->handlers.context);
}

static void on_configured(void *context, const char *uuid, bool wanted)
{
	HtHciRadio *radio = context;

	if (wanted)
		radio->handlers.acquired(radio->handlers.context, uuid);
}

/* Hands over every whole packet. */
static gboolean take_packets(HtHciRadio *radio)
{
	GByteArray *received = radio->received;
	long size;

	while ((size = h4_packet_size(received->data, received->len)) > 0 &&
	       (gsize)size <= received->len) {
		if (le_host_input(&radio->host, received->data, (gsize)size) < 0)
			return FALSE;
		g_byte_array_remove_range(received, 0, (guint)size);
	}
	return size >= 0;
}

/* Takes what has come. NULL, or why the controller is of no more use. */
static const char *receive(HtHciRadio *radio)
{
	guint8 buffer[4096];
	gssize size = g_socket_receive_with_blocking(radio->socket, (char *)buffer, sizeof(buffer),
						     FALSE, NULL, NULL);

	if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
		return "the controller's socket was closed";
	if (size > 0)
		g_byte_array_append(radio->received, buffer, (guint)size);
	return take_packets(radio)
		   ? NULL
		   : "the controller refuses a command or sends what is no HCI packet";
}

static gboolean on_readable(G_GNUC_UNUSED gint fd, G_GNUC_UNUSED GIOCondition condition,
			    gpointer user_data)
{
	HtHciRadio *radio = user_data;
	const char *trouble = receive(radio);

	if (!trouble)
		return G_SOURCE_CONTINUE;
	radio->read_source = 0;
	lose(radio, trouble);
	return G_SOURCE_REMOVE;
}

/* btvirt tells the other side of a link nothing when this one's socket is closed. */
static void hang_up(HtHciRadio *radio)
{
	gint64 until_us = g_get_monotonic_time() + HANG_UP_US;
	gint64 left_us = HANG_UP_US;

	le_host_set_in_reach(&radio->host, false);
	while (radio->host.connected && left_us > 0 &&
	       g_socket_condition_timed_wait(radio->socket, G_IO_IN, left_us, NULL, NULL) &&
	       !receive(radio))
		left_us = until_us - g_get_monotonic_time();
}

static gboolean on_advertise(gpointer user_data)
{
	HtHciRadio *radio = user_data;

	le_host_advertise(&radio->host);
	return G_SOURCE_CONTINUE;
}

static GSocket *connect_socket(const char *path, GError **error)
{
	g_autoptr(GSocket) stream =
	    g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, error);
	g_autoptr(GSocketAddress) address = g_unix_socket_address_new(path);

	if (!stream)
		return NULL;
	if (!g_socket_connect(stream, address, NULL, error)) {
		g_prefix_error(error, "--hci %s: no controller there: ", path);
		return NULL;
	}
	return g_steal_pointer(&stream);
}

static gboolean parse_address(const char *text, guint8 address[6], GError **error)
{
	for (gsize i = 0; i < 6; i++)
		address[5 - i] = (guint8)(g_ascii_xdigit_value(text[3 * i]) << 4 |
					  g_ascii_xdigit_value(text[3 * i + 1]));
	if ((address[5] & 0xc0) == 0xc0)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "--address %s: with --hci it is a static random address, which begins with C0 "
		    "to FF",
		    text);
	return FALSE;
}

static gboolean build_table(struct att_table *table, const HtHciRadioSettings *settings,
			    GError **error)
{
	if (att_table_add(table, generic_services, G_N_ELEMENTS(generic_services)) < 0 ||
	    att_table_add(table, settings->services, settings->services_count) < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "the wearable's services do not fit into an attribute table");
		return FALSE;
	}
	if (settings->needs_encryption)
		att_table_require_encryption(table, settings->needs_encryption);
	return TRUE;
}

static gboolean set_up(HtHciRadio *radio, const HtHciRadioSettings *settings, GError **error)
{
	struct le_host_settings host = {.name = radio->name,
					.mtu = settings->mtu,
					.offers_pairing =
					    !settings->refuses_pairing && !settings->blurts};
	const struct att_handlers handlers = {.context = radio,
					      .read = read_value,
					      .write = write_value,
					      .configured = on_configured};
	const struct le_host_driver driver = {.context = radio,
					      .transmit = transmit,
					      .connected = on_connected,
					      .disconnected = on_disconnected,
					      .secured = on_secured,
					      .ready = on_ready,
					      .load_key = load_key,
					      .store_key = store_key};

	if (!parse_address(settings->address, host.address, error))
		return FALSE;
	le_host_init(&radio->host, &host, &handlers, &driver);
	radio->bonds = ht_bonds_open(settings->bond_file, error);
	if (!radio->bonds || !build_table(&radio->host.att.table, settings, error))
		return FALSE;
	radio->socket = connect_socket(settings->socket_path, error);
	return radio->socket != NULL;
}

HtHciRadio *ht_hci_radio_new(const HtHciRadioSettings *settings, const HtGattHandlers *handlers,
			     const HtHciRadioEvents *events, GError **error)
{
	g_autoptr(HtHciRadio) radio = g_new0(HtHciRadio, 1);

	radio->handlers = *handlers;
	radio->events = *events;
	radio->name = g_strdup(settings->name);
	radio->blurts = settings->blurts;
	radio->received = g_byte_array_new();
	g_queue_init(&radio->answers);
	if (!set_up(radio, settings, error))
		return NULL;
	radio->host.att.unasked = settings->blurts;
	radio->read_source = g_unix_fd_add(g_socket_get_fd(radio->socket),
					   (GIOCondition)(G_IO_IN | G_IO_HUP), on_readable, radio);
	radio->advertise_source = g_timeout_add(ADVERTISE_MS, on_advertise, radio);
	le_host_start(&radio->host);
	return g_steal_pointer(&radio);
}

void ht_hci_radio_free(HtHciRadio *radio)
{
	gboolean alive = radio->read_source > 0;

	g_clear_handle_id(&radio->read_source, g_source_remove);
	g_clear_handle_id(&radio->advertise_source, g_source_remove);
	if (alive)
		hang_up(radio);
	g_clear_handle_id(&radio->ready_source, g_source_remove);
	g_queue_clear_full(&radio->answers, answer_free);
	le_host_end(&radio->host);
	g_clear_object(&radio->socket);
	g_clear_pointer(&radio->bonds, ht_bonds_free);
	g_byte_array_unref(radio->received);
	g_free(radio->name);
	g_free(radio);
}

static HtSendResult send_notification(gpointer context, const char *uuid, const guint8 *data,
				      gsize size)
{
	HtHciRadio *radio = context;
	int r = le_host_notify(&radio->host, uuid, data, size);

	radio->drained_us = 0;
	if (r == -EAGAIN)
		return HT_SEND_FULL;
	return r < 0 ? HT_SEND_CLOSED : HT_SEND_DONE;
}

static void wait_for_room(gpointer context, G_GNUC_UNUSED const char *uuid,
			  HtNotifyChannelFunc func, gpointer user_data)
{
	HtHciRadio *radio = context;

	radio->room = func;
	radio->room_data = user_data;
}

static gboolean is_drained(gpointer context)
{
	HtHciRadio *radio = context;
	gint64 now_us = g_get_monotonic_time();

	if (!radio->host.connected)
		return TRUE;
	if (!le_host_is_drained(&radio->host))
		radio->drained_us = 0;
	else if (radio->drained_us == 0)
		radio->drained_us = now_us;
	return radio->drained_us > 0 && now_us - radio->drained_us >= LINGER_US;
}

static void set_in_reach(gpointer context, gboolean in_reach)
{
	HtHciRadio *radio = context;

	le_host_set_in_reach(&radio->host, in_reach);
}

static void vanish(gpointer context)
{
	set_in_reach(context, FALSE);
}

HtRadio ht_hci_radio_radio(HtHciRadio *radio)
{
	return (HtRadio){.context = radio,
			 .send = send_notification,
			 .wait = wait_for_room,
			 .is_drained = is_drained,
			 .set_in_reach = set_in_reach,
			 .vanish = vanish};
}

guint16 ht_hci_radio_mtu(const HtHciRadio *radio)
{
	return radio->host.att.mtu;
}

void ht_hci_radio_drop_link(HtHciRadio *radio)
{
	le_host_set_in_reach(&radio->host, false);
	le_host_set_in_reach(&radio->host, true);
}
