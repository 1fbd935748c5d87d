/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/battery.h"

#include <errno.h>

int battery_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	if (size != 1 || data[0] > 100)
		return -EBADMSG;
	block->kind = SAMPLE_BATTERY;
	block->battery.percent = data[0];
	return 0;
}
