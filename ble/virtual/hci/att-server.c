/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/att-server.h"

#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum { CONFIGURE_NOTIFY = 1, CONFIGURE_INDICATE = 2 };

/* What one response can hold of one value: its length goes into one byte. */
enum { LISTED_VALUE_MAX = 253 };

struct range {
	uint16_t first, last;
};

void att_server_init(struct att_server *server, uint16_t mtu_offered,
		     const struct att_handlers *handlers)
{
	*server = (struct att_server){.mtu_offered = mtu_offered, .handlers = *handlers};
	server->mtu = ATT_MTU_MIN;
}

void att_server_begin_link(struct att_server *server)
{
	server->mtu = server->unasked ? server->mtu_offered : ATT_MTU_MIN;
	server->encrypted = server->has_key = server->awaits_confirmation = false;
	for (size_t i = 0; i < server->table.count; i++)
		server->table.attribute[i].configuration = 0;
}

static size_t refuse(struct byte_writer *w, uint8_t request, uint16_t handle, enum att_error error)
{
	w->at = 0;
	put_u8(w, ATT_ERROR_RESPONSE);
	put_u8(w, request);
	put_u16(w, handle);
	put_u8(w, (uint8_t)error);
	return w->at;
}

/* 0 or the att_error. */
static uint8_t refused_access(const struct att_server *server, const struct att_attribute *a)
{
	if (!a->needs_encryption || server->encrypted)
		return 0;
	return server->has_key ? ATT_INSUFFICIENT_ENCRYPTION : ATT_INSUFFICIENT_AUTHENTICATION;
}

/* The value into out: its size, or -att_error. */
static long read_attribute(struct att_server *server, const struct att_attribute *a, uint8_t *out,
			   size_t out_size)
{
	uint8_t error = refused_access(server, a);
	struct byte_writer w;
	long size;

	if (error)
		return -(long)error;
	byte_writer_init(&w, out, out_size);
	switch (a->kind) {
	case ATT_SERVICE:
		put_bytes(&w, a->uuid.data, a->uuid.size);
		break;
	case ATT_CHARACTERISTIC:
		put_u8(&w, a->properties);
		put_u16(&w, (uint16_t)(a->handle + 1));
		put_bytes(&w, a->uuid.data, a->uuid.size);
		break;
	case ATT_CONFIGURATION:
		put_u16(&w, a->configuration);
		break;
	case ATT_VALUE:
		size = a->properties & GATT_READ
			   ? server->handlers.read(server->handlers.context, a->name, out, out_size)
			   : -ENOENT;
		return size < 0 ? -(long)ATT_READ_NOT_PERMITTED : size;
	}
	return (long)w.at;
}

static size_t answer_mtu(struct att_server *server, struct byte_reader *r, struct byte_writer *w)
{
	uint16_t client = get_u16(r);
	uint16_t mtu = client < server->mtu_offered ? client : server->mtu_offered;

	if (r->failed || byte_reader_left(r) > 0)
		return refuse(w, ATT_MTU_REQUEST, 0, ATT_INVALID_PDU);
	put_u8(w, ATT_MTU_RESPONSE);
	put_u16(w, server->mtu_offered);
	server->mtu = mtu < ATT_MTU_MIN ? ATT_MTU_MIN : mtu;
	return w->at;
}

/* What all searches begin with. 0 or the att_error. */
static uint8_t get_range(struct byte_reader *r, struct range *range)
{
	range->first = get_u16(r);
	range->last = get_u16(r);
	if (r->failed)
		return ATT_INVALID_PDU;
	return range->first == 0 || range->first > range->last ? ATT_INVALID_HANDLE : 0;
}

static bool get_uuid(struct byte_reader *r, struct att_uuid *uuid)
{
	size_t size = byte_reader_left(r);
	const uint8_t *data;

	if (size != 2 && size != ATT_UUID_SIZE)
		return false;
	data = byte_reader_skip(r, size);
	*uuid = (struct att_uuid){.size = (uint8_t)size};
	memcpy(uuid->data, data, size);
	return true;
}

