/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/device.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const struct device_quantiser device_h10 = {
    .name = "h10",
    .rate_hz = 130,
    .step_uv = 2.2827,
    .count_max = 8191,
};

const struct device_quantiser *device_find(const char *name)
{
	return strcmp(name, device_h10.name) == 0 ? &device_h10 : NULL;
}

int32_t device_quantise_uv(const struct device_quantiser *device, float uv)
{
	double count;

	if (isnan(uv))
		return 0;
	count = rint((double)uv / device->step_uv);
	count = fmin(fmax(count, -(double)device->count_max - 1), device->count_max);
	return (int32_t)(count * device->step_uv);
}
