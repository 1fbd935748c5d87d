/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit-format.h"

#include "common/bytes.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum {
	MAGIC_SIZE = 8,
	HEADER_ZEROS = AUDIT_MAC_AT - 8 - 2 - 2 - 4 - 8 - AUDIT_DIGEST_SIZE - AUDIT_KEY_ID_SIZE,
	OUTCOME_MAX = 3,
	CLOCK_MAX = 2,
};

static const char magic[] = "HTAUDIT\n";
static const uint8_t zeros[HEADER_ZEROS];

_Static_assert(AUDIT_SEALED_AT + AUDIT_SEALED_SIZE == AUDIT_MAC_AT, "an entry fills its block");

void audit_header_encode(const struct audit_header *header, uint8_t out[AUDIT_BLOCK_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, AUDIT_BLOCK_SIZE);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, AUDIT_VERSION);
	put_u16(&w, (uint16_t)header->reason);
	put_u32(&w, header->number);
	put_u64(&w, header->first_sequence);
	put_bytes(&w, header->previous, sizeof(header->previous));
	put_bytes(&w, header->key_id, sizeof(header->key_id));
	put_bytes(&w, zeros, sizeof(zeros));
	put_bytes(&w, header->mac, sizeof(header->mac));
}

static void get_bytes(struct byte_reader *r, void *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

int audit_header_decode(struct audit_header *header, const uint8_t data[AUDIT_BLOCK_SIZE])
{
	struct byte_reader r;
	uint8_t filling[HEADER_ZEROS];
	uint16_t reason;

	if (memcmp(data, magic, MAGIC_SIZE) != 0)
		return -EBADMSG;
	byte_reader_init(&r, data + MAGIC_SIZE, AUDIT_BLOCK_SIZE - MAGIC_SIZE);
	if (get_u16(&r) != AUDIT_VERSION)
		return -EPROTONOSUPPORT;
	reason = get_u16(&r);
	header->reason = (enum audit_reason)reason;
	header->number = get_u32(&r);
	header->first_sequence = get_u64(&r);
	get_bytes(&r, header->previous, sizeof(header->previous));
	get_bytes(&r, header->key_id, sizeof(header->key_id));
	get_bytes(&r, filling, sizeof(filling));
	get_bytes(&r, header->mac, sizeof(header->mac));
	if (reason < AUDIT_FIRST || reason > AUDIT_REKEYED || header->number == 0 ||
	    header->first_sequence == 0 || memcmp(filling, zeros, sizeof(zeros)) != 0)
		return -EBADMSG;
	return 0;
}

void audit_block_encode(const struct audit_block *block, uint8_t out[AUDIT_BLOCK_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, AUDIT_BLOCK_SIZE);
	put_u64(&w, block->sequence);
	put_bytes(&w, block->previous, sizeof(block->previous));
	put_bytes(&w, block->nonce, sizeof(block->nonce));
	put_bytes(&w, block->sealed, sizeof(block->sealed));
	put_bytes(&w, block->mac, sizeof(block->mac));
}

void audit_block_decode(struct audit_block *block, const uint8_t data[AUDIT_BLOCK_SIZE])
{
	struct byte_reader r;

	byte_reader_init(&r, data, AUDIT_BLOCK_SIZE);
	block->sequence = get_u64(&r);
	get_bytes(&r, block->previous, sizeof(block->previous));
	get_bytes(&r, block->nonce, sizeof(block->nonce));
	get_bytes(&r, block->sealed, sizeof(block->sealed));
	get_bytes(&r, block->mac, sizeof(block->mac));
}

void audit_plain_encode(const struct audit_plain *plain, uint8_t out[AUDIT_PLAIN_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, AUDIT_PLAIN_SIZE);
	put_u8(&w, plain->outcome);
	put_u8(&w, plain->clock);
	put_u16(&w, 0);
	put_u32(&w, plain->uid);
	put_u64(&w, (uint64_t)plain->utc_ns);
	put_u64(&w, (uint64_t)plain->boottime_ns);
	put_bytes(&w, plain->action, sizeof(plain->action));
	put_bytes(&w, plain->person, sizeof(plain->person));
	put_bytes(&w, plain->detail, sizeof(plain->detail));
}

/* Printable ASCII, then zeros up to the end, at least one. */
static bool is_text(const char *text, size_t size)
{
	size_t length = 0;

	while (length < size && text[length] >= ' ' && text[length] <= '~')
		length++;
	if (length == size)
		return false;
	while (length < size && text[length] == '\0')
		length++;
	return length == size;
}

int audit_plain_decode(struct audit_plain *plain, const uint8_t data[AUDIT_PLAIN_SIZE])
{
	struct byte_reader r;
	uint16_t filling;

	byte_reader_init(&r, data, AUDIT_PLAIN_SIZE);
	plain->outcome = get_u8(&r);
	plain->clock = get_u8(&r);
	filling = get_u16(&r);
	plain->uid = get_u32(&r);
	plain->utc_ns = (int64_t)get_u64(&r);
	plain->boottime_ns = (int64_t)get_u64(&r);
	get_bytes(&r, plain->action, sizeof(plain->action));
	get_bytes(&r, plain->person, sizeof(plain->person));
	get_bytes(&r, plain->detail, sizeof(plain->detail));
	if (filling != 0 || plain->outcome == 0 || plain->outcome > OUTCOME_MAX ||
	    plain->clock > CLOCK_MAX || plain->action[0] == '\0' ||
	    !is_text(plain->action, sizeof(plain->action)) ||
	    !is_text(plain->person, sizeof(plain->person)) ||
	    !is_text(plain->detail, sizeof(plain->detail)))
		return -EBADMSG;
	return 0;
}
