/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/intervals_record.h"

#include "common/bytes.h"

#include <errno.h>

enum {
	FLAG_TIME = 1 << 0,
	FLAG_MOVING = 1 << 0,
	FLAG_CONTACT_TOLD = 1 << 1,
	FLAG_CONTACT = 1 << 2
};

long intervals_record_encode(const struct intervals_block *intervals, uint8_t *out, size_t size)
{
	struct byte_writer b;

	if (intervals->count > INTERVALS_MAX)
		return -EINVAL;
	byte_writer_init(&b, out, size);
	put_u8(&b, intervals->has_time ? FLAG_TIME : 0);
	put_u16(&b, intervals->count);
	for (unsigned i = 0; i < intervals->count; i++) {
		put_u16(&b, intervals->interval[i].interval_ms);
		put_u16(&b, intervals->interval[i].error_ms);
		put_u8(&b, intervals->interval[i].hr_bpm);
		put_u8(&b, (uint8_t)((intervals->interval[i].moving ? FLAG_MOVING : 0) |
				     (intervals->interval[i].contact_supported ? FLAG_CONTACT_TOLD
									       : 0) |
				     (intervals->interval[i].contact ? FLAG_CONTACT : 0)));
	}
	return b.failed ? -ENOBUFS : (long)b.at;
}

static bool get_intervals(struct byte_reader *b, struct intervals_block *intervals)
{
	bool sound = true;

	intervals->count = get_u16(b);
	if (intervals->count > INTERVALS_MAX)
		return false;
	for (unsigned i = 0; i < intervals->count; i++) {
		uint8_t flags;

		intervals->interval[i].interval_ms = get_u16(b);
		intervals->interval[i].error_ms = get_u16(b);
		intervals->interval[i].hr_bpm = get_u8(b);
		flags = get_u8(b);
		intervals->interval[i].moving = flags & FLAG_MOVING;
		intervals->interval[i].contact_supported = flags & FLAG_CONTACT_TOLD;
		intervals->interval[i].contact = flags & FLAG_CONTACT;
		sound = sound && flags <= (FLAG_MOVING | FLAG_CONTACT_TOLD | FLAG_CONTACT);
	}
	return sound;
}

int intervals_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			    struct intervals_block *intervals)
{
	struct intervals_block read = {0};
	struct byte_reader b;
	uint8_t flags;

	if (version != INTERVALS_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&b, blob, size);
	flags = get_u8(&b);
	read.has_time = flags & FLAG_TIME;
	if (flags > FLAG_TIME || !get_intervals(&b, &read) || b.failed || byte_reader_left(&b) != 0)
		return -EBADMSG;
	*intervals = read;
	return 0;
}
