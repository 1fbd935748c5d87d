/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a backup, then members one after the other. */
#include "privacy/backup/backup-member.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A name is one of a hub's files, and never a path that leads elsewhere. */
static void check_name(const struct backup_member *member)
{
	char name[BACKUP_NAME_MAX];
	size_t length;

	backup_member_name(member, name);
	length = strnlen(name, sizeof(name));
	if (length == sizeof(name) || name[0] == '/' || strstr(name, "..") ||
	    (length == 0) != (member->kind == BACKUP_END) ||
	    (length > 0 && name[length - 1] == '/'))
		abort();
}

static size_t decode_head(const uint8_t *data, size_t size)
{
	struct backup_head head;
	uint8_t again[BACKUP_HEAD_SIZE];

	if (size < BACKUP_HEAD_SIZE || backup_head_decode(&head, data) < 0)
		return 0;
	backup_head_encode(&head, again);
	if (memcmp(again, data, sizeof(again)) != 0)
		abort();
	return BACKUP_HEAD_SIZE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct backup_member member, before;
	size_t at = decode_head(data, size);
	int first = 1;

	for (; size - at >= BACKUP_MEMBER_SIZE; at += BACKUP_MEMBER_SIZE) {
		uint8_t again[BACKUP_MEMBER_SIZE];

		if (backup_member_decode(&member, first ? NULL : &before, data + at) < 0)
			continue;
		backup_member_encode(&member, again);
		if (memcmp(again, data + at, sizeof(again)) != 0)
			abort();
		check_name(&member);
		before = member;
		first = 0;
	}
	return 0;
}
