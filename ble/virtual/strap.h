/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chest strap like the Polar H10, without its radio: it answers the commands of the PMD control
 * point and turns samples into the packets that the strap would notify, in the order and at the
 * times it would send them.
 *
 * Playing time is counted in ECG samples and runs only while somebody listens or the link is down,
 * so the same source gives the same packets however slow the hub is. Pure: no clock, no allocation.
 */
#pragma once

#include "ble/codec/pmd.h"
#include "ble/virtual/sample-clock.h"
#include "ble/virtual/strap-motion.h"
#include "ble/virtual/wearable.h"

#include <stddef.h>

enum { STRAP_FEATURES_SIZE = 17, STRAP_RR_KEPT = 16, STRAP_SERVICES = 4 };

struct strap {
	struct wearable_settings settings;
	struct wearable_source source;
	struct wearable_clock clock;
	struct sample_clock samples;
	bool started; /* the ECG stream is on */
	bool heart_rate_wanted;
	bool linked;
	bool at_end;

	uint64_t index; /* samples taken */
	struct wearable_sample held;
	bool holds_sample; /* held was taken from the source but not used */

	struct ecg_block frame;
	struct strap_motion motion;

	bool heart_rate_due, battery_due;
	bool contact;
	uint16_t rr_waiting[STRAP_RR_KEPT]; /* not sent yet */
	uint16_t rr_waiting_count;
	uint16_t rr_recent[STRAP_RR_KEPT]; /* a ring, for the mean rate */
	uint16_t rr_recent_count;

	uint64_t off_link_samples; /* taken while nobody could hear */
	struct wearable_packet answer;
	bool has_answer;
};

extern const struct wearable_kind wearable_strap;
/* With Immediate Alert. */
extern const struct wearable_kind wearable_buzzing_strap;
extern const struct gatt_service strap_services[STRAP_SERVICES];

void strap_init(struct strap *s, const struct wearable_settings *settings,
		const struct wearable_source *source);

/* What reading the control point gives. */
void strap_features(uint8_t out[STRAP_FEATURES_SIZE]);
uint8_t strap_battery_percent(const struct strap *s);

/* Answers a write to the control point; mtu is that of the link. Writes the indication into out
 * and returns its size, or -ENOBUFS. */
long strap_command(struct strap *s, const uint8_t *data, size_t size, uint16_t mtu, uint8_t *out,
		   size_t out_size);

/* The link is gone: the streams stop. Samples go on with the next start where they stopped. */
void strap_unlink(struct strap *s);

/* The next thing that happens; call only while a stream is started or the link is lost. Returns 0
 * or the source's -errno. */
int strap_next(struct strap *s, struct wearable_packet *packet);
/* Samples up to then are nobody's. Returns 0 or the source's -errno. */
int strap_skip(struct strap *s, uint64_t until_ns);
