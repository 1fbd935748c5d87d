/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/driver.h"

#include "ble/codec/battery.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/pmd.h"

#include <string.h>

/* Most services need no memory between notifications: one block each. */
static int push_one(int (*decode)(const uint8_t *data, size_t size, struct sample_block *block),
		    const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	struct sample_block block;
	int rc = decode(data, size, &block);

	if (rc == 0)
		sink->block(sink->context, &block);
	return rc;
}

static int push_heart_rate(void *state, const uint8_t *data, size_t size,
			   const struct sample_sink *sink)
{
	(void)state;
	return push_one(heart_rate_decode, data, size, sink);
}

static int push_battery(void *state, const uint8_t *data, size_t size,
			const struct sample_sink *sink)
{
	(void)state;
	return push_one(battery_decode, data, size, sink);
}

const struct driver drivers[] = {
    {
	.name = "PMD",
	.service_uuid = PMD_SERVICE_UUID,
	.value_uuid = PMD_DATA_UUID,
	.control_uuid = PMD_CONTROL_POINT_UUID,
	.start = DRIVER_START_PMD,
	.finds = true,
	.state_size = sizeof(struct pmd_decoder),
	.init = pmd_decoder_init,
	.push = pmd_decoder_push,
	.sent = pmd_decoder_sent,
	.answered = pmd_decoder_answered,
    },
    {
	.name = "heart rate",
	.service_uuid = HEART_RATE_SERVICE_UUID,
	.value_uuid = HEART_RATE_MEASUREMENT_UUID,
	.finds = true,
	.push = push_heart_rate,
    },
    {
	.name = "battery",
	.service_uuid = BATTERY_SERVICE_UUID,
	.value_uuid = BATTERY_LEVEL_UUID,
	.optional = true,
	.read_first = true,
	.push = push_battery,
    },
};
const size_t drivers_count = sizeof drivers / sizeof drivers[0];

const struct driver *driver_of_value(const char *service_uuid, const char *value_uuid)
{
	for (size_t i = 0; i < drivers_count; i++) {
		if (strcmp(drivers[i].service_uuid, service_uuid) == 0 &&
		    strcmp(drivers[i].value_uuid, value_uuid) == 0)
			return &drivers[i];
	}
	return NULL;
}

const struct driver *driver_named(const char *name)
{
	for (size_t i = 0; i < drivers_count; i++) {
		if (strcmp(drivers[i].name, name) == 0)
			return &drivers[i];
	}
	return NULL;
}
