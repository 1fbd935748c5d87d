/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a reading field by field, in the order in which a measurement has them. */
#pragma once

#include "common/bytes.h"
#include "common/sample.h"

enum { READING_USER_UNKNOWN = 255 };

void reading_init(struct reading_block *reading);
/* A value that no longer finds room is left out; no service has so many. */
void reading_add(struct reading_block *reading, enum quantity quantity, double value);
/* Reads an SFLOAT, or a FLOAT, and adds it times scale; what is no number is left out. */
void reading_add_sfloat(struct reading_block *reading, enum quantity quantity, double scale,
			struct byte_reader *r);
void reading_add_float(struct reading_block *reading, enum quantity quantity, double scale,
		       struct byte_reader *r);
/* Reads a Date Time; has_clock tells whether it is one. */
void reading_get_clock(struct reading_block *reading, struct byte_reader *r);
/* Hands the reading over. Returns 0, or -EBADMSG with block left alone where r ran past the end. */
int reading_finish(const struct reading_block *reading, const struct byte_reader *r,
		   struct sample_block *block);
/* All of this for a whole packet, whose fields `get` reads. */
int reading_decode(void (*get)(struct reading_block *reading, struct byte_reader *r),
		   const uint8_t *data, size_t size, struct sample_block *block);
