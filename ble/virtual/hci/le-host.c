/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/le-host.h"

#include "ble/virtual/hci/le-advertising.h"
#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum { ADDRESS_RANDOM = 1, L2CAP_COMMAND_REJECT = 0x01, HANDLE_MASK = 0x0fff };

void le_host_init(struct le_host *host, const struct le_host_settings *settings,
		  const struct att_handlers *handlers, const struct le_host_driver *driver)
{
	memset(host, 0, sizeof(*host));
	host->settings = *settings;
	host->driver = *driver;
	host->in_reach = true;
	att_server_init(&host->att, settings->mtu, handlers);
	smp_init(&host->smp, settings->offers_pairing);
}

void le_host_end(struct le_host *host)
{
	smp_reset(&host->smp);
}

/* One command at a time: the next goes when the one before is answered. */
static void send_command(struct le_host *host)
{
	const struct le_command *command = &host->command[host->first_command];

	if (host->command_under_way || host->command_count == 0)
		return;
	host->command_under_way = true;
	host->driver.transmit(host->driver.context, command->data, command->size);
}

static void queue_command(struct le_host *host, enum hci_opcode opcode, const uint8_t *parameters,
			  size_t size)
{
	unsigned last = (host->first_command + host->command_count) % LE_HOST_COMMANDS_MAX;
	struct le_command *command = &host->command[last];
	struct byte_writer w;

	if (host->command_count == LE_HOST_COMMANDS_MAX) {
		host->error = -EPROTO; /* a controller that answers nothing */
		return;
	}
	byte_writer_init(&w, command->data, sizeof(command->data));
	put_u8(&w, H4_COMMAND);
	put_u16(&w, (uint16_t)opcode);
	put_u8(&w, (uint8_t)size);
	put_bytes(&w, parameters, size);
	command->size = (uint8_t)w.at;
	host->command_count++;
	send_command(host);
}

static void enable_advertising(struct le_host *host, uint8_t enable)
{
	queue_command(host, HCI_LE_SET_ADVERTISING_ENABLE, &enable, 1);
}

void le_host_start(struct le_host *host)
{
	static const uint8_t events[8] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f};
	static const uint8_t le_events[8] = {0x1f, 0x02}; /* up to 5, and 10 */
	/* 20 to 30 ms; connectable; own address random; all channels; anybody */
	static const uint8_t parameters[15] = {0x20, 0x00, 0x30, 0x00, 0x00, ADDRESS_RANDOM, 0,   0,
					       0,    0,    0,    0,    0,    0x07,           0x00};
	uint8_t data[LE_ADVERTISING_DATA_SIZE];

	queue_command(host, HCI_RESET, NULL, 0);
	queue_command(host, HCI_SET_EVENT_MASK, events, sizeof(events));
	queue_command(host, HCI_LE_SET_EVENT_MASK, le_events, sizeof(le_events));
	queue_command(host, HCI_LE_READ_BUFFER_SIZE, NULL, 0);
	queue_command(host, HCI_LE_SET_RANDOM_ADDRESS, host->settings.address, 6);
	queue_command(host, HCI_LE_SET_ADVERTISING_PARAMETERS, parameters, sizeof(parameters));
	le_advertising_data(&host->att.table, data);
	queue_command(host, HCI_LE_SET_ADVERTISING_DATA, data, sizeof(data));
	le_scan_response_data(host->settings.name, data);
	queue_command(host, HCI_LE_SET_SCAN_RESPONSE_DATA, data, sizeof(data));
	enable_advertising(host, 1);
}

static bool may_advertise(const struct le_host *host)
{
	return host->started && host->in_reach && !host->connected;
}

void le_host_advertise(struct le_host *host)
{
	if (!may_advertise(host) || host->command_count > 0)
		return;
	enable_advertising(host, 0);
	enable_advertising(host, 1);
}

static void disconnect(struct le_host *host, enum hci_error reason)
{
	uint8_t parameters[3];
	struct byte_writer w;

	byte_writer_init(&w, parameters, sizeof(parameters));
	put_u16(&w, host->acl.handle);
	put_u8(&w, (uint8_t)reason);
	queue_command(host, HCI_DISCONNECT, parameters, sizeof(parameters));
}

