/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/capture_event.h"

#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum { MAGIC_SIZE = 8, VARINT_MAX = 10 };

void capture_header_encode(const struct capture_header *header, uint8_t out[CAPTURE_HEADER_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, CAPTURE_HEADER_SIZE);
	put_bytes(&w, CAPTURE_MAGIC, MAGIC_SIZE);
	put_u16(&w, CAPTURE_VERSION);
	put_u8(&w, (uint8_t)header->compression);
	put_u8(&w, (uint8_t)header->clock);
	put_u32(&w, 0);
	put_u64(&w, (uint64_t)header->anchor_utc_ns);
	put_u64(&w, (uint64_t)header->anchor_boottime_ns);
}

int capture_header_decode(struct capture_header *header, const uint8_t data[CAPTURE_HEADER_SIZE])
{
	struct byte_reader r;
	uint8_t compression, clock;
	uint16_t version;

	if (memcmp(data, CAPTURE_MAGIC, MAGIC_SIZE) != 0)
		return -EINVAL;
	byte_reader_init(&r, data + MAGIC_SIZE, CAPTURE_HEADER_SIZE - MAGIC_SIZE);
	version = get_u16(&r);
	if (version < CAPTURE_VERSION_FIRST || version > CAPTURE_VERSION)
		return -EPROTONOSUPPORT;
	compression = get_u8(&r);
	clock = get_u8(&r);
	if (get_u32(&r) != 0 || compression > CAPTURE_ZSTD ||
	    (clock != CAPTURE_SYSTEM_CLOCK && clock != CAPTURE_VIRTUAL_CLOCK))
		return -EBADMSG;
	header->compression = (enum capture_compression)compression;
	header->clock = (enum capture_clock)clock;
	header->anchor_utc_ns = (int64_t)get_u64(&r);
	header->anchor_boottime_ns = (int64_t)get_u64(&r);
	return 0;
}

void capture_coder_init(struct capture_coder *coder, const struct capture_header *header)
{
	*coder = (struct capture_coder){.last_ns = header->anchor_boottime_ns};
}

static void put_varint(struct byte_writer *w, uint64_t value)
{
	while (value >= 0x80) {
		put_u8(w, (uint8_t)(value | 0x80));
		value >>= 7;
	}
	put_u8(w, (uint8_t)value);
}

/* The shortest form only, so that there is one way to write an event. */
static bool get_varint(struct byte_reader *r, uint64_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < VARINT_MAX; i++) {
		uint8_t byte = get_u8(r);

		if (i == VARINT_MAX - 1 && byte > 1)
			return false;
		*value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte < 0x80)
			return byte > 0 || i == 0 || r->failed;
	}
	return false;
}

static uint64_t zigzag(int64_t value)
{
	return value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1;
}

static int64_t unzigzag(uint64_t value)
{
	return (int64_t)(value & 1 ? ~(value >> 1) : value >> 1);
}

/* Names are for messages, too: plain characters only. */
static bool is_name(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] < 0x20 || bytes[i] > 0x7e)
			return false;
	return size >= 1 && size <= CAPTURE_NAME_MAX;
}

static bool can_be_kept(const struct capture_coder *coder, const struct capture_event *event)
{
	if (coder->ended)
		return false;
	switch (event->kind) {
	case CAPTURE_DRIVER:
		return coder->drivers < CAPTURE_DRIVERS_MAX && is_name(event->bytes, event->size);
	case CAPTURE_NOTIFIED:
	case CAPTURE_SENT:
	case CAPTURE_ANSWERED:
		return event->wearable < CAPTURE_WEARABLES_MAX && event->driver < coder->drivers &&
		       event->size <= CAPTURE_BYTES_MAX;
	case CAPTURE_LINK_BEGIN:
	case CAPTURE_STREAM_BEGIN:
	case CAPTURE_LOST:
	case CAPTURE_LINK_END:
	case CAPTURE_LIMITS:
		return event->wearable < CAPTURE_WEARABLES_MAX;
	case CAPTURE_END:
		return true;
	}
	return false;
}

static void note(struct capture_coder *coder, const struct capture_event *event)
{
	coder->last_ns = event->arrival_ns;
	coder->drivers = (uint8_t)(coder->drivers + (event->kind == CAPTURE_DRIVER));
	coder->ended = event->kind == CAPTURE_END;
}

