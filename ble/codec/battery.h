/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Battery service, level characteristic 0x2A19: one byte, percent. */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define BATTERY_SERVICE_UUID "0000180f-0000-1000-8000-00805f9b34fb"
#define BATTERY_LEVEL_UUID   "00002a19-0000-1000-8000-00805f9b34fb"

/* Returns 0, or -EBADMSG for a wrong length or more than 100 %. */
int battery_decode(const uint8_t *data, size_t size, struct sample_block *block);