static bool in_range(const struct att_attribute *a, const struct range *range)
{
	return a->handle >= range->first && a->handle <= range->last;
}

static size_t answer_find_information(struct att_server *server, struct byte_reader *r,
				      struct byte_writer *w)
{
	struct range range;
	uint8_t error = get_range(r, &range);
	uint8_t size = 0;

	if (error == 0 && byte_reader_left(r) > 0)
		error = ATT_INVALID_PDU;
	if (error)
		return refuse(w, ATT_FIND_INFORMATION_REQUEST, range.first, error);
	put_u8(w, ATT_FIND_INFORMATION_RESPONSE);
	for (size_t i = 0; i < server->table.count; i++) {
		const struct att_attribute *a = &server->table.attribute[i];
		struct att_uuid type = att_attribute_type(a);

		if (!in_range(a, &range))
			continue;
		/* One response holds types of one length. */
		if (size == 0)
			put_u8(w, type.size == 2 ? 1 : 2);
		else if (type.size != size)
			break;
		size = type.size;
		if (w->at + 2u + size > w->size)
			break;
		put_u16(w, a->handle);
		put_bytes(w, type.data, size);
	}
	if (size == 0)
		return refuse(w, ATT_FIND_INFORMATION_REQUEST, range.first,
			      ATT_ATTRIBUTE_NOT_FOUND);
	return w->at;
}

static size_t answer_find_by_type_value(struct att_server *server, struct byte_reader *r,
					struct byte_writer *w)
{
	struct range range;
	uint8_t error = get_range(r, &range);
	uint16_t type = get_u16(r);
	struct att_uuid wanted;
	bool is_service = get_uuid(r, &wanted) && type == GATT_PRIMARY_SERVICE;

	if (error == 0 && r->failed)
		error = ATT_INVALID_PDU;
	if (error)
		return refuse(w, ATT_FIND_BY_TYPE_VALUE_REQUEST, range.first, error);
	put_u8(w, ATT_FIND_BY_TYPE_VALUE_RESPONSE);
	for (size_t i = 0; is_service && i < server->table.count; i++) {
		const struct att_attribute *a = &server->table.attribute[i];

		if (a->kind != ATT_SERVICE || !in_range(a, &range) ||
		    !att_uuid_equal(&a->uuid, &wanted))
			continue;
		if (w->at + 4 > w->size)
			break;
		put_u16(w, a->handle);
		put_u16(w, a->group_end);
	}
	if (w->at == 1)
		return refuse(w, ATT_FIND_BY_TYPE_VALUE_REQUEST, range.first,
			      ATT_ATTRIBUTE_NOT_FOUND);
	return w->at;
}

/* Read By Type and Read By Group Type list attributes of one type whose values are equally long. */
static size_t list_values(struct att_server *server, uint8_t request, const struct range *range,
			  const struct att_uuid *wanted, struct byte_writer *w)
{
	bool groups = request == ATT_READ_BY_GROUP_REQUEST;
	size_t before = groups ? 4 : 2; /* handle, and for a group its end */
	size_t entry = 0;
	uint8_t value[LISTED_VALUE_MAX];

	put_u8(w, groups ? ATT_READ_BY_GROUP_RESPONSE : ATT_READ_BY_TYPE_RESPONSE);
	for (size_t i = 0; i < server->table.count; i++) {
		const struct att_attribute *a = &server->table.attribute[i];
		struct att_uuid type = att_attribute_type(a);
		size_t room = w->size - 2 - before;
		long size;

		if (!in_range(a, range) || !att_uuid_equal(&type, wanted))
			continue;
		if (room > sizeof(value) - (groups ? 2 : 0))
			room = sizeof(value) - (groups ? 2 : 0);
		size = read_attribute(server, a, value, sizeof(value));
		if (size < 0 && entry == 0)
			return refuse(w, request, a->handle, (enum att_error)(-size));
		if (size < 0)
			break;
		if ((size_t)size > room)
			size = (long)room;
		if (entry == 0)
			put_u8(w, (uint8_t)(before + (size_t)size));
		else if (entry != before + (size_t)size || w->at + entry > w->size)
			break;
		entry = before + (size_t)size;
		put_u16(w, a->handle);
		if (groups)
			put_u16(w, a->group_end);
		put_bytes(w, value, (size_t)size);
	}
	if (entry == 0)
		return refuse(w, request, range->first, ATT_ATTRIBUTE_NOT_FOUND);
	return w->at;
}