void le_host_set_in_reach(struct le_host *host, bool in_reach)
{
	if (host->in_reach == in_reach)
		return;
	host->in_reach = in_reach;
	if (!host->started)
		return;
	if (host->connected && !in_reach)
		disconnect(host, HCI_CONNECTION_TIMEOUT);
	else if (!host->connected)
		enable_advertising(host, in_reach);
}

static void transmit_queued(struct le_host *host)
{
	uint8_t packet[H4_ACL_HEADER_SIZE + L2CAP_FRAME_MAX];
	size_t size;

	while ((size = acl_link_next_packet(&host->acl, packet)) > 0)
		host->driver.transmit(host->driver.context, packet, size);
}

/* An answer for which the queue has no room comes from a peer that asks without listening: it is
 * dropped, and the peer's own timeout ends the link. */
static void answer_on(struct le_host *host, enum l2cap_channel channel, const uint8_t *data,
		      size_t size)
{
	if (size > 0 && acl_link_queue(&host->acl, channel, data, size, false) == 0)
		transmit_queued(host);
}

int le_host_notify(struct le_host *host, const char *uuid, const uint8_t *data, size_t size)
{
	uint8_t pdu[ATT_MTU_MAX];
	long length;

	if (!host->connected)
		return -ENOENT;
	if (!acl_link_has_room(&host->acl))
		return -EAGAIN;
	length = att_server_notify(&host->att, uuid, data, size, pdu);
	if (length < 0)
		return length == -EBUSY ? -EAGAIN : (int)length;
	if (acl_link_queue(&host->acl, L2CAP_ATT, pdu, (size_t)length, true) < 0)
		return -EAGAIN;
	transmit_queued(host);
	return 0;
}

bool le_host_is_drained(const struct le_host *host)
{
	return !host->connected || acl_link_is_empty(&host->acl);
}

static void on_att(struct le_host *host, const uint8_t *pdu, size_t size)
{
	uint8_t response[ATT_MTU_MAX];

	/* A longer one than agreed upon is no request. */
	if (size > host->att.mtu)
		return;
	answer_on(host, L2CAP_ATT, response, att_server_answer(&host->att, pdu, size, response));
	if (size > 0)
		host->driver.ready(host->driver.context);
}

static void on_smp(struct le_host *host, const uint8_t *packet, size_t size)
{
	struct smp_answer answer;

	smp_input(&host->smp, packet, size, &answer);
	for (unsigned i = 0; i < answer.count; i++)
		answer_on(host, L2CAP_SMP, answer.packet[i].data, answer.packet[i].size);
}

/* Nothing is offered on the signalling channel: every request is rejected as not understood. */
static void on_signalling(struct le_host *host, const uint8_t *command, size_t size)
{
	enum { HEADER = 4, RESPONSES = 0x01 };
	uint8_t reject[6] = {L2CAP_COMMAND_REJECT, 0, 2, 0, 0, 0};

	/* Odd codes are responses. */
	if (size < HEADER || (command[0] & RESPONSES && command[0] != 0x17))
		return;
	reject[1] = command[1];
	answer_on(host, L2CAP_SIGNALLING, reject, sizeof(reject));
}

static void on_frame(struct le_host *host, const struct acl_frame *frame)
{
	unsigned channel = (unsigned)(frame->data[2] | frame->data[3] << 8);
	const uint8_t *payload = frame->data + L2CAP_HEADER_SIZE;
	size_t size = (size_t)frame->size - L2CAP_HEADER_SIZE;

	if (channel == L2CAP_ATT)
		on_att(host, payload, size);
	else if (channel == L2CAP_SMP)
		on_smp(host, payload, size);
	else if (channel == L2CAP_SIGNALLING)
		on_signalling(host, payload, size);
}

