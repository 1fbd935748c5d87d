/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the samples of the virtual wearable come from: a recording or a synthetic heart. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { WEARABLE_RATE_HZ = 130 };

/* What the strap's front end sees in one sample time (1/130 s). */
struct wearable_sample {
	int32_t uv;       /* as the strap sends it: quantised, whole microvolts */
	uint16_t rr_1024; /* the RR interval whose beat lies in this sample, 1/1024 s; 0 = none */
	bool contact;     /* electrodes touch the skin */
	bool linked;      /* false: the strap is out of the hub's reach */
};

struct wearable_source {
	void *context;
	bool has_heart_rate; /* false: beats are not known, no heart-rate packets are sent */
	/* Returns 1 and *sample, 0 at the end (and ever after), or -errno. */
	int (*next)(void *context, struct wearable_sample *sample);
};
