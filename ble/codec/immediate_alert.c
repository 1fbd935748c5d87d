/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/immediate_alert.h"

#include <errno.h>

long alert_level_encode(unsigned int level, uint8_t *out, size_t size)
{
	if (level > ALERT_HIGH)
		return -ERANGE;
	if (size < ALERT_LEVEL_SIZE)
		return -ENOBUFS;
	out[0] = (uint8_t)level;
	return ALERT_LEVEL_SIZE;
}

int alert_level_decode(const uint8_t *data, size_t size, enum alert_level *level)
{
	if (size != ALERT_LEVEL_SIZE || data[0] > ALERT_HIGH)
		return -EBADMSG;
	*level = (enum alert_level)data[0];
	return 0;
}