static void on_acl(struct le_host *host, const uint8_t *packet, size_t size)
{
	unsigned handle = (unsigned)(packet[1] | packet[2] << 8);

	if (!host->connected || (handle & HANDLE_MASK) != host->acl.handle)
		return;
	if (acl_link_input(&host->acl, (uint8_t)(handle >> 12), packet + H4_ACL_HEADER_SIZE,
			   size - H4_ACL_HEADER_SIZE) > 0)
		on_frame(host, &host->acl.incoming);
}

static void own_address(const struct le_host *host, uint8_t address[SMP_ADDRESS_SIZE])
{
	address[0] = ADDRESS_RANDOM;
	smp_reverse(address + 1, host->settings.address, 6);
}

/* Both forms begin alike: status, handle, role, address type and address of the peer. */
static void on_connection(struct le_host *host, struct byte_reader *r)
{
	uint8_t status = get_u8(r);
	uint16_t handle = get_u16(r) & HANDLE_MASK;
	uint8_t own[SMP_ADDRESS_SIZE], key[SMP_KEY_SIZE];
	const uint8_t *address;

	get_u8(r);
	host->peer[0] = get_u8(r) & 1; /* 2 and 3 are identities that were resolved */
	address = byte_reader_skip(r, 6);
	if (status != 0 || !address || host->connected)
		return;
	smp_reverse(host->peer + 1, address, 6);
	own_address(host, own);
	acl_link_init(&host->acl, handle, host->acl_packet_max, host->acl_packets);
	att_server_begin_link(&host->att);
	smp_begin_link(&host->smp, own, host->peer);
	host->att.has_key = host->driver.load_key(host->driver.context, host->peer, key) == 0;
	smp_wipe(key, sizeof(key));
	host->connected = true;
	host->driver.connected(host->driver.context);
	if (!host->in_reach)
		disconnect(host, HCI_CONNECTION_TIMEOUT);
}

static void on_disconnection(struct le_host *host, struct byte_reader *r)
{
	uint8_t status = get_u8(r);
	uint16_t handle = get_u16(r) & HANDLE_MASK;
	uint8_t reason = get_u8(r);

	if (r->failed || status != 0 || !host->connected || handle != host->acl.handle)
		return;
	host->connected = false;
	att_server_begin_link(&host->att);
	smp_reset(&host->smp);
	host->driver.disconnected(host->driver.context, reason);
	if (may_advertise(host))
		enable_advertising(host, 1);
}

/* Secure Connections' keys go by no number: EDIV and Rand are zero. */
static void on_key_request(struct le_host *host, struct byte_reader *r)
{
	uint16_t handle = get_u16(r);
	uint64_t rand = get_u64(r);
	uint16_t ediv = get_u16(r);
	const uint8_t *fresh = smp_new_key(&host->smp);
	uint8_t parameters[2 + SMP_KEY_SIZE];
	bool known = rand == 0 && ediv == 0;

	if (r->failed || !host->connected || (handle & HANDLE_MASK) != host->acl.handle)
		return;
	parameters[0] = (uint8_t)handle;
	parameters[1] = (uint8_t)(handle >> 8);
	if (known && fresh)
		memcpy(parameters + 2, fresh, SMP_KEY_SIZE);
	else if (known)
		known =
		    host->driver.load_key(host->driver.context, host->peer, parameters + 2) == 0;
	if (known)
		queue_command(host, HCI_LE_LONG_TERM_KEY_REPLY, parameters, sizeof(parameters));
	else
		queue_command(host, HCI_LE_LONG_TERM_KEY_NEGATIVE_REPLY, parameters, 2);
	if (!known)
		host->driver.secured(host->driver.context, false);
	smp_wipe(parameters, sizeof(parameters));
}

static void on_encryption(struct le_host *host, struct byte_reader *r, bool enabled)
{
	uint8_t status = get_u8(r);
	uint16_t handle = get_u16(r) & HANDLE_MASK;
	const uint8_t *fresh = smp_new_key(&host->smp);

	/* An Encryption Change says so itself. */
	if (!enabled)
		enabled = get_u8(r) != 0;
	if (r->failed || !host->connected || handle != host->acl.handle)
		return;
	host->att.encrypted = status == 0 && enabled;
	if (host->att.encrypted && fresh) {
		host->driver.store_key(host->driver.context, host->peer, fresh);
		host->att.has_key = true;
	}
	smp_reset(&host->smp);
	if (host->att.encrypted)
		host->driver.secured(host->driver.context, true);
}

