/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Immediate Alert service 0x1802, alert level 0x2A06 (Bluetooth SIG, IAS 1.0): one byte, written
 * without response, makes a wearable buzz, beep or blink. Nothing comes back.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define IMMEDIATE_ALERT_SERVICE_UUID "00001802-0000-1000-8000-00805f9b34fb"
#define ALERT_LEVEL_UUID             "00002a06-0000-1000-8000-00805f9b34fb"

enum alert_level { ALERT_NONE = 0, ALERT_MILD = 1, ALERT_HIGH = 2 };

enum { ALERT_LEVEL_SIZE = 1 };

/* Returns the bytes written, -ERANGE for what is no level, or -ENOBUFS. */
long alert_level_encode(unsigned int level, uint8_t *out, size_t size);
/* For the peripheral's side. Returns 0, or -EBADMSG for a wrong length or what is no level. */
int alert_level_decode(const uint8_t *data, size_t size, enum alert_level *level);
