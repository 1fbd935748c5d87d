/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/segment-file.h"

#include <errno.h>
#include <string.h>

enum { MAGIC_SIZE = 8 };

static const uint8_t magic[MAGIC_SIZE] = {'H', 'T', 'S', 'E', 'G', 'S', '\r', '\n'};

void segment_header_encode(const struct segment_header *header,
			   uint8_t out[SEGMENT_FILE_HEADER_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, SEGMENT_FILE_HEADER_SIZE);
	put_bytes(&w, magic, sizeof(magic));
	put_u16(&w, SEGMENT_FILE_VERSION);
	put_bytes(&w, header->check, sizeof(header->check));
	put_bytes(&w, header->nonce, sizeof(header->nonce));
}

static void get_bytes(struct byte_reader *r, void *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

int segment_header_decode(struct segment_header *header, const uint8_t *data, size_t size)
{
	struct byte_reader r;

	if (size < SEGMENT_FILE_HEADER_SIZE + SEGMENT_FILE_TAG_SIZE ||
	    memcmp(data, magic, sizeof(magic)) != 0)
		return -EBADMSG;
	byte_reader_init(&r, data + MAGIC_SIZE, SEGMENT_FILE_HEADER_SIZE - MAGIC_SIZE);
	if (get_u16(&r) != SEGMENT_FILE_VERSION)
		return -EPROTONOSUPPORT;
	get_bytes(&r, header->check, sizeof(header->check));
	get_bytes(&r, header->nonce, sizeof(header->nonce));
	return 0;
}

/* Texts are cut to what their field holds: what comes in through segment_get_... fits. */
static void put_text(struct byte_writer *w, const char *text, size_t max)
{
	size_t size = strnlen(text, max - 1);

	put_u8(w, (uint8_t)size);
	put_bytes(w, text, size);
}

static void get_text(struct byte_reader *r, char *text, size_t max)
{
	size_t size = get_u8(r);
	const uint8_t *bytes = size < max ? byte_reader_skip(r, size) : NULL;

	memset(text, 0, max);
	if (!bytes || memchr(bytes, '\0', size))
		r->failed = r->failed || size > 0;
	else
		memcpy(text, bytes, size);
}

void segment_put_counts(struct byte_writer *w, const struct segment_counts *counts)
{
	put_u32(w, counts->next_number);
	put_u32(w, counts->events);
	put_u32(w, counts->entries);
	put_u32(w, counts->backups);
}

void segment_put_entry(struct byte_writer *w, const struct segment_entry *entry)
{
	put_u32(w, entry->number);
	put_u32(w, entry->month);
	put_u32(w, entry->destroyed_by);
	put_text(w, entry->person, sizeof(entry->person));
	if (entry->destroyed_by)
		return;
	put_bytes(w, entry->nonce, sizeof(entry->nonce));
	put_bytes(w, entry->wrapped, sizeof(entry->wrapped));
}

void segment_put_backup(struct byte_writer *w, const struct segment_backup *backup)
{
	put_u32(w, backup->event);
	put_u32(w, backup->numbers_below);
	put_u64(w, (uint64_t)backup->utc_ns);
	put_text(w, backup->id, sizeof(backup->id));
	put_text(w, backup->label, sizeof(backup->label));
}

int segment_get_counts(struct byte_reader *r, struct segment_counts *counts)
{
	counts->next_number = get_u32(r);
	counts->events = get_u32(r);
	counts->entries = get_u32(r);
	counts->backups = get_u32(r);
	return r->failed || counts->next_number == 0 ? -EBADMSG : 0;
}

int segment_get_entry(struct byte_reader *r, const struct segment_counts *counts, uint32_t after,
		      struct segment_entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	entry->number = get_u32(r);
	entry->month = get_u32(r);
	entry->destroyed_by = get_u32(r);
	get_text(r, entry->person, sizeof(entry->person));
	if (!entry->destroyed_by) {
		get_bytes(r, entry->nonce, sizeof(entry->nonce));
		get_bytes(r, entry->wrapped, sizeof(entry->wrapped));
	}
	if (r->failed || entry->number <= after || entry->number >= counts->next_number ||
	    entry->destroyed_by > counts->events)
		return -EBADMSG;
	return 0;
}

int segment_get_backup(struct byte_reader *r, const struct segment_counts *counts, uint32_t after,
		       struct segment_backup *backup)
{
	memset(backup, 0, sizeof(*backup));
	backup->event = get_u32(r);
	backup->numbers_below = get_u32(r);
	backup->utc_ns = (int64_t)get_u64(r);
	get_text(r, backup->id, sizeof(backup->id));
	get_text(r, backup->label, sizeof(backup->label));
	if (r->failed || backup->event <= after || backup->event > counts->events ||
	    backup->numbers_below > counts->next_number || !backup->id[0])
		return -EBADMSG;
	return 0;
}
