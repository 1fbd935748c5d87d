/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/capture-source.h"

#include "ble/codec/battery.h"
#include "ble/codec/heart_rate.h"
#include "ble/virtual/capture-script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A hub that asks for less than the captured one did is waited for so long; one that only has to
 * read a value yet, for less. */
enum { SETTLE_MS = 500, SETTLE_READ_MS = 100 };

struct capture_source {
	struct wearable_kind kind;
	struct capture_script script;
	struct capture_reader *reader;
	struct recording_message message;
	unsigned wearable;
	unsigned link;    /* connections begun in the capture so far */
	uint64_t drivers; /* bits: those that gave a value in this one */
	bool link_ended;  /* in the capture; whether it comes back is not known yet */
	bool at_end;
	bool has_start;
	int64_t start_ns;
	uint64_t due_ns;
	uint64_t subscribed;                 /* bits of drivers, by the hub that listens now */
	unsigned written;                    /* commands of it */
	bool has_read;                       /* it has read what is read first */
	const struct script_command *answer; /* not taken yet */
	struct wearable_packet held;
	bool has_held;
};

/* The state of a wearable of this kind. */
struct capture_wearable {
	struct capture_source *source;
};

static struct capture_source *source_of(const void *state)
{
	return ((const struct capture_wearable *)state)->source;
}

static int driver_of(const struct capture_source *s, const char *uuid, bool control)
{
	for (unsigned i = 0; i < s->script.drivers_count; i++) {
		const struct driver *driver = s->script.drivers[i];
		const char *own = !driver   ? NULL
				  : control ? driver->control_uuid
					    : driver->value_uuid;

		if (own && strcmp(own, uuid) == 0)
			return (int)i;
	}
	return -1;
}

static void init(void *state, const struct wearable_settings *settings,
		 const struct wearable_source *source)
{
	(void)settings;
	((struct capture_wearable *)state)->source = source->context;
}

/* The connection that is, or that begins next. */
static const struct script_link *link_now(const struct capture_source *s)
{
	unsigned link = s->link == 0 || s->link_ended ? s->link : s->link - 1;

	return &s->script.link[link < s->script.links ? link : s->script.links - 1];
}

static long read_value(const void *state, const char *uuid, uint8_t *out, size_t size)
{
	struct capture_source *s = source_of(state);
	const struct script_link *link = link_now(s);
	int driver = driver_of(s, uuid, false);

	if (driver < 0 || !s->script.drivers[driver]->read_first || link->read_size == 0 ||
	    size < link->read_size)
		return -ENOENT;
	memcpy(out, link->read, link->read_size);
	s->has_read = true;
	return link->read_size;
}

static void write_value(void *state, const char *uuid, const uint8_t *data, size_t size,
			uint16_t mtu)
{
	struct capture_source *s = source_of(state);
	int driver = driver_of(s, uuid, true);

	(void)mtu;
	if (driver < 0)
		return;
	s->written++;
	s->answer = capture_script_answer(&s->script, (uint8_t)driver, data, size);
}

static bool answer(void *state, struct wearable_packet *packet)
{
	struct capture_source *s = source_of(state);
	const struct script_command *command = s->answer;

	if (!command || command->answer_size > sizeof(packet->data))
		return false;
	*packet = (struct wearable_packet){
	    .event = WEARABLE_PACKET,
	    .content = CONTENT_ANSWER,
	    .uuid = s->script.drivers[command->driver]->control_uuid,
	    .size = command->answer_size,
	};
	memcpy(packet->data, command->answer, command->answer_size);
	s->answer = NULL;
	return true;
}

static void subscribe(void *state, const char *uuid)
{
	struct capture_source *s = source_of(state);
	int driver = driver_of(s, uuid, false);

	if (driver >= 0)
		s->subscribed |= UINT64_C(1) << driver;
}

static void unlink_it(void *state)
{
	struct capture_source *s = source_of(state);

	s->subscribed = 0;
	s->written = 0;
	s->has_read = false;
	s->answer = NULL;
}

static bool is_on(const void *state)
{
	const struct capture_source *s = source_of(state);

	return s->subscribed != 0 && !s->at_end;
}

static unsigned settle_ms(const void *state)
{
	const struct capture_source *s = source_of(state);
	const struct script_link *link = link_now(s);
	bool ready =
	    (s->subscribed & link->drivers) == link->drivers && s->written >= link->commands;

	if (!ready)
		return SETTLE_MS;
	return link->read_size > 0 && !s->has_read ? SETTLE_READ_MS : 0;
}

static uint64_t due_of(struct capture_source *s, const struct capture_event *event)
{
	int64_t since_ns;

	if (!s->has_start)
		s->start_ns = event->arrival_ns;
	s->has_start = true;
	since_ns = event->arrival_ns - s->start_ns;
	/* Two characteristics may overtake each other by a little. */
	if (since_ns > 0 && (uint64_t)since_ns > s->due_ns)
		s->due_ns = (uint64_t)since_ns;
	return s->due_ns;
}

static enum wearable_content content_of(const struct driver *driver)
{
	if (strcmp(driver->value_uuid, HEART_RATE_MEASUREMENT_UUID) == 0)
		return CONTENT_HEART_RATE;
	if (strcmp(driver->value_uuid, BATTERY_LEVEL_UUID) == 0)
		return CONTENT_BATTERY;
	return driver->control_uuid ? CONTENT_ECG : CONTENT_READING;
}

