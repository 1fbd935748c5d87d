/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/inbox/inbox-record.h"

#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum { SIZE_SIZE = 4, FIXED_SIZE = 1 + 1 + 2 + 2 + 8 + 8 + 8 * RECORD_NUMBERS + 4 };

static void get_bytes(struct byte_reader *r, uint8_t *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

void inbox_start_encode(const struct inbox_start *start, uint8_t out[INBOX_START_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, INBOX_START_SIZE);
	put_u16(&w, INBOX_VERSION);
	put_u16(&w, 0);
	put_u32(&w, start->number);
	put_bytes(&w, start->id, sizeof start->id);
	put_bytes(&w, start->session, sizeof start->session);
}

int inbox_start_decode(struct inbox_start *start, const uint8_t data[INBOX_START_SIZE])
{
	struct byte_reader r;

	byte_reader_init(&r, data, INBOX_START_SIZE);
	if (get_u16(&r) != INBOX_VERSION)
		return -EPROTONOSUPPORT;
	if (get_u16(&r) != 0)
		return -EBADMSG;
	start->number = get_u32(&r);
	get_bytes(&r, start->id, sizeof start->id);
	get_bytes(&r, start->session, sizeof start->session);
	return 0;
}

/* Length of an id, or -1 where it is none. */
static long id_length(const char id[RECORD_ID_MAX])
{
	for (long i = 0; i < RECORD_ID_MAX; i++) {
		if (id[i] == '\0')
			return i;
		if (id[i] <= ' ' || id[i] > '~')
			return -1;
	}
	return -1;
}

static bool is_fine(const struct record *record)
{
	return record->kind != 0 && record->version != 0 &&
	       record->end_utc_ns >= record->start_utc_ns;
}

size_t inbox_record_size(const struct record *record)
{
	return SIZE_SIZE + FIXED_SIZE + strnlen(record->person, RECORD_ID_MAX) +
	       strnlen(record->stream, RECORD_ID_MAX) + record->blob_size;
}

long inbox_record_encode(const struct record *record, uint8_t *out, size_t size)
{
	long person = id_length(record->person), stream = id_length(record->stream);
	size_t needed = inbox_record_size(record);
	struct byte_writer w;

	if (person < 0 || stream < 0 || !is_fine(record) || needed - SIZE_SIZE > INBOX_RECORD_MAX)
		return -EINVAL;
	if (size < needed)
		return -ENOBUFS;
	byte_writer_init(&w, out, size);
	put_u32(&w, (uint32_t)(needed - SIZE_SIZE));
	put_u8(&w, (uint8_t)person);
	put_bytes(&w, record->person, (size_t)person);
	put_u8(&w, (uint8_t)stream);
	put_bytes(&w, record->stream, (size_t)stream);
	put_u16(&w, record->kind);
	put_u16(&w, record->version);
	put_u64(&w, (uint64_t)record->start_utc_ns);
	put_u64(&w, (uint64_t)record->end_utc_ns);
	for (int i = 0; i < RECORD_NUMBERS; i++)
		put_f64(&w, record->number[i]);
	put_u32(&w, (uint32_t)record->blob_size);
	if (record->blob_size > 0)
		put_bytes(&w, record->blob, record->blob_size);
	return w.failed ? -ENOBUFS : (long)w.at;
}

static bool get_id(struct byte_reader *r, char id[RECORD_ID_MAX])
{
	size_t length = get_u8(r);
	const uint8_t *bytes = byte_reader_skip(r, length);

	if (!bytes || length >= RECORD_ID_MAX)
		return false;
	memcpy(id, bytes, length);
	return id_length(id) == (long)length;
}

static int decode_body(struct record *record, const uint8_t *data, size_t size)
{
	struct record got = {0};
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	if (!get_id(&r, got.person) || !get_id(&r, got.stream))
		return -EBADMSG;
	got.kind = get_u16(&r);
	got.version = get_u16(&r);
	got.start_utc_ns = (int64_t)get_u64(&r);
	got.end_utc_ns = (int64_t)get_u64(&r);
	for (int i = 0; i < RECORD_NUMBERS; i++)
		got.number[i] = get_f64(&r);
	got.blob_size = get_u32(&r);
	if (r.failed || got.blob_size != byte_reader_left(&r) || !is_fine(&got))
		return -EBADMSG;
	got.blob = byte_reader_skip(&r, got.blob_size);
	*record = got;
	return 0;
}

long inbox_record_decode(struct record *record, const uint8_t *data, size_t size)
{
	struct byte_reader r;
	size_t body;
	int result;

	if (size < SIZE_SIZE)
		return 0;
	byte_reader_init(&r, data, size);
	body = get_u32(&r);
	if (body < FIXED_SIZE || body > INBOX_RECORD_MAX)
		return -EBADMSG;
	if (size - SIZE_SIZE < body)
		return 0;
	result = decode_body(record, data + SIZE_SIZE, body);
	return result < 0 ? result : (long)(SIZE_SIZE + body);
}
