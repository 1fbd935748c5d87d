/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server side of the Attribute Protocol: one request in, its answer out. Pure; the values come
 * from and go to whoever plays the wearable.
 *
 * Bluetooth Core Specification, Vol 3 Part F. Long and reliable writes are not offered: Prepare and
 * Execute Write are answered by "request not supported".
 */
#pragma once

#include "ble/virtual/hci/att-table.h"

enum { ATT_MTU_MIN = 23, ATT_MTU_MAX = 517 };

enum att_opcode {
	ATT_ERROR_RESPONSE = 0x01,
	ATT_MTU_REQUEST = 0x02,
	ATT_MTU_RESPONSE = 0x03,
	ATT_FIND_INFORMATION_REQUEST = 0x04,
	ATT_FIND_INFORMATION_RESPONSE = 0x05,
	ATT_FIND_BY_TYPE_VALUE_REQUEST = 0x06,
	ATT_FIND_BY_TYPE_VALUE_RESPONSE = 0x07,
	ATT_READ_BY_TYPE_REQUEST = 0x08,
	ATT_READ_BY_TYPE_RESPONSE = 0x09,
	ATT_READ_REQUEST = 0x0a,
	ATT_READ_RESPONSE = 0x0b,
	ATT_READ_BLOB_REQUEST = 0x0c,
	ATT_READ_BLOB_RESPONSE = 0x0d,
	ATT_READ_BY_GROUP_REQUEST = 0x10,
	ATT_READ_BY_GROUP_RESPONSE = 0x11,
	ATT_WRITE_REQUEST = 0x12,
	ATT_WRITE_RESPONSE = 0x13,
	ATT_NOTIFICATION = 0x1b,
	ATT_INDICATION = 0x1d,
	ATT_CONFIRMATION = 0x1e,
	ATT_WRITE_COMMAND = 0x52,
};

enum att_error {
	ATT_INVALID_HANDLE = 0x01,
	ATT_READ_NOT_PERMITTED = 0x02,
	ATT_WRITE_NOT_PERMITTED = 0x03,
	ATT_INVALID_PDU = 0x04,
	ATT_INSUFFICIENT_AUTHENTICATION = 0x05,
	ATT_REQUEST_NOT_SUPPORTED = 0x06,
	ATT_INVALID_OFFSET = 0x07,
	ATT_ATTRIBUTE_NOT_FOUND = 0x0a,
	ATT_INVALID_VALUE_LENGTH = 0x0d,
	ATT_INSUFFICIENT_ENCRYPTION = 0x0f,
	ATT_UNSUPPORTED_GROUP_TYPE = 0x10,
	ATT_VALUE_NOT_ALLOWED = 0x13,
	ATT_CONFIGURATION_IMPROPER = 0xfd,
};

/* What the wearable behind the table does. Characteristics are named by their UUID. */
struct att_handlers {
	void *context;
	/* Writes the value into out and returns its size (at most out_size), or -ENOENT. */
	long (*read)(void *context, const char *uuid, uint8_t *out, size_t out_size);
	void (*write)(void *context, const char *uuid, const uint8_t *data, size_t size);
	/* The client wants notifications or indications from now on, or no longer. */
	void (*configured)(void *context, const char *uuid, bool wanted);
};

struct att_server {
	struct att_table table;
	struct att_handlers handlers;
	uint16_t mtu_offered;
	bool unasked; /* notifies what nobody has asked for, as an attacker would */
	/* Of the link. */
	uint16_t mtu;
	bool encrypted;
	bool has_key; /* the client has bonded with us: it only needs to encrypt */
	bool awaits_confirmation;
};

/* mtu_offered: ATT_MTU_MIN .. ATT_MTU_MAX. The table is filled in by the caller. */
void att_server_init(struct att_server *server, uint16_t mtu_offered,
		     const struct att_handlers *handlers);
/* A new link: everything that belongs to one starts anew. */
void att_server_begin_link(struct att_server *server);

/* Answers one PDU. Writes the response into out, which has room for server->mtu bytes, and returns
 * its size; 0 when it wants none. */
size_t att_server_answer(struct att_server *server, const uint8_t *pdu, size_t size, uint8_t *out);

/* Writes a notification or indication of the characteristic, whichever its client has asked for;
 * out has room for server->mtu bytes. Returns its size, -ENOENT when nobody has asked, -EMSGSIZE
 * when it does not fit into the MTU, -EBUSY while an indication waits for its confirmation. */
long att_server_notify(struct att_server *server, const char *uuid, const uint8_t *data,
		       size_t size, uint8_t *out);
