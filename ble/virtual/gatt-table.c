/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/gatt-table.h"

#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/pmd.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const readable[] = {"read", NULL};
static const char *const notifying[] = {"notify", NULL};
static const char *const readable_notifying[] = {"read", "notify", NULL};
static const char *const commanded[] = {"read", "write", "indicate", NULL};

static const struct gatt_characteristic heart_rate[] = {
    {HEART_RATE_MEASUREMENT_UUID, 0x000d, notifying},
};
static const struct gatt_characteristic device_information[] = {
    {MANUFACTURER_NAME_UUID, 0x0019, readable},
    {MODEL_NUMBER_UUID, 0x001b, readable},
    {SERIAL_NUMBER_UUID, 0x001d, readable},
    {FIRMWARE_REVISION_UUID, 0x001f, readable},
};
static const struct gatt_characteristic battery[] = {
    {BATTERY_LEVEL_UUID, 0x0028, readable_notifying},
};
static const struct gatt_characteristic pmd[] = {
    {PMD_CONTROL_POINT_UUID, 0x0038, commanded},
    {PMD_DATA_UUID, 0x003b, notifying},
};

const struct gatt_service gatt_services[] = {
    {HEART_RATE_SERVICE_UUID, 0x000c, heart_rate, COUNT(heart_rate)},
    {DEVICE_INFORMATION_SERVICE_UUID, 0x0018, device_information, COUNT(device_information)},
    {BATTERY_SERVICE_UUID, 0x0027, battery, COUNT(battery)},
    {PMD_SERVICE_UUID, 0x0037, pmd, COUNT(pmd)},
};
const size_t gatt_services_count = COUNT(gatt_services);
