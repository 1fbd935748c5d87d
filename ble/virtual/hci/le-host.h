/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A peripheral's Bluetooth host, all above the controller: start-up, advertising, one connection,
 * L2CAP's fixed channels, the attribute server, pairing and encryption. Packets in, packets out; it
 * waits for nothing and keeps no time, so whoever drives it calls le_host_advertise() now and then.
 *
 * Pure but for libcrypto. le_host_init() first; le_host_end() frees the keys of a pairing.
 */
#pragma once

#include "ble/virtual/hci/acl-link.h"
#include "ble/virtual/hci/att-server.h"
#include "ble/virtual/hci/smp.h"

enum { LE_HOST_COMMANDS_MAX = 16, LE_HOST_COMMAND_SIZE = 64, LE_ADVERTISED_SERVICES_MAX = 8 };

struct le_host_settings {
	uint8_t address[6]; /* static random, least significant byte first */
	const char *name;
	uint16_t mtu;
	bool offers_pairing;
};

/* Whoever drives it. */
struct le_host_driver {
	void *context;
	/* One H4 packet, to be written whole. */
	void (*transmit)(void *context, const uint8_t *packet, size_t size);
	void (*connected)(void *context);
	void (*disconnected)(void *context, uint8_t reason);
	/* The link is encrypted, or its central asked for a key that is not held. */
	void (*secured)(void *context, bool encrypted);
	/* A queue has room again, or an indication was confirmed. */
	void (*ready)(void *context);
	/* The bond with a central, its address type first; -ENOENT when there is none. */
	int (*load_key)(void *context, const uint8_t peer[SMP_ADDRESS_SIZE],
			uint8_t ltk[SMP_KEY_SIZE]);
	void (*store_key)(void *context, const uint8_t peer[SMP_ADDRESS_SIZE],
			  const uint8_t ltk[SMP_KEY_SIZE]);
};

struct le_command {
	uint8_t size;
	uint8_t data[LE_HOST_COMMAND_SIZE];
};

struct le_host {
	struct le_host_settings settings;
	struct le_host_driver driver;
	struct att_server att;
	struct smp smp;
	struct acl_link acl;

	struct le_command command[LE_HOST_COMMANDS_MAX]; /* a ring */
	unsigned first_command, command_count;
	bool command_under_way;

	bool started;  /* the controller is set up */
	bool in_reach; /* it advertises while not connected */
	bool connected;
	int error; /* the controller refused to be set up: -EIO; -EPROTO when it makes no sense */
	uint16_t acl_packet_max, acl_packets;
	uint8_t peer[SMP_ADDRESS_SIZE];
};

void le_host_init(struct le_host *host, const struct le_host_settings *settings,
		  const struct att_handlers *handlers, const struct le_host_driver *driver);
void le_host_end(struct le_host *host);

/* Sets up the controller; the table of host->att is complete. */
void le_host_start(struct le_host *host);
/* Takes one whole packet from the controller. 0, or host->error. */
int le_host_input(struct le_host *host, const uint8_t *packet, size_t size);

/* Advertises anew where it should. (BlueZ's emulator reports an advertisement once only.) */
void le_host_advertise(struct le_host *host);
/* Out of reach, the link ends as by a supervision timeout and nothing is advertised. */
void le_host_set_in_reach(struct le_host *host, bool in_reach);

/* Sends a notification or indication: 0, -ENOENT when nobody asked for it, -EAGAIN when it has to
 * wait for ready(), -EMSGSIZE when it is too long for the link. */
int le_host_notify(struct le_host *host, const char *uuid, const uint8_t *data, size_t size);
/* Everything sent was taken. */
bool le_host_is_drained(const struct le_host *host);
