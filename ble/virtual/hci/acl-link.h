/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * L2CAP frames over one ACL link: cut into packets that the controller has room for, and put
 * together again. Pure.
 *
 * Bluetooth Core Specification, Vol 4 Part E, 4.1 (flow control by Number Of Completed Packets) and
 * 5.4.2 (ACL data); Vol 3 Part A, 3.1 (B-frames on fixed channels).
 */
#pragma once

#include "ble/virtual/hci/h4.h"

#include <stdbool.h>

enum {
	L2CAP_HEADER_SIZE = 4, /* length, channel */
	L2CAP_PAYLOAD_MAX = 517,
	L2CAP_FRAME_MAX = L2CAP_HEADER_SIZE + L2CAP_PAYLOAD_MAX,
	ACL_QUEUE_FRAMES = 16,
	/* Answers always find room: data may fill the queue only so far. */
	ACL_QUEUE_DATA_FRAMES = 8,
};

enum l2cap_channel { L2CAP_ATT = 0x0004, L2CAP_SIGNALLING = 0x0005, L2CAP_SMP = 0x0006 };

struct acl_frame {
	uint16_t size;
	uint8_t data[L2CAP_FRAME_MAX];
};

struct acl_link {
	uint16_t handle;
	/* Of the controller. */
	uint16_t packet_max;
	uint16_t credits_max, credits; /* packets that it has room for */

	struct acl_frame queue[ACL_QUEUE_FRAMES];
	unsigned first, count;
	uint16_t sent; /* of the first */

	struct acl_frame incoming;
	uint16_t wanted; /* size of the frame that comes in; 0 = none has begun */
};

/* packet_max and credits: as LE Read Buffer Size has told. */
void acl_link_init(struct acl_link *link, uint16_t handle, uint16_t packet_max, uint16_t credits);

/* -EAGAIN when the queue is full, -EMSGSIZE when it is longer than a frame. is_data: see
 * ACL_QUEUE_DATA_FRAMES. */
int acl_link_queue(struct acl_link *link, enum l2cap_channel channel, const uint8_t *payload,
		   size_t size, bool is_data);
bool acl_link_has_room(const struct acl_link *link);
bool acl_link_is_empty(const struct acl_link *link);
/* The controller has passed on n packets. */
void acl_link_completed(struct acl_link *link, uint16_t n);
/* The next packet to transmit, H4 header included; 0 when there is none or no room for it. out has
 * H4_ACL_HEADER_SIZE + packet_max bytes. */
size_t acl_link_next_packet(struct acl_link *link, uint8_t *out);

/* Takes one ACL packet without its H4 header; 1 when link->incoming is a whole frame, 0 when not,
 * -EBADMSG when it was dropped because it does not fit together. */
int acl_link_input(struct acl_link *link, uint8_t flags, const uint8_t *data, size_t size);
