/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/immediate_alert.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t again[ALERT_LEVEL_SIZE];
	enum alert_level level;

	if (alert_level_decode(data, size, &level) < 0)
		return 0;
	if (alert_level_encode(level, again, sizeof again) != (long)size || again[0] != data[0])
		abort();
	return 0;
}
