/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device Information service 0x180A: strings that name the device. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define DEVICE_INFORMATION_SERVICE_UUID "0000180a-0000-1000-8000-00805f9b34fb"
#define MODEL_NUMBER_UUID               "00002a24-0000-1000-8000-00805f9b34fb"
#define SERIAL_NUMBER_UUID              "00002a25-0000-1000-8000-00805f9b34fb"
#define FIRMWARE_REVISION_UUID          "00002a26-0000-1000-8000-00805f9b34fb"
#define MANUFACTURER_NAME_UUID          "00002a29-0000-1000-8000-00805f9b34fb"

enum { DEVICE_STRING_MAX = 64 };

/* Copies a string characteristic: trailing NULs left out, bytes that are no printable UTF-8
 * replaced by '?', always terminated. Returns its length, or -EMSGSIZE when it was cut. */
long device_string_decode(const uint8_t *data, size_t size, char out[DEVICE_STRING_MAX]);
