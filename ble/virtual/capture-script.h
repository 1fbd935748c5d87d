/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What has to be known of a captured wearable before it is played: its services, what it answered
 * to which command, and what the hub did in each connection before values came.
 */
#pragma once

#include "ble/codec/driver.h"
#include "ble/virtual/gatt-table.h"
#include "recordings/capture.h"

enum {
	SCRIPT_COMMANDS_MAX = 256,
	SCRIPT_COMMAND_BYTES = 64,
	SCRIPT_LINKS_MAX = 4096,
	SCRIPT_VALUE_BYTES = 20,
	SCRIPT_CHARACTERISTICS_MAX = 2 * CAPTURE_DRIVERS_MAX,
};

struct script_command {
	uint8_t driver;
	uint8_t sent_size;
	uint16_t answer_size; /* 0 = it did not answer */
	uint8_t sent[SCRIPT_COMMAND_BYTES];
	uint8_t answer[CAPTURE_BYTES_MAX];
};

/* One connection. */
struct script_link {
	uint64_t drivers;  /* bits: those that gave a value */
	unsigned commands; /* before the first value of a service that is commanded */
	bool commanded;    /* that value has come */
	uint8_t read_size; /* of the value that is read first, if there is one */
	uint8_t read[SCRIPT_VALUE_BYTES];
};

struct capture_script {
	const struct driver *drivers[CAPTURE_DRIVERS_MAX]; /* NULL = not known, or not used */
	unsigned drivers_count;
	struct script_command command[SCRIPT_COMMANDS_MAX];
	unsigned commands;
	struct script_link link[SCRIPT_LINKS_MAX];
	unsigned links;
	struct gatt_service service[CAPTURE_DRIVERS_MAX];
	unsigned services;
	struct gatt_characteristic characteristic[SCRIPT_CHARACTERISTICS_MAX];
	unsigned characteristics;
};

/* Reads the whole capture. *script is all zero before. Returns 0, or -errno with *message. */
int capture_script_read(struct capture_script *script, const char *path, unsigned wearable,
			struct recording_message *message);
/* What was answered to this command, or to one of the same first two bytes; NULL = nothing. */
const struct script_command *capture_script_answer(const struct capture_script *script,
						   uint8_t driver, const uint8_t *sent,
						   size_t size);
