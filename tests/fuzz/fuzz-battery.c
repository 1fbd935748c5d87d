/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/battery.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sample_block block;

	if (battery_decode(data, size, &block) == 0 &&
	    (size != 1 || block.battery.percent != data[0] || block.battery.percent > 100))
		abort();
	return 0;
}
