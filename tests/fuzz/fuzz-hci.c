/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a controller sends to a peripheral's host, from its start-up on. */
#include "ble/virtual/hci/le-host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LEVEL "00002a19-0000-1000-8000-00805f9b34fb"

static const char *const readable[] = {"read", "notify", NULL};
static const struct gatt_characteristic battery[] = {{LEVEL, 0x0002, readable}};
static const struct gatt_service services[] = {
    {"0000180f-0000-1000-8000-00805f9b34fb", 0x0001, battery, 1},
};

static void transmit(void *context, const uint8_t *packet, size_t size)
{
	(void)context;
	if (h4_packet_size(packet, size) != (long)size)
		abort();
}

static void on_link(void *context)
{
	(void)context;
}

static void on_end(void *context, uint8_t reason)
{
	(void)context;
	(void)reason;
}

static void on_secured(void *context, bool encrypted)
{
	(void)context;
	(void)encrypted;
}

static int load_key(void *context, const uint8_t peer[SMP_ADDRESS_SIZE], uint8_t ltk[SMP_KEY_SIZE])
{
	(void)context;
	memset(ltk, peer[1], SMP_KEY_SIZE);
	return peer[1] & 1 ? -ENOENT : 0;
}

static void store_key(void *context, const uint8_t peer[SMP_ADDRESS_SIZE],
		      const uint8_t ltk[SMP_KEY_SIZE])
{
	(void)context;
	(void)peer;
	(void)ltk;
}

static long read_value(void *context, const char *uuid, uint8_t *out, size_t out_size)
{
	(void)context;
	memset(out, uuid[0], out_size);
	return (long)out_size;
}

static void on_configured(void *context, const char *uuid, bool wanted)
{
	(void)context;
	(void)uuid;
	(void)wanted;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct le_host_settings settings = {
	    .address = {1, 0, 0, 0, 0, 0xc0}, .name = "strap", .mtu = 247, .offers_pairing = true};
	const struct att_handlers handlers = {.read = read_value, .configured = on_configured};
	const struct le_host_driver driver = {.transmit = transmit,
					      .connected = on_link,
					      .disconnected = on_end,
					      .secured = on_secured,
					      .ready = on_link,
					      .load_key = load_key,
					      .store_key = store_key};
	static struct le_host host;
	long packet;

	le_host_init(&host, &settings, &handlers, &driver);
	if (att_table_add(&host.att.table, services, 1) < 0)
		abort();
	le_host_start(&host);
	while ((packet = h4_packet_size(data, size)) > 0 && (size_t)packet <= size) {
		if (le_host_input(&host, data, (size_t)packet) < 0)
			break;
		le_host_notify(&host, LEVEL, data, size < 20 ? size : 20);
		le_host_advertise(&host);
		data += packet;
		size -= (size_t)packet;
	}
	le_host_end(&host);
	return 0;
}
