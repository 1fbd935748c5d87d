/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets between a Bluetooth controller and its host, as a stream (H4). Pure.
 *
 * Bluetooth Core Specification, Vol 4 Part A (H4) and Part E (commands and events).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum h4_type { H4_COMMAND = 0x01, H4_ACL = 0x02, H4_EVENT = 0x04 };

enum {
	H4_COMMAND_HEADER_SIZE = 4, /* type, opcode, length */
	H4_EVENT_HEADER_SIZE = 3,   /* type, code, length */
	H4_ACL_HEADER_SIZE = 5,     /* type, handle and flags, length */
	H4_PACKET_MAX = H4_ACL_HEADER_SIZE + 65535,
};

enum hci_opcode {
	HCI_DISCONNECT = 0x0406,
	HCI_SET_EVENT_MASK = 0x0c01,
	HCI_RESET = 0x0c03,
	HCI_LE_SET_EVENT_MASK = 0x2001,
	HCI_LE_READ_BUFFER_SIZE = 0x2002,
	HCI_LE_SET_RANDOM_ADDRESS = 0x2005,
	HCI_LE_SET_ADVERTISING_PARAMETERS = 0x2006,
	HCI_LE_SET_ADVERTISING_DATA = 0x2008,
	HCI_LE_SET_SCAN_RESPONSE_DATA = 0x2009,
	HCI_LE_SET_ADVERTISING_ENABLE = 0x200a,
	HCI_LE_LONG_TERM_KEY_REPLY = 0x201a,
	HCI_LE_LONG_TERM_KEY_NEGATIVE_REPLY = 0x201b,
};

enum hci_event {
	HCI_DISCONNECTION_COMPLETE = 0x05,
	HCI_ENCRYPTION_CHANGE = 0x08,
	HCI_COMMAND_COMPLETE = 0x0e,
	HCI_COMMAND_STATUS = 0x0f,
	HCI_NUMBER_OF_COMPLETED_PACKETS = 0x13,
	HCI_ENCRYPTION_KEY_REFRESH_COMPLETE = 0x30,
	HCI_LE_META = 0x3e,
};

enum hci_le_event {
	HCI_LE_CONNECTION_COMPLETE = 0x01,
	HCI_LE_LONG_TERM_KEY_REQUEST = 0x05,
	HCI_LE_ENHANCED_CONNECTION_COMPLETE = 0x0a,
};

enum hci_error { HCI_CONNECTION_TIMEOUT = 0x08, HCI_REMOTE_USER_ENDED = 0x13 };

/* Size of the packet at the start of a stream; 0 while its header is not complete, -EBADMSG when no
 * packet begins so. It may be larger than what has come. */
long h4_packet_size(const uint8_t *data, size_t size);
