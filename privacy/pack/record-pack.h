/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many small records of one stream as one: version 2 of RECORD_ECG_WAVEFORM, RECORD_WAVE,
 * RECORD_BEATS and RECORD_HEART_RATE. Unpacked, each is what it was, bit for bit: times, numbers
 * and the blob of version 1.
 *
 * The blob, varints as in varint.h: varint size of the table, varint size of its Zstandard frame,
 * the frame, then the content. The table: varint records, for each the start less the end of the
 * one before and the length less the one before's (signed, ns; the first starts with the packed
 * record), then what signal-pack.h or row-pack.h say.
 */
#pragma once

#include "common/record.h"

#include <glib.h>

G_BEGIN_DECLS

enum { HT_PACKED_VERSION = 2, HT_PACKED_RECORDS_MAX = 4096 };

/* Whether records of this kind are packed at all. */
gboolean ht_record_is_packable(guint16 kind);
gboolean ht_record_is_packed(const struct record *record);

/* Packs as many of the records, from the first, as belong into one: of one stream, person and kind,
 * alike, and without a hole between them. blob is overwritten and packed points into it. Returns
 * how many these are; 0 if the first cannot be packed so that it comes back bit for bit (it is
 * tried). */
guint ht_record_pack(const struct record *records, guint count, struct record *packed,
		     GByteArray *blob);

/* The record is valid during the call. Return FALSE to stop. */
typedef gboolean (*HtRecordVisitor)(gpointer context, const struct record *record);
/* Visits what was packed, oldest first. FALSE for a blob that lies; nothing was visited then. */
gboolean ht_record_unpack(const struct record *packed, HtRecordVisitor visitor, gpointer context);

G_END_DECLS