static size_t answer_list(struct att_server *server, uint8_t request, struct byte_reader *r,
			  struct byte_writer *w)
{
	static const struct att_uuid primary = {
	    .size = 2, .data = {GATT_PRIMARY_SERVICE & 0xff, GATT_PRIMARY_SERVICE >> 8}};
	struct range range;
	uint8_t error = get_range(r, &range);
	struct att_uuid wanted;
	bool is_uuid = get_uuid(r, &wanted);

	if (error == 0 && !is_uuid)
		error = ATT_INVALID_PDU;
	if (error == 0 && request == ATT_READ_BY_GROUP_REQUEST &&
	    !att_uuid_equal(&wanted, &primary))
		error = ATT_UNSUPPORTED_GROUP_TYPE;
	if (error)
		return refuse(w, request, range.first, error);
	return list_values(server, request, &range, &wanted, w);
}

static size_t answer_read(struct att_server *server, uint8_t request, struct byte_reader *r,
			  struct byte_writer *w)
{
	uint16_t handle = get_u16(r);
	uint16_t offset = request == ATT_READ_BLOB_REQUEST ? get_u16(r) : 0;
	uint8_t value[ATT_MTU_MAX];
	const struct att_attribute *a = att_table_find(&server->table, handle);
	size_t size;
	long read;

	if (r->failed || byte_reader_left(r) > 0)
		return refuse(w, request, 0, ATT_INVALID_PDU);
	if (!a)
		return refuse(w, request, handle, ATT_INVALID_HANDLE);
	read = read_attribute(server, a, value, sizeof(value));
	if (read < 0)
		return refuse(w, request, handle, (enum att_error)(-read));
	if (offset > read)
		return refuse(w, request, handle, ATT_INVALID_OFFSET);
	size = (size_t)read - offset;
	put_u8(w, request == ATT_READ_REQUEST ? ATT_READ_RESPONSE : ATT_READ_BLOB_RESPONSE);
	put_bytes(w, value + offset, size < w->size - 1 ? size : w->size - 1);
	return w->at;
}

static uint8_t configure(struct att_server *server, struct att_attribute *a, const uint8_t *data,
			 size_t size)
{
	uint16_t bits;
	uint8_t allowed = 0;

	if (size != 2)
		return ATT_INVALID_VALUE_LENGTH;
	if (a->properties & GATT_NOTIFY)
		allowed |= CONFIGURE_NOTIFY;
	if (a->properties & GATT_INDICATE)
		allowed |= CONFIGURE_INDICATE;
	bits = (uint16_t)(data[0] | data[1] << 8);
	if (bits & ~allowed)
		return ATT_VALUE_NOT_ALLOWED;
	a->configuration = bits;
	server->handlers.configured(server->handlers.context, a->name, bits != 0);
	return 0;
}

/* A command to a characteristic whose indication is its answer is refused while that is off. */
static bool would_go_unheard(struct att_server *server, const struct att_attribute *a)
{
	const struct att_attribute *configuration =
	    att_table_named(&server->table, ATT_CONFIGURATION, a->name);

	return (a->properties & GATT_INDICATE) && configuration &&
	       !(configuration->configuration & CONFIGURE_INDICATE);
}