/* FALSE for what is not to be played: a value that the hub reads by itself. */
static bool make_packet(struct capture_source *s, const struct capture_event *event,
			struct wearable_packet *packet)
{
	const struct driver *driver = s->script.drivers[event->driver];
	uint64_t bit = UINT64_C(1) << event->driver;
	bool was_read = driver && driver->read_first && !(s->drivers & bit);

	s->drivers |= bit;
	if (!driver || was_read || event->size > sizeof(packet->data))
		return false;
	packet->event = WEARABLE_PACKET;
	packet->content = content_of(driver);
	packet->uuid = driver->value_uuid;
	packet->waited_for = driver->finds;
	packet->size = event->size;
	memcpy(packet->data, event->bytes, event->size);
	return true;
}

/* FALSE = nothing that is to be played happened. */
static bool begin_link(struct capture_source *s, struct wearable_packet *packet)
{
	bool was_lost = s->link_ended;

	s->link++;
	s->drivers = 0;
	s->link_ended = false;
	packet->event = WEARABLE_LINK_LOST;
	s->held = *packet;
	s->held.event = WEARABLE_LINK_BACK;
	s->has_held = was_lost;
	return was_lost;
}

static bool take(struct capture_source *s, const struct capture_event *event,
		 struct wearable_packet *packet)
{
	switch (event->kind) {
	case CAPTURE_LINK_BEGIN:
		return begin_link(s, packet);
	case CAPTURE_LINK_END:
		s->link_ended = true;
		return false;
	case CAPTURE_NOTIFIED:
		return make_packet(s, event, packet);
	case CAPTURE_DRIVER:
	case CAPTURE_STREAM_BEGIN:
	case CAPTURE_SENT:
	case CAPTURE_ANSWERED:
	case CAPTURE_LOST:
	case CAPTURE_LIMITS:
	case CAPTURE_END:
		return false;
	}
	return false;
}

static int next(void *state, struct wearable_packet *packet)
{
	struct capture_source *s = source_of(state);
	struct capture_event event;
	int rc;

	if (s->has_held) {
		*packet = s->held;
		s->has_held = false;
		return 0;
	}
	*packet = (struct wearable_packet){.event = WEARABLE_END};
	while ((rc = capture_reader_get(s->reader, &event, &s->message)) > 0) {
		if (event.wearable != s->wearable || event.kind == CAPTURE_DRIVER)
			continue;
		packet->due_ns = due_of(s, &event);
		if (take(s, &event, packet))
			return 0;
	}
	s->at_end = true;
	packet->event = WEARABLE_END;
	packet->due_ns = s->due_ns;
	return rc;
}

static int skip(void *state, uint64_t until_ns)
{
	struct capture_source *s = source_of(state);
	int rc = 0;

	while (rc == 0 && !s->at_end) {
		struct wearable_packet packet;

		rc = next(state, &packet);
		if (rc == 0 && (packet.due_ns > until_ns || packet.event != WEARABLE_PACKET)) {
			s->held = packet;
			s->has_held = true;
			break;
		}
	}
	return rc;
}

static void reset_clock(void *state)
{
	(void)state; /* its clock's stamps are in the captured bytes */
}

static void set_rate_error(void *state, double rate_error)
{
	(void)state;
	(void)rate_error;
}

static void count(const void *state, struct wearable_counts *counts)
{
	(void)state;
	*counts = (struct wearable_counts){0};
}

static const struct wearable_kind wearable_capture = {
    .name = "capture",
    .meaning = "a captured wearable again",
    .local_name = "Captured wearable",
    .model = "captured wearable",
    .plays_heart = true,
    .state_size = sizeof(struct capture_wearable),
    .init = init,
    .read = read_value,
    .write = write_value,
    .answer = answer,
    .subscribe = subscribe,
    .unlink = unlink_it,
    .is_on = is_on,
    .settle_ms = settle_ms,
    .next = next,
    .skip = skip,
    .reset_clock = reset_clock,
    .set_rate_error = set_rate_error,
    .count = count,
};

int capture_source_open(struct capture_source **ret, const char *path, unsigned wearable,
			struct recording_message *message)
{
	struct capture_source *s = calloc(1, sizeof(*s));
	int rc;

	*ret = NULL;
	if (!s)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	s->wearable = wearable;
	rc = capture_script_read(&s->script, path, wearable, message);
	if (rc == 0)
		rc = capture_reader_open(&s->reader, path, message);
	if (rc < 0) {
		capture_source_close(s);
		return rc;
	}
	s->kind = wearable_capture;
	s->kind.services = s->script.service;
	s->kind.services_count = s->script.services;
	*ret = s;
	return 0;
}

void capture_source_close(struct capture_source *s)
{
	if (!s)
		return;
	capture_reader_close(s->reader);
	free(s);
}

const struct wearable_kind *capture_source_kind(const struct capture_source *s)
{
	return &s->kind;
}

struct wearable_source capture_source_samples(struct capture_source *s)
{
	return (struct wearable_source){.context = s};
}

const char *capture_source_error(const struct capture_source *s)
{
	return s->message.text;
}
