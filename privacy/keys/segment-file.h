/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of DIR/segments. Pure: no files, no allocation.
 *
 * Version 1, little-endian:
 *    8  magic "HTSEGS\r\n"
 *    2  version, 1
 *   16  which keys it belongs to: a keyed hash, so that other keys are told from damage
 *   24  nonce
 *    n  the body and 16 bytes of tag, by XChaCha20-Poly1305 with all before as additional data
 *
 * Body: u32 next number, u32 events so far, u32 entries, u32 backups; then the entries, their
 * numbers rising, then the backups, their events rising.
 *   entry:  u32 number, u32 month, u32 event that destroyed it (0 = none), u8 length and person,
 *           and unless destroyed: 24 nonce, 48 wrapped key
 *   backup: u32 event, u32 first number that it has not, i64 time in ns, u8 length and id,
 *           u8 length and label
 *
 * Whoever made the body may hold the key (a backup's author): every length is checked.
 */
#pragma once

#include "common/bytes.h"
#include "common/record.h"

enum {
	SEGMENT_FILE_VERSION = 1,
	SEGMENT_FILE_CHECK_SIZE = 16,
	SEGMENT_FILE_NONCE_SIZE = 24,
	SEGMENT_FILE_TAG_SIZE = 16,
	SEGMENT_FILE_HEADER_SIZE = 8 + 2 + SEGMENT_FILE_CHECK_SIZE + SEGMENT_FILE_NONCE_SIZE,
	SEGMENT_WRAPPED_SIZE = 32 + SEGMENT_FILE_TAG_SIZE,
	SEGMENT_COUNTS_SIZE = 4 * 4,
	SEGMENT_ENTRY_SIZE_MAX =
	    4 + 4 + 4 + 1 + RECORD_ID_MAX + SEGMENT_FILE_NONCE_SIZE + SEGMENT_WRAPPED_SIZE,
	SEGMENT_BACKUP_ID_MAX = 64, /* with the final zero, as the next */
	SEGMENT_BACKUP_LABEL_MAX = 200,
	SEGMENT_BACKUP_SIZE_MAX =
	    4 + 4 + 8 + 1 + SEGMENT_BACKUP_ID_MAX + 1 + SEGMENT_BACKUP_LABEL_MAX,
};

struct segment_header {
	uint8_t check[SEGMENT_FILE_CHECK_SIZE];
	uint8_t nonce[SEGMENT_FILE_NONCE_SIZE];
};

struct segment_counts {
	uint32_t next_number; /* never given out yet; above every entry's */
	uint32_t events;      /* destructions and backups so far */
	uint32_t entries;
	uint32_t backups;
};

struct segment_entry {
	uint32_t number;
	uint32_t month;
	uint32_t destroyed_by; /* event; 0 = the key is there */
	char person[RECORD_ID_MAX];
	uint8_t nonce[SEGMENT_FILE_NONCE_SIZE];
	uint8_t wrapped[SEGMENT_WRAPPED_SIZE];
};

struct segment_backup {
	uint32_t event;
	uint32_t numbers_below;
	int64_t utc_ns;
	char id[SEGMENT_BACKUP_ID_MAX];
	char label[SEGMENT_BACKUP_LABEL_MAX];
};

void segment_header_encode(const struct segment_header *header,
			   uint8_t out[SEGMENT_FILE_HEADER_SIZE]);
/* Returns 0; -EBADMSG for what is no such file or too short; -EPROTONOSUPPORT for a later version.
 */
int segment_header_decode(struct segment_header *header, const uint8_t *data, size_t size);

void segment_put_counts(struct byte_writer *w, const struct segment_counts *counts);
void segment_put_entry(struct byte_writer *w, const struct segment_entry *entry);
void segment_put_backup(struct byte_writer *w, const struct segment_backup *backup);
/* Each returns 0, or -EBADMSG. Order and ranges against the counts are checked by the next. */
int segment_get_counts(struct byte_reader *r, struct segment_counts *counts);
/* after: the number of the entry before, 0 = none. */
int segment_get_entry(struct byte_reader *r, const struct segment_counts *counts, uint32_t after,
		      struct segment_entry *entry);
/* after: the event of the backup before, 0 = none. */
int segment_get_backup(struct byte_reader *r, const struct segment_counts *counts, uint32_t after,
		       struct segment_backup *backup);
