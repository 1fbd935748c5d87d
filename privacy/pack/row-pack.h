/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packed records whose blobs are a head and rows of one size (RECORD_BEATS) or nothing
 * (RECORD_HEART_RATE). What is in them is not looked at.
 *
 * In the table: for each of the numbers u8 form, then for all records: 0 = f64, 1 = whole numbers,
 * each less the one before (signed); then the size of each blob (varint). The content is the blobs'
 * bytes through Zstandard, column by column of the rows.
 */
#pragma once

#include "common/bytes.h"
#include "common/record.h"

#include <glib.h>

G_BEGIN_DECLS

/* As ht_signal_pack(). */
guint ht_row_pack(const struct record *records, guint count, struct record *packed,
		  GByteArray *table, GByteArray *content);
/* As ht_signal_unpack(). */
gboolean ht_row_unpack(const struct record *packed, struct byte_reader *table,
		       const guint8 *content, gsize size, struct record *records, guint count,
		       GByteArray *blobs);

G_END_DECLS
