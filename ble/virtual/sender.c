/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/sender.h"

#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"

#include <errno.h>
#include <string.h>

const char *const sender_readable[] = {"read", NULL};
const char *const sender_notifying[] = {"notify", NULL};
const char *const sender_indicating[] = {"indicate", NULL};
const char *const sender_readable_notifying[] = {"read", "notify", NULL};
const char *const sender_writable[] = {"write", "write-without-response", NULL};
const struct gatt_characteristic sender_device_information[4] = {
    {MANUFACTURER_NAME_UUID, 0x0019, sender_readable},
    {MODEL_NUMBER_UUID, 0x001b, sender_readable},
    {SERIAL_NUMBER_UUID, 0x001d, sender_readable},
    {FIRMWARE_REVISION_UUID, 0x001f, sender_readable},
};
const struct gatt_characteristic sender_battery_level[1] = {
    {BATTERY_LEVEL_UUID, 0x0028, sender_readable_notifying},
};

/* A "sample" of the clock is a millisecond. */
static void set_due(struct sender *s, size_t i, uint64_t start_ns)
{
	sample_clock_init(&s->due[i], 1000, s->settings.rate_error, start_ns);
	s->period_ms[i] = s->sendings[i].period_ms;
	s->sent[i] = 0;
}

void sender_init(struct sender *s, const struct wearable_settings *settings,
		 const struct sending *sendings, size_t count)
{
	*s = (struct sender){
	    .settings = *settings,
	    .clock = {.start_ns = settings->clock_start_ns, .drift = settings->clock_drift},
	    .sendings = sendings,
	    .sendings_count = count,
	};
	noise_init(&s->noise, settings->seed);
	motion_init(&s->motion, settings->seed, &settings->motion);
	for (size_t i = 0; i < count; i++)
		set_due(s, i, 0);
}

static uint64_t due_ns(const struct sender *s, size_t i)
{
	return sample_clock_ns(&s->due[i], (s->sent[i] + 1) * s->period_ms[i]);
}

void sender_set_period(struct sender *s, size_t sending, uint32_t period_ms)
{
	set_due(s, sending, s->now_ns);
	s->period_ms[sending] = period_ms;
}

double sender_about(struct sender *s, double value, double spread)
{
	return value + spread * (2 * noise_uniform(&s->noise) - 1);
}

uint8_t sender_battery_percent(const struct sender *s)
{
	uint64_t spent = s->now_ns / 1000000000 / SENDER_BATTERY_S;

	return spent < s->settings.battery_percent ? (uint8_t)(s->settings.battery_percent - spent)
						   : 0;
}

uint32_t sender_clock_ms(const struct sender *s, uint64_t ns)
{
	return (uint32_t)((wearable_clock_stamp(&s->clock, ns) - s->clock.start_ns) / 1000000);
}

long sender_battery(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	(void)ns;
	(void)size;
	out[0] = sender_battery_percent(s);
	return 1;
}

long sender_read(const void *state, const char *uuid, uint8_t *out, size_t size)
{
	if (strcmp(uuid, BATTERY_LEVEL_UUID) != 0 || size < 1)
		return -ENOENT;
	out[0] = sender_battery_percent(state);
	return 1;
}

bool sender_answer(void *state, struct wearable_packet *answer)
{
	struct sender *s = state;

	if (!s->has_answer)
		return false;
	*answer = s->answer;
	answer->event = WEARABLE_PACKET;
	answer->content = CONTENT_ANSWER;
	s->has_answer = false;
	return true;
}

void sender_subscribe(void *state, const char *uuid)
{
	struct sender *s = state;

	for (size_t i = 0; i < s->sendings_count; i++) {
		if (strcmp(s->sendings[i].uuid, uuid) == 0)
			s->wanted[i] = true;
	}
}

void sender_unlink(void *state)
{
	struct sender *s = state;

	memset(s->wanted, 0, sizeof(s->wanted));
}

static bool is_waited_for(const struct sending *sending)
{
	return sending->content != CONTENT_BATTERY;
}

bool sender_is_on(const void *state)
{
	const struct sender *s = state;

	for (size_t i = 0; i < s->sendings_count; i++) {
		if (s->wanted[i] && is_waited_for(&s->sendings[i]))
			return true;
	}
	return false;
}

unsigned sender_settle_ms(const void *state)
{
	(void)state;
	return 50;
}

static size_t next_sending(const struct sender *s)
{
	size_t next = 0;

	for (size_t i = 1; i < s->sendings_count; i++) {
		if (due_ns(s, i) < due_ns(s, next))
			next = i;
	}
	return next;
}

static void make(struct sender *s, size_t i, struct wearable_packet *packet)
{
	const struct sending *sending = &s->sendings[i];
	long size = sending->make(s, packet->due_ns, packet->data, sizeof(packet->data));

	packet->event = WEARABLE_PACKET;
	packet->content = sending->content;
	packet->uuid = sending->uuid;
	packet->waited_for = is_waited_for(sending);
	packet->samples = sending->samples;
	packet->size = size > 0 ? (uint16_t)size : 0;
}

int sender_next(void *state, struct wearable_packet *packet)
{
	struct sender *s = state;

	for (;;) {
		size_t i = next_sending(s);

		packet->due_ns = due_ns(s, i);
		if (s->settings.end_ns > 0 && packet->due_ns > s->settings.end_ns) {
			packet->event = WEARABLE_END;
			packet->due_ns = s->settings.end_ns;
			return 0;
		}
		s->now_ns = packet->due_ns;
		s->sent[i]++;
		packet->size = 0;
		if (s->wanted[i])
			make(s, i, packet);
		if (packet->size > 0)
			return 0;
	}
}

int sender_skip(void *state, uint64_t until_ns)
{
	struct sender *s = state;

	for (size_t i = 0; i < s->sendings_count; i++) {
		while (due_ns(s, i) < until_ns)
			s->sent[i]++;
	}
	s->now_ns = until_ns;
	return 0;
}

void sender_reset_clock(void *state)
{
	struct sender *s = state;

	s->clock.reset_ns = s->now_ns;
}

void sender_set_rate_error(void *state, double rate_error)
{
	struct sender *s = state;

	for (size_t i = 0; i < s->sendings_count; i++)
		sample_clock_set_error(&s->due[i], s->sent[i] * s->period_ms[i], rate_error);
	s->settings.rate_error = rate_error;
}

void sender_count(const void *state, struct wearable_counts *counts)
{
	(void)state;
	*counts = (struct wearable_counts){0};
}
