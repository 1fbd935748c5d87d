/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/driver.h"

#include "ble/codec/battery.h"
#include "ble/codec/blood_pressure.h"
#include "ble/codec/cycling_power.h"
#include "ble/codec/health_sensor.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/movesense.h"
#include "ble/codec/nordic_uart.h"
#include "ble/codec/pmd.h"
#include "ble/codec/pulse_oximeter.h"
#include "ble/codec/running_speed_cadence.h"
#include "ble/codec/thermometer.h"
#include "ble/codec/thingy.h"
#include "ble/codec/weight_scale.h"
#include "ble/codec/witmotion.h"

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

/* A push for a codec that has nothing to remember. */
#define PUSH_ONE(codec)                                                                            \
	static int push_##codec(void *state, const uint8_t *data, size_t size,                     \
				const struct sample_sink *sink)                                    \
	{                                                                                          \
		(void)state;                                                                       \
		return push_one(codec##_decode, data, size, sink);                                 \
	}

PUSH_ONE(battery)
PUSH_ONE(blood_pressure_cuff)
PUSH_ONE(blood_pressure_measurement)
PUSH_ONE(body_composition)
PUSH_ONE(cycling_power)
PUSH_ONE(cycling_speed)
PUSH_ONE(heart_rate)
PUSH_ONE(heart_rate_in_ms)
PUSH_ONE(pulse_oximeter_continuous)
PUSH_ONE(pulse_oximeter_spot)
PUSH_ONE(running_speed_cadence)
PUSH_ONE(thermometer_intermediate)
PUSH_ONE(thermometer_measurement)
PUSH_ONE(thingy_euler)
PUSH_ONE(thingy_gravity)
PUSH_ONE(thingy_heading)
PUSH_ONE(thingy_quaternion)
PUSH_ONE(thingy_steps)
PUSH_ONE(thingy_tap)
PUSH_ONE(weight_scale)

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
	.name = "heart rate in ms",
	.service_uuid = HEART_RATE_SERVICE_UUID,
	.value_uuid = HEART_RATE_MEASUREMENT_UUID,
	.device_name = "WHOOP 5",
	.finds = true,
	.push = push_heart_rate_in_ms,
    },
    {
	.name = "pulse oximeter",
	.service_uuid = PULSE_OXIMETER_SERVICE_UUID,
	.value_uuid = PULSE_OXIMETER_CONTINUOUS_UUID,
	.finds = true,
	.optional = true,
	.push = push_pulse_oximeter_continuous,
    },
    {
	.name = "pulse oximeter spot check",
	.service_uuid = PULSE_OXIMETER_SERVICE_UUID,
	.value_uuid = PULSE_OXIMETER_SPOT_UUID,
	.finds = true,
	.optional = true,
	.indicates = true,
	.push = push_pulse_oximeter_spot,
    },
    {
	.name = "thermometer",
	.service_uuid = THERMOMETER_SERVICE_UUID,
	.value_uuid = THERMOMETER_MEASUREMENT_UUID,
	.finds = true,
	.indicates = true,
	.push = push_thermometer_measurement,
    },
    {
	.name = "thermometer intermediate",
	.service_uuid = THERMOMETER_SERVICE_UUID,
	.value_uuid = THERMOMETER_INTERMEDIATE_UUID,
	.finds = true,
	.optional = true,
	.push = push_thermometer_intermediate,
    },
    {
	.name = "blood pressure",
	.service_uuid = BLOOD_PRESSURE_SERVICE_UUID,
	.value_uuid = BLOOD_PRESSURE_MEASUREMENT_UUID,
	.finds = true,
	.indicates = true,
	.push = push_blood_pressure_measurement,
    },
    {
	.name = "blood pressure cuff",
	.service_uuid = BLOOD_PRESSURE_SERVICE_UUID,
	.value_uuid = BLOOD_PRESSURE_CUFF_UUID,
	.finds = true,
	.optional = true,
	.push = push_blood_pressure_cuff,
    },
    {
	.name = "weight scale",
	.service_uuid = WEIGHT_SCALE_SERVICE_UUID,
	.value_uuid = WEIGHT_SCALE_MEASUREMENT_UUID,
	.finds = true,
	.indicates = true,
	.push = push_weight_scale,
    },
    {
	.name = "body composition",
	.service_uuid = BODY_COMPOSITION_SERVICE_UUID,
	.value_uuid = BODY_COMPOSITION_MEASUREMENT_UUID,
	.finds = true,
	.indicates = true,
	.push = push_body_composition,
    },
    {
	.name = "running",
	.service_uuid = RUNNING_SERVICE_UUID,
	.value_uuid = RUNNING_MEASUREMENT_UUID,
	.finds = true,
	.push = push_running_speed_cadence,
    },
    {
	.name = "cycling power",
	.service_uuid = CYCLING_POWER_SERVICE_UUID,
	.value_uuid = CYCLING_POWER_MEASUREMENT_UUID,
	.finds = true,
	.push = push_cycling_power,
    },
    {
	.name = "cycling speed",
	.service_uuid = CYCLING_SPEED_SERVICE_UUID,
	.value_uuid = CYCLING_SPEED_MEASUREMENT_UUID,
	.finds = true,
	.push = push_cycling_speed,
    },
    {
	.name = "health sensor",
	.service_uuid = HEALTH_SENSOR_SERVICE_UUID,
	.value_uuid = HEALTH_SENSOR_OBSERVATION_UUID,
	.finds = true,
	.state_size = sizeof(struct health_sensor_decoder),
	.init = health_sensor_decoder_init,
	.push = health_sensor_decoder_push,
    },
    {
	.name = "Movesense",
	.service_uuid = MOVESENSE_SERVICE_UUID,
	.advertised_uuid = MOVESENSE_MEMBER_UUID,
	.value_uuid = MOVESENSE_DATA_UUID,
	.control_uuid = MOVESENSE_WRITE_UUID,
	.start = DRIVER_START_GSP,
	.finds = true,
	.state_size = sizeof(struct movesense_decoder),
	.init = movesense_decoder_init,
	.push = movesense_decoder_push,
	.sent = movesense_decoder_sent,
    },
    {
	.name = "Thingy raw",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.advertised_uuid = THINGY_CONFIGURATION_SERVICE_UUID,
	.value_uuid = THINGY_RAW_UUID,
	.finds = true,
	.push = thingy_raw_push,
    },
    {
	.name = "Thingy quaternion",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.value_uuid = THINGY_QUATERNION_UUID,
	.optional = true,
	.push = push_thingy_quaternion,
    },
    {
	.name = "Thingy Euler",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.value_uuid = THINGY_EULER_UUID,
	.optional = true,
	.push = push_thingy_euler,
    },
    {
	.name = "Thingy heading",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.value_uuid = THINGY_HEADING_UUID,
	.optional = true,
	.push = push_thingy_heading,
    },
    {
	.name = "Thingy gravity",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.value_uuid = THINGY_GRAVITY_UUID,
	.optional = true,
	.push = push_thingy_gravity,
    },
    {
	.name = "Thingy steps",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.value_uuid = THINGY_STEPS_UUID,
	.optional = true,
	.push = push_thingy_steps,
    },
    {
	.name = "Thingy tap",
	.service_uuid = THINGY_MOTION_SERVICE_UUID,
	.value_uuid = THINGY_TAP_UUID,
	.optional = true,
	.push = push_thingy_tap,
    },
    {
	.name = "WitMotion",
	.service_uuid = WITMOTION_SERVICE_UUID,
	.value_uuid = WITMOTION_DATA_UUID,
	.control_uuid = WITMOTION_WRITE_UUID,
	.start = DRIVER_START_WITMOTION,
	.finds = true,
	.state_size = sizeof(struct witmotion_decoder),
	.init = witmotion_decoder_init,
	.push = witmotion_decoder_push,
	.sent = witmotion_decoder_sent,
    },
    {
	.name = "Nordic UART",
	.service_uuid = NORDIC_UART_SERVICE_UUID,
	.value_uuid = NORDIC_UART_NOTIFY_UUID,
	.finds = true,
	.state_size = sizeof(struct nordic_uart_decoder),
	.init = nordic_uart_decoder_init,
	.push = nordic_uart_decoder_push,
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

static bool asks_for(const struct driver *driver, const char *device_name)
{
	return driver->device_name && device_name &&
	       strncmp(device_name, driver->device_name, strlen(driver->device_name)) == 0;
}

bool driver_is_for(const struct driver *driver, const char *device_name)
{
	if (driver->device_name)
		return asks_for(driver, device_name);
	for (size_t i = 0; i < drivers_count; i++) {
		if (asks_for(&drivers[i], device_name) &&
		    strcmp(drivers[i].service_uuid, driver->service_uuid) == 0 &&
		    strcmp(drivers[i].value_uuid, driver->value_uuid) == 0)
			return false;
	}
	return true;
}

const char *driver_advertised_uuid(const struct driver *driver)
{
	return driver->advertised_uuid ? driver->advertised_uuid : driver->service_uuid;
}

const struct driver *driver_named(const char *name)
{
	for (size_t i = 0; i < drivers_count; i++) {
		if (strcmp(drivers[i].name, name) == 0)
			return &drivers[i];
	}
	return NULL;
}
