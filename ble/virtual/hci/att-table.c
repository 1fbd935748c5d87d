/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/att-table.h"

#include <errno.h>
#include <string.h>

/* 00000000-0000-1000-8000-00805f9b34fb without its first four bytes, as sent. */
static const uint8_t base[12] = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00,
				 0x00, 0x80, 0x00, 0x10, 0x00, 0x00};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int att_uuid_parse(struct att_uuid *uuid, const char *text)
{
	uint8_t bytes[ATT_UUID_SIZE];

	for (size_t i = 0; i < ATT_UUID_SIZE; i++) {
		int high, low;

		if (i == 4 || i == 6 || i == 8 || i == 10) {
			if (*text++ != '-')
				return -EINVAL;
		}
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return -EINVAL;
		bytes[ATT_UUID_SIZE - 1 - i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text != '\0')
		return -EINVAL;
	*uuid = (struct att_uuid){.size = ATT_UUID_SIZE};
	memcpy(uuid->data, bytes, sizeof(bytes));
	if (memcmp(bytes, base, sizeof(base)) == 0 && bytes[14] == 0 && bytes[15] == 0) {
		*uuid = (struct att_uuid){.size = 2, .data = {bytes[12], bytes[13]}};
	}
	return 0;
}

bool att_uuid_equal(const struct att_uuid *a, const struct att_uuid *b)
{
	return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

static uint8_t properties_of(const char *const *flags)
{
	static const struct {
		const char *flag;
		uint8_t property;
	} words[] = {{"read", GATT_READ},
		     {"write", GATT_WRITE},
		     {"write-without-response", GATT_WRITE_WITHOUT_RESPONSE},
		     {"notify", GATT_NOTIFY},
		     {"indicate", GATT_INDICATE}};
	uint8_t properties = 0;

	for (; *flags; flags++) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			if (strcmp(*flags, words[i].flag) == 0)
				properties |= words[i].property;
		}
	}
	return properties;
}

static int append(struct att_table *table, const struct att_attribute *attribute)
{
	if (table->count == ATT_ATTRIBUTES_MAX)
		return -ENOSPC;
	if (attribute->handle == 0 ||
	    (table->count > 0 && table->attribute[table->count - 1].handle >= attribute->handle))
		return -EINVAL;
	table->attribute[table->count++] = *attribute;
	return 0;
}

static int append_characteristic(struct att_table *table, const struct gatt_characteristic *entry)
{
	struct att_attribute attribute = {.kind = ATT_CHARACTERISTIC,
					  .handle = entry->handle,
					  .properties = properties_of(entry->flags),
					  .name = entry->uuid};
	int r = att_uuid_parse(&attribute.uuid, entry->uuid);

	if (r == 0)
		r = append(table, &attribute);
	attribute.kind = ATT_VALUE;
	attribute.handle++;
	if (r == 0)
		r = append(table, &attribute);
	if (r < 0 || !(attribute.properties & (GATT_NOTIFY | GATT_INDICATE)))
		return r;
	attribute.kind = ATT_CONFIGURATION;
	attribute.handle++;
	return append(table, &attribute);
}

static int append_service(struct att_table *table, const struct gatt_service *service)
{
	struct att_attribute attribute = {
	    .kind = ATT_SERVICE, .handle = service->handle, .name = service->uuid};
	size_t first = table->count;
	int r = att_uuid_parse(&attribute.uuid, service->uuid);

	if (r == 0)
		r = append(table, &attribute);
	for (size_t i = 0; r == 0 && i < service->characteristics_count; i++)
		r = append_characteristic(table, &service->characteristics[i]);
	if (r == 0)
		table->attribute[first].group_end = table->attribute[table->count - 1].handle;
	return r;
}

int att_table_add(struct att_table *table, const struct gatt_service *services, size_t count)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = append_service(table, &services[i]);
	return r;
}

void att_table_require_encryption(struct att_table *table, const char *service)
{
	bool inside = false;

	for (size_t i = 0; i < table->count; i++) {
		struct att_attribute *a = &table->attribute[i];

		if (a->kind == ATT_SERVICE)
			inside = strcmp(a->name, service) == 0;
		else if (inside && a->kind != ATT_CHARACTERISTIC)
			a->needs_encryption = true;
	}
}

struct att_attribute *att_table_find(struct att_table *table, uint16_t handle)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->attribute[i].handle == handle)
			return &table->attribute[i];
	}
	return NULL;
}

struct att_attribute *att_table_named(struct att_table *table, enum att_kind kind, const char *name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->attribute[i].kind == kind && strcmp(table->attribute[i].name, name) == 0)
			return &table->attribute[i];
	}
	return NULL;
}

static struct att_uuid short_uuid(uint16_t value)
{
	return (struct att_uuid){.size = 2, .data = {(uint8_t)value, (uint8_t)(value >> 8)}};
}

struct att_uuid att_attribute_type(const struct att_attribute *attribute)
{
	switch (attribute->kind) {
	case ATT_SERVICE:
		return short_uuid(GATT_PRIMARY_SERVICE);
	case ATT_CHARACTERISTIC:
		return short_uuid(GATT_CHARACTERISTIC);
	case ATT_CONFIGURATION:
		return short_uuid(GATT_CLIENT_CONFIGURATION);
	case ATT_VALUE:
		break;
	}
	return attribute->uuid;
}
