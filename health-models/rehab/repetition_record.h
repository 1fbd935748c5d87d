/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_REPETITION: one repetition of a session. The record's start and end are the
 * repetition's: only the turn is in the blob, from the start on, so that a record that is dated
 * anew keeps its shape.
 *
 * Version 1, little-endian: session, exercise (u8 length, then characters), u8 side, u16 set,
 * u16 number, u8 label, i64 turn - start (ns), f32 score, f32 part[0 .. 4], then the numbers of
 * struct repetition in their order. What was not measured is a NaN.
 */
#pragma once

#include "health-models/rehab/repetition.h"

#include <stddef.h>

enum {
	REPETITION_RECORD_VERSION = 1,
	REPETITION_RECORD_SIZE_MAX = 192,
	REHAB_ID_MAX = 49, /* of a session and of an exercise, the NUL included */
};

enum rehab_side { REHAB_SIDE_NONE = 0, REHAB_SIDE_LEFT = 1, REHAB_SIDE_RIGHT = 2 };

struct repetition_record {
	char session[REHAB_ID_MAX];  /* a-z 0-9 . - */
	char exercise[REHAB_ID_MAX]; /* likewise */
	enum rehab_side side;
	uint16_t set;    /* from 1 */
	uint16_t number; /* in the set, from 1 */
	struct repetition repetition;
};

struct byte_reader;
struct byte_writer;

/* For the session's record as well: u8 length, then characters. put sets w->failed where the id is
 * none; get returns false. */
void rehab_id_put(struct byte_writer *w, const char id[REHAB_ID_MAX]);
bool rehab_id_get(struct byte_reader *r, char id[REHAB_ID_MAX]);

/* Returns the bytes used, -ENOBUFS, or -EINVAL for what cannot be kept: an id that is none, times
 * that are not in order, a set or number of 0, a label or side that is not known. */
long repetition_record_encode(const struct repetition_record *record, uint8_t *out, size_t size);
/* start_ns and end_ns are the record's. Returns 0, -EBADMSG for a blob that lies, or
 * -EPROTONOSUPPORT; *record is undefined then. */
int repetition_record_decode(uint16_t version, const uint8_t *blob, size_t size, int64_t start_ns,
			     int64_t end_ns, struct repetition_record *record);