static void on_completed_packets(struct le_host *host, struct byte_reader *r)
{
	unsigned handles = get_u8(r);

	for (unsigned i = 0; i < handles && !r->failed; i++) {
		uint16_t handle = get_u16(r) & HANDLE_MASK;
		uint16_t packets = get_u16(r);

		if (!r->failed && host->connected && handle == host->acl.handle)
			acl_link_completed(&host->acl, packets);
	}
	transmit_queued(host);
	host->driver.ready(host->driver.context);
}

static void on_buffer_size(struct le_host *host, struct byte_reader *r)
{
	host->acl_packet_max = get_u16(r);
	host->acl_packets = get_u8(r);
	if (host->acl_packet_max > L2CAP_FRAME_MAX)
		host->acl_packet_max = L2CAP_FRAME_MAX;
	/* Zero would mean buffers shared with BR/EDR, which a peripheral's controller has not. */
	if (r->failed || host->acl_packet_max == 0 || host->acl_packets == 0)
		host->error = -EPROTO;
}

/* The command under way was answered: by its end, or by the word that it has begun. */
static void on_command_answered(struct le_host *host, uint16_t opcode, uint8_t status,
				struct byte_reader *r)
{
	struct le_command *command = &host->command[host->first_command];

	if (!host->command_under_way || opcode != (command->data[1] | command->data[2] << 8))
		return;
	smp_wipe(command->data, sizeof(command->data));
	host->command_under_way = false;
	host->first_command = (host->first_command + 1) % LE_HOST_COMMANDS_MAX;
	host->command_count--;
	if (!host->started && status != 0)
		host->error = -EIO;
	if (opcode == HCI_LE_READ_BUFFER_SIZE)
		on_buffer_size(host, r);
	if (host->command_count == 0)
		host->started = true;
	send_command(host);
}

static void on_le_event(struct le_host *host, struct byte_reader *r)
{
	switch (get_u8(r)) {
	case HCI_LE_CONNECTION_COMPLETE:
	case HCI_LE_ENHANCED_CONNECTION_COMPLETE:
		on_connection(host, r);
		break;
	case HCI_LE_LONG_TERM_KEY_REQUEST:
		on_key_request(host, r);
		break;
	default:
		break;
	}
}

static void on_event(struct le_host *host, uint8_t code, struct byte_reader *r)
{
	uint16_t opcode;
	uint8_t status;

	switch (code) {
	case HCI_COMMAND_COMPLETE:
		get_u8(r);
		opcode = get_u16(r);
		status = byte_reader_left(r) > 0 ? get_u8(r) : 0;
		on_command_answered(host, opcode, status, r);
		break;
	case HCI_COMMAND_STATUS:
		status = get_u8(r);
		get_u8(r);
		opcode = get_u16(r);
		on_command_answered(host, opcode, status, r);
		break;
	case HCI_DISCONNECTION_COMPLETE:
		on_disconnection(host, r);
		break;
	case HCI_ENCRYPTION_CHANGE:
		on_encryption(host, r, false);
		break;
	case HCI_ENCRYPTION_KEY_REFRESH_COMPLETE:
		on_encryption(host, r, true);
		break;
	case HCI_NUMBER_OF_COMPLETED_PACKETS:
		on_completed_packets(host, r);
		break;
	case HCI_LE_META:
		on_le_event(host, r);
		break;
	default:
		break;
	}
}

int le_host_input(struct le_host *host, const uint8_t *packet, size_t size)
{
	struct byte_reader r;

	if (h4_packet_size(packet, size) != (long)size || size == 0)
		return host->error = -EPROTO;
	if (packet[0] == H4_ACL) {
		on_acl(host, packet, size);
	} else if (packet[0] == H4_EVENT) {
		byte_reader_init(&r, packet + H4_EVENT_HEADER_SIZE, size - H4_EVENT_HEADER_SIZE);
		on_event(host, packet[1], &r);
	}
	return host->error;
}
