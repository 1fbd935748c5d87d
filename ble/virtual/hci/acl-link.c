/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/acl-link.h"

#include "common/bytes.h"

#include <errno.h>
#include <string.h>

/* Packet boundary flags. */
enum { START_NOT_FLUSHABLE = 0, CONTINUING = 1, START = 2, BOUNDARY_SHIFT = 12 };

void acl_link_init(struct acl_link *link, uint16_t handle, uint16_t packet_max, uint16_t credits)
{
	link->handle = handle;
	link->packet_max = packet_max;
	link->credits_max = link->credits = credits;
	link->first = link->count = 0;
	link->sent = link->wanted = 0;
	link->incoming.size = 0;
}

int acl_link_queue(struct acl_link *link, enum l2cap_channel channel, const uint8_t *payload,
		   size_t size, bool is_data)
{
	struct acl_frame *frame;
	struct byte_writer w;

	if (size > L2CAP_PAYLOAD_MAX)
		return -EMSGSIZE;
	if (link->count >= (is_data ? (unsigned)ACL_QUEUE_DATA_FRAMES : (unsigned)ACL_QUEUE_FRAMES))
		return -EAGAIN;
	frame = &link->queue[(link->first + link->count++) % ACL_QUEUE_FRAMES];
	byte_writer_init(&w, frame->data, sizeof(frame->data));
	put_u16(&w, (uint16_t)size);
	put_u16(&w, (uint16_t)channel);
	put_bytes(&w, payload, size);
	frame->size = (uint16_t)w.at;
	return 0;
}

bool acl_link_has_room(const struct acl_link *link)
{
	return link->count < ACL_QUEUE_DATA_FRAMES;
}

bool acl_link_is_empty(const struct acl_link *link)
{
	return link->count == 0 && link->credits == link->credits_max;
}

void acl_link_completed(struct acl_link *link, uint16_t n)
{
	unsigned credits = (unsigned)link->credits + n;

	link->credits = credits > link->credits_max ? link->credits_max : (uint16_t)credits;
}

size_t acl_link_next_packet(struct acl_link *link, uint8_t *out)
{
	const struct acl_frame *frame = &link->queue[link->first];
	uint16_t flags = link->sent > 0 ? CONTINUING : START_NOT_FLUSHABLE;
	struct byte_writer w;
	uint16_t size;

	if (link->count == 0 || link->credits == 0)
		return 0;
	size = (uint16_t)(frame->size - link->sent);
	if (size > link->packet_max)
		size = link->packet_max;
	byte_writer_init(&w, out, (size_t)H4_ACL_HEADER_SIZE + size);
	put_u8(&w, H4_ACL);
	put_u16(&w, (uint16_t)(link->handle | flags << BOUNDARY_SHIFT));
	put_u16(&w, size);
	put_bytes(&w, frame->data + link->sent, size);
	link->credits--;
	link->sent = (uint16_t)(link->sent + size);
	if (link->sent == frame->size) {
		link->first = (link->first + 1) % ACL_QUEUE_FRAMES;
		link->count--;
		link->sent = 0;
	}
	return w.at;
}

static int begin_frame(struct acl_link *link, const uint8_t *data, size_t size)
{
	struct byte_reader r;
	unsigned whole;

	link->wanted = 0;
	link->incoming.size = 0;
	byte_reader_init(&r, data, size);
	whole = L2CAP_HEADER_SIZE + (unsigned)get_u16(&r);
	if (size < L2CAP_HEADER_SIZE || whole > L2CAP_FRAME_MAX)
		return -EBADMSG;
	link->wanted = (uint16_t)whole;
	return 0;
}

int acl_link_input(struct acl_link *link, uint8_t flags, const uint8_t *data, size_t size)
{
	struct acl_frame *frame = &link->incoming;
	int r = 0;

	if ((flags & 3) != CONTINUING)
		r = begin_frame(link, data, size);
	if (r < 0 || link->wanted == 0)
		return -EBADMSG;
	if (size > (size_t)(link->wanted - frame->size)) {
		link->wanted = 0;
		return -EBADMSG;
	}
	if (size > 0)
		memcpy(frame->data + frame->size, data, size);
	frame->size = (uint16_t)(frame->size + size);
	if (frame->size < link->wanted)
		return 0;
	link->wanted = 0;
	return 1;
}
