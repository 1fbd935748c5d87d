/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a wearable makes of the true voltage: its rate and its quantiser.
 */
#pragma once

#include <stdint.h>

struct device_quantiser {
	const char *name; /* as in --device NAME */
	double rate_hz;
	double step_uv;    /* one count */
	int32_t count_max; /* counts are clamped to -count_max-1 .. count_max */
};

/* Polar H10: 130 Hz, 14 bits of 2.2827 uV, sent in whole microvolts truncated toward zero. */
extern const struct device_quantiser device_h10;

/* Returns the device called name, or NULL. */
const struct device_quantiser *device_find(const char *name);

/* The microvolts that the device would send for a true voltage; NaN gives 0. */
int32_t device_quantise_uv(const struct device_quantiser *device, float uv);
