/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Movesense sensor: it streams what is subscribed to by the "GATT SensorData Protocol" (see
 * ble/codec/movesense.h): ECG at 125 to 512 Hz, taken from its source by straight lines between
 * its samples, acceleration and angular rate, and a packet for each beat. Pure.
 */
#pragma once

#include "ble/codec/movesense.h"
#include "ble/virtual/motion.h"
#include "ble/virtual/sample-clock.h"
#include "ble/virtual/wearable.h"

enum { MOVESENSE_RR_KEPT = 16 };

struct movesense_subscription {
	uint8_t reference; /* 0 = free */
	enum movesense_resource resource;
	struct sample_clock samples; /* not for beats */
	uint64_t sent;               /* samples of it */
};

struct movesense_sensor {
	struct wearable_settings settings;
	struct wearable_source source;
	struct wearable_clock clock;
	struct sample_clock heart; /* samples of the source */
	struct movesense_subscription subscription[MOVESENSE_SUBSCRIPTIONS_MAX];
	struct motion motion;
	uint64_t now_ns;

	uint64_t index; /* samples taken from the source; the last two are kept */
	int32_t uv[2];
	bool contact;
	bool linked;
	bool lost; /* the source says so, the hub is yet to be told */
	bool at_end;
	uint16_t rr_1024[MOVESENSE_RR_KEPT]; /* beats to be sent */
	uint16_t rr_count;
	uint64_t off_link_samples;

	struct wearable_packet answer;
	bool has_answer;
};

extern const struct wearable_kind wearable_movesense;
