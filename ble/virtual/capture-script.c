/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/capture-script.h"

#include <errno.h>
#include <string.h>

/* Handles only have to differ, and to leave room for descriptors. */
enum { HANDLE_FIRST = 0x0010, HANDLE_STEP = 4 };

static const char *const notifying[] = {"notify", NULL};
static const char *const readable_notifying[] = {"read", "notify", NULL};
static const char *const writable[] = {"write", "write-without-response", NULL};
static const char *const answering[] = {"write", "indicate", NULL};

static void use_driver(struct capture_script *script, const struct capture_reader *reader,
		       uint8_t driver)
{
	if (!script->drivers[driver])
		script->drivers[driver] = driver_named(capture_reader_driver(reader, driver));
	if (driver >= script->drivers_count)
		script->drivers_count = driver + 1U;
}

static void add_command(struct capture_script *script, const struct capture_event *event)
{
	struct script_command *command = &script->command[script->commands];

	if (script->links > 0 && !script->link[script->links - 1].commanded)
		script->link[script->links - 1].commands++;
	if (script->commands == SCRIPT_COMMANDS_MAX || event->size > SCRIPT_COMMAND_BYTES)
		return;
	command->driver = event->driver;
	command->sent_size = (uint8_t)event->size;
	memcpy(command->sent, event->bytes, event->size);
	script->commands++;
}

static void add_answer(struct capture_script *script, const struct capture_event *event)
{
	for (unsigned i = script->commands; i > 0; i--) {
		struct script_command *command = &script->command[i - 1];

		if (command->driver != event->driver)
			continue;
		if (command->answer_size == 0) {
			command->answer_size = event->size;
			memcpy(command->answer, event->bytes, event->size);
		}
		return;
	}
}

static void add_value(struct capture_script *script, const struct capture_event *event)
{
	const struct driver *driver = script->drivers[event->driver];
	struct script_link *link;
	uint64_t bit = UINT64_C(1) << event->driver;

	if (script->links == 0 || !driver)
		return;
	link = &script->link[script->links - 1];
	if (driver->read_first && !(link->drivers & bit) && event->size <= SCRIPT_VALUE_BYTES) {
		link->read_size = (uint8_t)event->size;
		memcpy(link->read, event->bytes, event->size);
	}
	link->drivers |= bit;
	link->commanded = link->commanded || driver->control_uuid;
}

static void take(struct capture_script *script, const struct capture_reader *reader,
		 const struct capture_event *event)
{
	switch (event->kind) {
	case CAPTURE_LINK_BEGIN:
		if (script->links < SCRIPT_LINKS_MAX)
			script->links++;
		break;
	case CAPTURE_SENT:
		use_driver(script, reader, event->driver);
		add_command(script, event);
		break;
	case CAPTURE_ANSWERED:
		use_driver(script, reader, event->driver);
		add_answer(script, event);
		break;
	case CAPTURE_NOTIFIED:
		use_driver(script, reader, event->driver);
		add_value(script, event);
		break;
	case CAPTURE_DRIVER:
	case CAPTURE_STREAM_BEGIN:
	case CAPTURE_LOST:
	case CAPTURE_LINK_END:
	case CAPTURE_LIMITS:
	case CAPTURE_END:
		break;
	}
}

static bool is_new_service(const struct capture_script *script, const char *uuid)
{
	for (unsigned i = 0; i < script->services; i++)
		if (strcmp(script->service[i].uuid, uuid) == 0)
			return false;
	return true;
}

static void add_characteristic(struct capture_script *script, struct gatt_service *service,
			       const char *uuid, const char *const *flags, uint16_t *handle)
{
	for (size_t i = 0; i < service->characteristics_count; i++)
		if (strcmp(service->characteristics[i].uuid, uuid) == 0)
			return;
	script->characteristic[script->characteristics++] =
	    (struct gatt_characteristic){uuid, *handle, flags};
	service->characteristics_count++;
	*handle = (uint16_t)(*handle + HANDLE_STEP);
}

