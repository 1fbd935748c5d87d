/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is inside a file of the inbox, once it is unsealed. Pure: no files, no allocation.
 *
 * Little-endian. First
 *    2  version, 1
 *    2  0
 *    4  number of the file, as in its name
 *   16  id of the file, random
 *   16  id of the daemon's start that wrote it, random
 * then records, each
 *    4  bytes of what follows, INBOX_RECORD_MAX at most
 *    1  bytes of the person's id, and so many: printable ASCII; 0 = nobody's
 *    1  bytes of the stream's id, likewise
 *    2  kind, not 0
 *    2  version of the blob, not 0
 *    8  start, 8 end in nanoseconds of UTC; not before the start
 *   32  four numbers, binary64
 *    4  bytes of the blob, and so many, to the record's end
 */
#pragma once

#include "common/record.h"

enum {
	INBOX_VERSION = 1,
	INBOX_ID_SIZE = 16,
	INBOX_START_SIZE = 2 + 2 + 4 + INBOX_ID_SIZE + INBOX_ID_SIZE,
	INBOX_RECORD_MAX = 1 << 20,
};

struct inbox_start {
	uint32_t number;
	uint8_t id[INBOX_ID_SIZE];
	uint8_t session[INBOX_ID_SIZE];
};

void inbox_start_encode(const struct inbox_start *start, uint8_t out[INBOX_START_SIZE]);
/* Returns 0; -EBADMSG, -EPROTONOSUPPORT for a later version. */
int inbox_start_decode(struct inbox_start *start, const uint8_t data[INBOX_START_SIZE]);

/* Bytes that the record takes. */
size_t inbox_record_size(const struct record *record);
/* Returns the bytes used, -ENOBUFS, or -EINVAL for a record that could not be read back. */
long inbox_record_encode(const struct record *record, uint8_t *out, size_t size);
/* Returns the bytes used; 0 where the bytes end inside a record; -EBADMSG for bytes that lie. The
 * blob stays where it is. *record is untouched unless the result is positive. */
long inbox_record_decode(struct record *record, const uint8_t *data, size_t size);
