/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples of one stream as RECORD_ECG_WAVEFORM of a second each, so that no sample waits longer for
 * its record, and which of them are on disk. Main thread only.
 */
#pragma once

#include "common/timeline.h"
#include "daemon/writer.h"

G_BEGIN_DECLS

typedef struct _HtWaveformWriter HtWaveformWriter;

/* What can be kept: rates from 1 mHz to this, and microvolts of 24 bits. */
#define HT_WAVEFORM_RATE_MAX_MHZ 2000000
#define HT_WAVEFORM_UV_MAX       0x7fffff

/* (transfer full) Writer, person and stream must outlive it. */
HtWaveformWriter *ht_waveform_writer_new(HtWriter *writer, const char *person, const char *stream,
					 const struct timeline *timeline);
void ht_waveform_writer_free(HtWaveformWriter *waveform);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWaveformWriter, ht_waveform_writer_free)

/* The next sample; its index is one more than the last one's, but after a flush. TRUE when it
 * completed a record. */
gboolean ht_waveform_writer_push(HtWaveformWriter *waveform, gint64 index, gint32 uv);
/* Writes a short record of what is left. */
void ht_waveform_writer_flush(HtWaveformWriter *waveform);
/* Records up to this index are on disk: returns the samples in those that were not before. */
guint64 ht_waveform_writer_committed(HtWaveformWriter *waveform, guint64 end_index);
/* Everything handed to the store is on disk. */
gboolean ht_waveform_writer_settled(const HtWaveformWriter *waveform);

G_END_DECLS
