/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a backup, inside its sealed file (privacy/sealed). Pure: no files, no allocation.
 *
 * Little-endian. First BACKUP_HEAD_SIZE bytes:
 *    8  magic "HTBACK\r\n"
 *    2  version, 1
 *    2  0
 *    8  when it was made, ns of UTC
 *   16  its id
 *  200  its label, UTF-8 filled up with zeros, at least one
 * Then the members, each BACKUP_MEMBER_SIZE bytes and what is in it:
 *    1  kind, 3 zero
 *    4  number: of files that have one, 0 of others
 *    8  size
 * Kinds rise; of those with numbers the numbers rise. No member has a name: which file it becomes
 * goes by its kind, so that a backup cannot name a path. The keys come last, so that a piece of a
 * backup opens nothing.
 *
 * Whoever made it may be an enemy who tells somebody its passphrase: sizes are limited by kind.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	BACKUP_VERSION = 1,
	BACKUP_ID_SIZE = 16,
	BACKUP_LABEL_SIZE = 200,
	BACKUP_HEAD_SIZE = 8 + 2 + 2 + 8 + BACKUP_ID_SIZE + BACKUP_LABEL_SIZE,
	BACKUP_MEMBER_SIZE = 1 + 3 + 4 + 8,
	BACKUP_PAGE_SIZE = 4096, /* of the database */
	BACKUP_NAME_MAX = 32,
	BACKUP_MEMBERS_MAX = 100000,
};

enum backup_kind {
	BACKUP_DATABASE = 1,
	BACKUP_HEAD = 2,
	BACKUP_AUDIT_FILE = 3, /* numbered */
	BACKUP_AUDIT_STATE = 4,
	BACKUP_INBOX = 5, /* numbered */
	BACKUP_ENROLMENT = 6,
	BACKUP_PINS = 7,
	BACKUP_CHECKPOINT = 8,
	BACKUP_SEGMENTS = 9,
	BACKUP_KEYS = 10,
	BACKUP_END = 11, /* nothing in it, and nothing after it */
};

struct backup_head {
	int64_t utc_ns;
	uint8_t id[BACKUP_ID_SIZE];
	char label[BACKUP_LABEL_SIZE];
};

struct backup_member {
	enum backup_kind kind;
	uint32_t number;
	uint64_t size;
};

void backup_head_encode(const struct backup_head *head, uint8_t out[BACKUP_HEAD_SIZE]);
/* Returns 0; -EINVAL for what is no backup, -EPROTONOSUPPORT for a later version, -EBADMSG. */
int backup_head_decode(struct backup_head *head, const uint8_t data[BACKUP_HEAD_SIZE]);

void backup_member_encode(const struct backup_member *member, uint8_t out[BACKUP_MEMBER_SIZE]);
/* before: the member before it, NULL = it is the first. Returns 0; -EBADMSG for what cannot stand
 * there, -EFBIG for a size that its kind cannot have. */
int backup_member_decode(struct backup_member *member, const struct backup_member *before,
			 const uint8_t data[BACKUP_MEMBER_SIZE]);
/* The file in the state folder that it becomes; "" for the end. */
void backup_member_name(const struct backup_member *member, char out[BACKUP_NAME_MAX]);
