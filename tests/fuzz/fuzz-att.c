/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the attribute server: the first byte of each is its length. */
#include "ble/virtual/hci/att-server.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LEVEL   "00002a19-0000-1000-8000-00805f9b34fb"
#define CONTROL "fb005c81-02e7-f387-1cad-8acd2d8df0c8"

static const char *const readable[] = {"read", "notify", NULL};
static const char *const commanded[] = {"read", "write", "write-without-response", "indicate",
					NULL};
static const struct gatt_characteristic battery[] = {{LEVEL, 0x0002, readable}};
static const struct gatt_characteristic control[] = {{CONTROL, 0x0006, commanded}};
static const struct gatt_service services[] = {
    {"0000180f-0000-1000-8000-00805f9b34fb", 0x0001, battery, 1},
    {"fb005c80-02e7-f387-1cad-8acd2d8df0c8", 0x0005, control, 1},
};

static long read_value(void *context, const char *uuid, uint8_t *out, size_t out_size)
{
	(void)context;
	memset(out, uuid[0], out_size);
	return (long)out_size;
}

static void write_value(void *context, const char *uuid, const uint8_t *data, size_t size)
{
	volatile uint8_t last = size > 0 ? data[size - 1] : 0;

	(void)context;
	(void)uuid;
	(void)last;
}

static void on_configured(void *context, const char *uuid, bool wanted)
{
	(void)context;
	(void)uuid;
	(void)wanted;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct att_handlers handlers = {
	    .read = read_value, .write = write_value, .configured = on_configured};
	static struct att_server server;
	uint8_t out[ATT_MTU_MAX];

	att_server_init(&server, 247, &handlers);
	if (att_table_add(&server.table, services, 2) < 0)
		abort();
	while (size > 0) {
		size_t length = data[0] < size ? data[0] : size - 1;

		if (att_server_answer(&server, data + 1, length, out) > server.mtu)
			abort();
		if (att_server_notify(&server, LEVEL, data, length, out) > server.mtu)
			abort();
		data += 1 + length;
		size -= 1 + length;
	}
	return 0;
}
