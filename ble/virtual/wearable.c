/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/wearable.h"

#include "ble/virtual/movesense-sensor.h"
#include "ble/virtual/sender.h"
#include "ble/virtual/strap.h"

#include <string.h>

const struct wearable_settings wearable_settings_default = {
    .seed = 1,
    .clock_start_ns = WEARABLE_CLOCK_START_NS,
    .battery_percent = 85,
};

const struct wearable_kind *const wearable_kinds[] = {
    &wearable_strap,       &wearable_buzzing_strap, &wearable_movesense, &wearable_oximeter,
    &wearable_thermometer, &wearable_cuff,          &wearable_scale,     &wearable_pod,
    &wearable_thingy,      &wearable_uart,
};
const size_t wearable_kinds_count = sizeof(wearable_kinds) / sizeof(wearable_kinds[0]);

const struct wearable_kind *wearable_kind_named(const char *name)
{
	for (size_t i = 0; i < wearable_kinds_count; i++) {
		if (strcmp(wearable_kinds[i]->name, name) == 0)
			return wearable_kinds[i];
	}
	return NULL;
}
