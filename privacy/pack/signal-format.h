/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ECG and waves of version 1 (common/waveform.h, common/wave_record.h) in one form. */
#pragma once

#include "common/bytes.h"
#include "common/record.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	gboolean is_ecg;
	guint32 rate_mhz; /* 0 = not known */
	guint32 scale_nv; /* ECG only, as the rest is of waves only */
	guint16 quantity;
	gboolean is_float, has_time;
	double scale;
	guint channels; /* ECG: 1 */
	guint samples;
} HtSignalFormat;

/* Appends the record's samples to values (gint32). FALSE, with nothing appended, for a blob that
 * lies, for another version and for no samples at all. */
gboolean ht_signal_read(const struct record *record, HtSignalFormat *format, GArray *values);
/* But for the number of samples. */
gboolean ht_signal_formats_are_alike(const HtSignalFormat *a, const HtSignalFormat *b);
/* As a table has it; samples are not in it. */
void ht_signal_format_put(const HtSignalFormat *format, GByteArray *table);
gboolean ht_signal_format_get(HtSignalFormat *format, guint16 kind, struct byte_reader *table);
/* Appends a blob of version 1 and returns its size; 0 for samples that none can hold. */
gsize ht_signal_write(const HtSignalFormat *format, const gint32 *values, GByteArray *out);

G_END_DECLS
