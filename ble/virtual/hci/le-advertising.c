/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/le-advertising.h"

#include "common/bytes.h"

#include <string.h>

enum {
	AD_FLAGS = 0x01,
	AD_SOME_16_BIT_SERVICES = 0x02,
	AD_SHORTENED_NAME = 0x08,
	AD_COMPLETE_NAME = 0x09,
	GENERALLY_DISCOVERABLE_LE_ONLY = 0x06,
	GENERIC_ACCESS = 0x1800,
	GENERIC_ATTRIBUTE = 0x1801,
};

static bool is_worth_saying(const struct att_attribute *a)
{
	unsigned uuid = (unsigned)(a->uuid.data[0] | a->uuid.data[1] << 8);

	return a->kind == ATT_SERVICE && a->uuid.size == 2 && uuid != GENERIC_ACCESS &&
	       uuid != GENERIC_ATTRIBUTE;
}

void le_advertising_data(const struct att_table *table, uint8_t out[LE_ADVERTISING_DATA_SIZE])
{
	struct byte_writer w;
	size_t list;

	memset(out, 0, LE_ADVERTISING_DATA_SIZE);
	byte_writer_init(&w, out + 1, LE_ADVERTISING_DATA_MAX);
	put_u8(&w, 2);
	put_u8(&w, AD_FLAGS);
	put_u8(&w, GENERALLY_DISCOVERABLE_LE_ONLY);
	list = w.at;
	put_u8(&w, 1);
	put_u8(&w, AD_SOME_16_BIT_SERVICES);
	for (size_t i = 0; i < table->count && w.at + 2 <= w.size; i++) {
		if (is_worth_saying(&table->attribute[i]))
			put_bytes(&w, table->attribute[i].uuid.data, 2);
	}
	out[1 + list] = (uint8_t)(w.at - list - 1);
	out[0] = (uint8_t)w.at;
}

void le_scan_response_data(const char *name, uint8_t out[LE_ADVERTISING_DATA_SIZE])
{
	enum { NAME_MAX_SIZE = LE_ADVERTISING_DATA_MAX - 2 };
	size_t size = strlen(name);
	bool whole = size <= NAME_MAX_SIZE;

	if (!whole)
		size = NAME_MAX_SIZE;
	memset(out, 0, LE_ADVERTISING_DATA_SIZE);
	out[0] = (uint8_t)(size + 2);
	out[1] = (uint8_t)(size + 1);
	out[2] = whole ? AD_COMPLETE_NAME : AD_SHORTENED_NAME;
	memcpy(out + 3, name, size);
}