/* 0 or the att_error. */
static uint8_t write_attribute(struct att_server *server, struct att_attribute *a, uint8_t property,
			       const uint8_t *data, size_t size)
{
	bool writable = a->kind == ATT_VALUE
			    ? (a->properties & property) != 0
			    : a->kind == ATT_CONFIGURATION && property == GATT_WRITE;
	uint8_t error = refused_access(server, a);

	if (!writable)
		return ATT_WRITE_NOT_PERMITTED;
	if (error)
		return error;
	if (a->kind == ATT_CONFIGURATION)
		return configure(server, a, data, size);
	if (would_go_unheard(server, a))
		return ATT_CONFIGURATION_IMPROPER;
	server->handlers.write(server->handlers.context, a->name, data, size);
	return 0;
}

static size_t answer_write(struct att_server *server, uint8_t request, struct byte_reader *r,
			   struct byte_writer *w)
{
	uint16_t handle = get_u16(r);
	size_t size = byte_reader_left(r);
	bool wants_response = request == ATT_WRITE_REQUEST;
	struct att_attribute *a = att_table_find(&server->table, handle);
	uint8_t error = ATT_INVALID_HANDLE;

	if (r->failed)
		return wants_response ? refuse(w, request, 0, ATT_INVALID_PDU) : 0;
	if (a)
		error = write_attribute(server, a,
					wants_response ? GATT_WRITE : GATT_WRITE_WITHOUT_RESPONSE,
					byte_reader_skip(r, size), size);
	if (!wants_response)
		return 0;
	if (error)
		return refuse(w, request, handle, error);
	put_u8(w, ATT_WRITE_RESPONSE);
	return w->at;
}

/* Bit 6 marks a command, odd numbers below it are what servers send: neither is answered. */
static bool wants_no_answer(uint8_t opcode)
{
	return (opcode & 0x40) || (opcode & 0x01) || opcode == ATT_CONFIRMATION;
}

size_t att_server_answer(struct att_server *server, const uint8_t *pdu, size_t size, uint8_t *out)
{
	struct byte_reader r;
	struct byte_writer w;
	uint8_t opcode;

	byte_reader_init(&r, pdu, size);
	byte_writer_init(&w, out, server->mtu);
	opcode = get_u8(&r);
	if (r.failed)
		return 0;
	switch (opcode) {
	case ATT_MTU_REQUEST:
		return answer_mtu(server, &r, &w);
	case ATT_FIND_INFORMATION_REQUEST:
		return answer_find_information(server, &r, &w);
	case ATT_FIND_BY_TYPE_VALUE_REQUEST:
		return answer_find_by_type_value(server, &r, &w);
	case ATT_READ_BY_TYPE_REQUEST:
	case ATT_READ_BY_GROUP_REQUEST:
		return answer_list(server, opcode, &r, &w);
	case ATT_READ_REQUEST:
	case ATT_READ_BLOB_REQUEST:
		return answer_read(server, opcode, &r, &w);
	case ATT_WRITE_REQUEST:
	case ATT_WRITE_COMMAND:
		return answer_write(server, opcode, &r, &w);
	case ATT_CONFIRMATION:
		server->awaits_confirmation = false;
		return 0;
	default:
		return wants_no_answer(opcode) ? 0
					       : refuse(&w, opcode, 0, ATT_REQUEST_NOT_SUPPORTED);
	}
}

long att_server_notify(struct att_server *server, const char *uuid, const uint8_t *data,
		       size_t size, uint8_t *out)
{
	const struct att_attribute *a = att_table_named(&server->table, ATT_CONFIGURATION, uuid);
	struct byte_writer w;
	uint16_t wanted;

	if (!a)
		return -ENOENT;
	wanted = server->unasked ? CONFIGURE_NOTIFY : a->configuration;
	if (wanted == 0)
		return -ENOENT;
	byte_writer_init(&w, out, server->mtu);
	if (wanted & CONFIGURE_NOTIFY) {
		put_u8(&w, ATT_NOTIFICATION);
	} else {
		if (server->awaits_confirmation)
			return -EBUSY;
		put_u8(&w, ATT_INDICATION);
	}
	put_u16(&w, (uint16_t)(a->handle - 1));
	put_bytes(&w, data, size);
	if (w.failed)
		return -EMSGSIZE;
	if (out[0] == ATT_INDICATION)
		server->awaits_confirmation = true;
	return (long)w.at;
}