static void put_body(struct byte_writer *w, const struct capture_event *event)
{
	switch (event->kind) {
	case CAPTURE_DRIVER:
		put_u8(w, (uint8_t)event->size);
		put_bytes(w, event->bytes, event->size);
		break;
	case CAPTURE_NOTIFIED:
	case CAPTURE_SENT:
	case CAPTURE_ANSWERED:
		put_u8(w, event->wearable);
		put_u8(w, event->driver);
		put_varint(w, event->size);
		if (event->size > 0)
			put_bytes(w, event->bytes, event->size);
		break;
	case CAPTURE_LOST:
		put_u8(w, event->wearable);
		put_u8(w, event->cause);
		put_varint(w, event->packets);
		break;
	case CAPTURE_LIMITS:
		put_u8(w, event->wearable);
		put_varint(w, event->brady_below_bpm);
		put_varint(w, event->tachy_above_bpm);
		break;
	case CAPTURE_LINK_BEGIN:
	case CAPTURE_STREAM_BEGIN:
	case CAPTURE_LINK_END:
		put_u8(w, event->wearable);
		break;
	case CAPTURE_END:
		put_u8(w, event->cause);
		break;
	}
}

long capture_event_encode(struct capture_coder *coder, const struct capture_event *event,
			  uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (!can_be_kept(coder, event))
		return -EINVAL;
	byte_writer_init(&w, out, size);
	put_u8(&w, (uint8_t)event->kind);
	put_varint(&w, zigzag((int64_t)((uint64_t)event->arrival_ns - (uint64_t)coder->last_ns)));
	put_body(&w, event);
	if (w.failed)
		return -ENOBUFS;
	note(coder, event);
	return (long)w.at;
}

static bool get_bytes_of(struct byte_reader *r, uint64_t size, uint64_t max,
			 struct capture_event *event)
{
	if (size > max)
		return false;
	event->size = (uint16_t)size;
	event->bytes = byte_reader_skip(r, (size_t)size);
	return true;
}

static bool get_rate(struct byte_reader *r, uint16_t *rate_bpm)
{
	uint64_t value;

	if (!get_varint(r, &value) || value > UINT16_MAX)
		return false;
	*rate_bpm = (uint16_t)value;
	return true;
}

/* FALSE for what more bytes cannot make right. */
static bool get_body(struct byte_reader *r, struct capture_event *event)
{
	uint64_t value;

	switch (event->kind) {
	case CAPTURE_DRIVER:
		return get_bytes_of(r, get_u8(r), CAPTURE_NAME_MAX, event);
	case CAPTURE_NOTIFIED:
	case CAPTURE_SENT:
	case CAPTURE_ANSWERED:
		event->wearable = get_u8(r);
		event->driver = get_u8(r);
		return get_varint(r, &value) && get_bytes_of(r, value, CAPTURE_BYTES_MAX, event);
	case CAPTURE_LOST:
		event->wearable = get_u8(r);
		event->cause = get_u8(r);
		if (!get_varint(r, &value) || value > UINT32_MAX)
			return false;
		event->packets = (uint32_t)value;
		return true;
	case CAPTURE_LIMITS:
		event->wearable = get_u8(r);
		return get_rate(r, &event->brady_below_bpm) && get_rate(r, &event->tachy_above_bpm);
	case CAPTURE_LINK_BEGIN:
	case CAPTURE_STREAM_BEGIN:
	case CAPTURE_LINK_END:
		event->wearable = get_u8(r);
		return true;
	case CAPTURE_END:
		event->cause = get_u8(r);
		return true;
	}
	return false;
}

long capture_event_decode(struct capture_coder *coder, const uint8_t *data, size_t size,
			  struct capture_event *event)
{
	struct capture_event found = {0};
	struct byte_reader r;
	uint64_t delta;

	byte_reader_init(&r, data, size);
	found.kind = (enum capture_kind)get_u8(&r);
	if (r.failed)
		return 0;
	if (!get_varint(&r, &delta) || !get_body(&r, &found))
		return -EBADMSG;
	if (r.failed)
		return 0;
	found.arrival_ns = (int64_t)((uint64_t)coder->last_ns + (uint64_t)unzigzag(delta));
	if (!can_be_kept(coder, &found))
		return -EBADMSG;
	note(coder, &found);
	*event = found;
	return (long)r.at;
}
