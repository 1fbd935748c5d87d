/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The GATT services of a wearable, with the handles that BlueZ builds object paths from. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct gatt_characteristic {
	const char *uuid;
	uint16_t handle;
	const char *const *flags; /* BlueZ's words, NULL at the end */
};

struct gatt_service {
	const char *uuid;
	uint16_t handle;
	const struct gatt_characteristic *characteristics;
	size_t characteristics_count;
};