/* A characteristic that indicates takes commands from its subscribers only. */
static const char *const *control_flags(const struct capture_script *script, unsigned driver)
{
	for (unsigned i = 0; i < script->commands; i++)
		if (script->command[i].driver == driver && script->command[i].answer_size > 0)
			return answering;
	return writable;
}

/* What the service cannot lack, though it gave nothing: the hub would wait for it. */
static void add_silent(struct capture_script *script, struct gatt_service *service,
		       uint16_t *handle)
{
	for (size_t i = 0; i < drivers_count; i++) {
		const struct driver *driver = &drivers[i];

		if (driver->optional || strcmp(driver->service_uuid, service->uuid) != 0)
			continue;
		add_characteristic(script, service, driver->value_uuid, notifying, handle);
		if (driver->control_uuid)
			add_characteristic(script, service, driver->control_uuid, writable, handle);
	}
}

/* A service with the characteristics of all its drivers. */
static void add_service(struct capture_script *script, const char *uuid, uint16_t *handle)
{
	struct gatt_service *service = &script->service[script->services++];

	*service = (struct gatt_service){uuid, *handle,
					 &script->characteristic[script->characteristics], 0};
	*handle = (uint16_t)(*handle + HANDLE_STEP);
	for (unsigned i = 0; i < script->drivers_count; i++) {
		const struct driver *driver = script->drivers[i];

		if (!driver || strcmp(driver->service_uuid, uuid) != 0)
			continue;
		if (driver->control_uuid && strcmp(driver->control_uuid, driver->value_uuid) != 0)
			add_characteristic(script, service, driver->control_uuid,
					   control_flags(script, i), handle);
		add_characteristic(script, service, driver->value_uuid,
				   driver->read_first ? readable_notifying : notifying, handle);
	}
	add_silent(script, service, handle);
}

static void make_services(struct capture_script *script)
{
	uint16_t handle = HANDLE_FIRST;

	for (unsigned i = 0; i < script->drivers_count; i++) {
		const struct driver *driver = script->drivers[i];

		if (driver && is_new_service(script, driver->service_uuid))
			add_service(script, driver->service_uuid, &handle);
	}
}

/* Whether the hub would connect to what it is. */
static bool is_wearable(const struct capture_script *script)
{
	for (unsigned i = 0; i < script->drivers_count; i++)
		if (script->drivers[i] && script->drivers[i]->finds)
			return true;
	return false;
}

int capture_script_read(struct capture_script *script, const char *path, unsigned wearable,
			struct recording_message *message)
{
	struct capture_reader *reader;
	struct capture_event event;
	int rc = capture_reader_open(&reader, path, message);

	if (rc < 0)
		return rc;
	while ((rc = capture_reader_get(reader, &event, message)) > 0)
		if (event.wearable == wearable)
			take(script, reader, &event);
	capture_reader_close(reader);
	if (rc < 0)
		return rc;
	/* A capture that never tells of a connection is one of one connection. */
	if (script->links == 0)
		script->links = 1;
	make_services(script);
	if (!is_wearable(script))
		return message_set(message, -EINVAL,
				   "%s: has nothing of a wearable %u that can be played", path,
				   wearable);
	return 0;
}

const struct script_command *capture_script_answer(const struct capture_script *script,
						   uint8_t driver, const uint8_t *sent, size_t size)
{
	const struct script_command *similar = NULL;

	for (unsigned i = 0; i < script->commands; i++) {
		const struct script_command *command = &script->command[i];

		if (command->driver != driver || command->answer_size == 0)
			continue;
		if (command->sent_size == size && memcmp(command->sent, sent, size) == 0)
			return command;
		if (command->sent_size >= 2 && size >= 2 && memcmp(command->sent, sent, 2) == 0)
			similar = command;
	}
	return similar;
}
