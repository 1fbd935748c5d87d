/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples of packed waveforms: the blobs of RECORD_ECG_WAVEFORM and RECORD_WAVE of version 1
 * in a row.
 *
 * In the table: for ECG u32 rate_mhz and scale_nv, for waves what common/wave_record.h says up to
 * the scale; then u8 rule and f64 step of the counts (common/count_grid.h), and the samples of
 * each record (signed, less the one before's). The content is one block of sample-pack.h.
 */
#pragma once

#include "common/bytes.h"
#include "common/record.h"

#include <glib.h>

G_BEGIN_DECLS

/* Packs as many of the records, from the first, as go into one: returns how many, 0 = none. Appends
 * to table and content and sets the numbers of the packed record. */
guint ht_signal_pack(const struct record *records, guint count, struct record *packed,
		     GByteArray *table, GByteArray *content);
/* Fills in numbers and sizes of records, whose blobs are appended to blobs one by one. */
gboolean ht_signal_unpack(const struct record *packed, struct byte_reader *table,
			  const guint8 *content, gsize size, struct record *records, guint count,
			  GByteArray *blobs);

G_END_DECLS
