/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/backup/backup-member.h"

#include "common/bytes.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { MAGIC_SIZE = 8, DIGITS = 6 };

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)
#define TIB (UINT64_C(1) << 40)

static const char magic[] = "HTBACK\r\n";

/* What there is to know of each kind. */
static const struct kind {
	const char *name; /* ends in "/" where a number follows */
	uint64_t size_max;
} kinds[BACKUP_END + 1] = {
    [BACKUP_DATABASE] = {"twin.db", TIB},
    [BACKUP_HEAD] = {"head", MIB},
    [BACKUP_AUDIT_FILE] = {"audit/", 64 * MIB},
    [BACKUP_AUDIT_STATE] = {"audit/state", 64 * KIB},
    [BACKUP_INBOX] = {"inbox/", 1024 * MIB},
    [BACKUP_ENROLMENT] = {"enrolment", 16 * MIB},
    [BACKUP_PINS] = {"wearables.pins", MIB},
    [BACKUP_CHECKPOINT] = {"checkpoint", 4 * KIB},
    [BACKUP_SEGMENTS] = {"segments", 256 * MIB},
    [BACKUP_KEYS] = {"keys", 64 * KIB},
    [BACKUP_END] = {"", 0},
};

static bool is_numbered(enum backup_kind kind)
{
	return kind == BACKUP_AUDIT_FILE || kind == BACKUP_INBOX;
}

void backup_head_encode(const struct backup_head *head, uint8_t out[BACKUP_HEAD_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, BACKUP_HEAD_SIZE);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, BACKUP_VERSION);
	put_u16(&w, 0);
	put_u64(&w, (uint64_t)head->utc_ns);
	put_bytes(&w, head->id, sizeof(head->id));
	put_bytes(&w, head->label, sizeof(head->label));
}

static void get_bytes(struct byte_reader *r, void *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

/* A text, then zeros up to the end, at least one. */
static bool is_filled_up(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	if (length == size)
		return false;
	while (length < size && text[length] == '\0')
		length++;
	return length == size;
}

int backup_head_decode(struct backup_head *head, const uint8_t data[BACKUP_HEAD_SIZE])
{
	struct byte_reader r;

	if (memcmp(data, magic, MAGIC_SIZE) != 0)
		return -EINVAL;
	byte_reader_init(&r, data + MAGIC_SIZE, BACKUP_HEAD_SIZE - MAGIC_SIZE);
	if (get_u16(&r) != BACKUP_VERSION)
		return -EPROTONOSUPPORT;
	if (get_u16(&r) != 0)
		return -EBADMSG;
	head->utc_ns = (int64_t)get_u64(&r);
	get_bytes(&r, head->id, sizeof(head->id));
	get_bytes(&r, head->label, sizeof(head->label));
	return is_filled_up(head->label, sizeof(head->label)) ? 0 : -EBADMSG;
}

void backup_member_encode(const struct backup_member *member, uint8_t out[BACKUP_MEMBER_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, BACKUP_MEMBER_SIZE);
	put_u32(&w, (uint32_t)member->kind);
	put_u32(&w, member->number);
	put_u64(&w, member->size);
}

static bool may_follow(const struct backup_member *member, const struct backup_member *before)
{
	if (!before)
		return member->kind == BACKUP_DATABASE;
	if (member->kind == before->kind)
		return is_numbered(member->kind) && member->number > before->number;
	/* Without these two it is worth nothing. */
	if (member->kind > BACKUP_KEYS && before->kind < BACKUP_KEYS)
		return false;
	return member->kind > before->kind;
}

int backup_member_decode(struct backup_member *member, const struct backup_member *before,
			 const uint8_t data[BACKUP_MEMBER_SIZE])
{
	struct byte_reader r;
	struct backup_member read;
	uint32_t kind;

	byte_reader_init(&r, data, BACKUP_MEMBER_SIZE);
	kind = get_u32(&r);
	read.number = get_u32(&r);
	read.size = get_u64(&r);
	if (kind < BACKUP_DATABASE || kind > BACKUP_END)
		return -EBADMSG;
	read.kind = (enum backup_kind)kind;
	if (is_numbered(read.kind) != (read.number > 0) || !may_follow(&read, before))
		return -EBADMSG;
	if (read.size > kinds[kind].size_max)
		return -EFBIG;
	if (read.kind == BACKUP_DATABASE && (read.size == 0 || read.size % BACKUP_PAGE_SIZE != 0))
		return -EBADMSG;
	*member = read;
	return 0;
}

void backup_member_name(const struct backup_member *member, char out[BACKUP_NAME_MAX])
{
	const char *name = kinds[member->kind].name;
	size_t length = strlen(name);
	char digits[10];
	uint32_t number = member->number;
	size_t count = 0;

	memset(out, 0, BACKUP_NAME_MAX);
	memcpy(out, name, length);
	if (!is_numbered(member->kind))
		return;
	while (number > 0 || count < DIGITS) {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	}
	while (count > 0)
		out[length++] = digits[--count];
}
