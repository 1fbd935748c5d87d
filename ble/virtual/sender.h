/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simple wearables: each sends a few kinds of packets, every so often, while somebody listens.
 * A kind is a table of its services and of what it sends; most of them are in vital-signs.c and
 * motion-pods.c. Pure.
 */
#pragma once

#include "ble/virtual/motion.h"
#include "ble/virtual/sample-clock.h"
#include "ble/virtual/wearable.h"

enum { SENDER_SENDINGS_MAX = 8, SENDER_BATTERY_S = 4 * 3600 };

struct sender;

struct sending {
	const char *uuid;
	uint32_t period_ms;
	enum wearable_content content;
	uint16_t samples; /* in each packet */
	/* Writes the packet that is due at ns and returns its size; 0 = there is nothing to say. */
	long (*make)(struct sender *s, uint64_t ns, uint8_t *out, size_t size);
};

struct sender {
	struct wearable_settings settings;
	struct wearable_clock clock;
	const struct sending *sendings;
	size_t sendings_count;
	struct sample_clock due[SENDER_SENDINGS_MAX];
	uint32_t period_ms[SENDER_SENDINGS_MAX];
	uint64_t sent[SENDER_SENDINGS_MAX];
	bool wanted[SENDER_SENDINGS_MAX];
	uint64_t now_ns;
	struct noise noise;
	struct motion motion;
	struct wearable_packet answer;
	bool has_answer;
};

void sender_init(struct sender *s, const struct wearable_settings *settings,
		 const struct sending *sendings, size_t count);
/* From now on this sending comes so often. */
void sender_set_period(struct sender *s, size_t sending, uint32_t period_ms);
/* value +- spread, drawn anew each time. */
double sender_about(struct sender *s, double value, double spread);
uint8_t sender_battery_percent(const struct sender *s);
/* Its own clock in whole milliseconds since it was switched on, as 32 bits. */
uint32_t sender_clock_ms(const struct sender *s, uint64_t ns);

/* For the rows of the kinds. */
long sender_read(const void *state, const char *uuid, uint8_t *out, size_t size);
bool sender_answer(void *state, struct wearable_packet *answer);
void sender_subscribe(void *state, const char *uuid);
void sender_unlink(void *state);
bool sender_is_on(const void *state);
unsigned sender_settle_ms(const void *state);
int sender_next(void *state, struct wearable_packet *packet);
int sender_skip(void *state, uint64_t until_ns);
void sender_reset_clock(void *state);
void sender_set_rate_error(void *state, double rate_error);
void sender_count(const void *state, struct wearable_counts *counts);
long sender_battery(struct sender *s, uint64_t ns, uint8_t *out, size_t size);

/* clang-format off: the members that all senders share. */
#define SENDER_ROW                                                                                 \
	.state_size = sizeof(struct sender), .read = sender_read, .answer = sender_answer,         \
	.subscribe = sender_subscribe, .unlink = sender_unlink, .is_on = sender_is_on,             \
	.settle_ms = sender_settle_ms, .next = sender_next, .skip = sender_skip,                   \
	.reset_clock = sender_reset_clock, .set_rate_error = sender_set_rate_error,                \
	.count = sender_count
/* clang-format on */

extern const struct wearable_kind wearable_oximeter, wearable_thermometer, wearable_cuff,
    wearable_scale, wearable_pod, wearable_thingy, wearable_uart;

/* The two services that every one of them has. */
extern const char *const sender_readable[],
    *const sender_notifying[], *const sender_indicating[], *const sender_readable_notifying[],
							       *const sender_writable[];
extern const struct gatt_characteristic sender_device_information[4];
extern const struct gatt_characteristic sender_battery_level[1];
/* clang-format off */
#define SENDER_COMMON_SERVICES \
	{DEVICE_INFORMATION_SERVICE_UUID, 0x0018, sender_device_information, 4}, \
	{BATTERY_SERVICE_UUID, 0x0027, sender_battery_level, 1}
/* clang-format on */
