/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The attributes behind a list of GATT services, in order of their handles: what a client sees of
 * it over the Attribute Protocol. Pure.
 *
 * Bluetooth Core Specification, Vol 3 Part G (GATT), section 3: a service declaration, then for
 * each characteristic its declaration, its value (the handle after) and, where it notifies or
 * indicates, its Client Characteristic Configuration (the handle after that).
 */
#pragma once

#include "ble/virtual/gatt-table.h"

#include <stdbool.h>

enum {
	ATT_ATTRIBUTES_MAX = 128,
	ATT_UUID_SIZE = 16,
};

enum {
	GATT_PRIMARY_SERVICE = 0x2800,
	GATT_SECONDARY_SERVICE = 0x2801,
	GATT_CHARACTERISTIC = 0x2803,
	GATT_CLIENT_CONFIGURATION = 0x2902,
};

enum {
	GATT_READ = 0x02,
	GATT_WRITE_WITHOUT_RESPONSE = 0x04,
	GATT_WRITE = 0x08,
	GATT_NOTIFY = 0x10,
	GATT_INDICATE = 0x20,
};

/* As sent: least significant byte first, 2 or 16 bytes. */
struct att_uuid {
	uint8_t size;
	uint8_t data[ATT_UUID_SIZE];
};

enum att_kind { ATT_SERVICE, ATT_CHARACTERISTIC, ATT_VALUE, ATT_CONFIGURATION };

struct att_attribute {
	enum att_kind kind;
	uint16_t handle;
	uint16_t group_end;     /* of a service: its last handle */
	uint8_t properties;     /* of a characteristic, in all its attributes */
	bool needs_encryption;  /* value and configuration */
	uint16_t configuration; /* what the client of this link has written */
	const char *name;       /* the UUID as text, as in the list of services */
	struct att_uuid uuid;   /* of the service or the characteristic */
};

struct att_table {
	struct att_attribute attribute[ATT_ATTRIBUTES_MAX];
	size_t count;
};

/* -EINVAL for a UUID that is none or handles that do not rise, -ENOSPC for too many. The services
 * must live as long as the table. */
int att_table_add(struct att_table *table, const struct gatt_service *services, size_t count);
/* All characteristics of this service; nothing when it is not there. */
void att_table_require_encryption(struct att_table *table, const char *service);

/* NULL when there is none. */
struct att_attribute *att_table_find(struct att_table *table, uint16_t handle);
/* The value (or configuration) of a characteristic; NULL when there is none. */
struct att_attribute *att_table_named(struct att_table *table, enum att_kind kind,
				      const char *name);
/* The attribute's type. */
struct att_uuid att_attribute_type(const struct att_attribute *attribute);

/* "0000180d-0000-1000-8000-00805f9b34fb" and the like; 2 bytes when it is of the Bluetooth base. */
int att_uuid_parse(struct att_uuid *uuid, const char *text);
bool att_uuid_equal(const struct att_uuid *a, const struct att_uuid *b);
