/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples of one stream as records of a second each, so that no sample waits longer for its record,
 * and which of them are on disk: RECORD_ECG_WAVEFORM for ECG, RECORD_WAVE for every other sensor.
 * Main thread only.
 */
#pragma once

#include "common/timeline.h"
#include "daemon/streams/samples.h"
#include "daemon/streams/writer.h"

G_BEGIN_DECLS

typedef struct _HtWaveformWriter HtWaveformWriter;

/* (transfer full) Writer, person, stream and timeline must outlive it. format: any block of the
 * stream. */
HtWaveformWriter *ht_waveform_writer_new(HtWriter *writer, const char *person, const char *stream,
					 const struct timeline *timeline, const HtSamples *format);
void ht_waveform_writer_free(HtWaveformWriter *waveform);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWaveformWriter, ht_waveform_writer_free)

/* The values of the next sample; its index is one more than the last one's, but after a flush.
 * TRUE when it completed a record. */
gboolean ht_waveform_writer_push(HtWaveformWriter *waveform, gint64 index, const gint32 *raw);
/* Writes a short record of what is left. */
void ht_waveform_writer_flush(HtWaveformWriter *waveform);
/* Records that end at this time or before are on disk: returns the samples in those that were not
 * before. */
guint64 ht_waveform_writer_committed(HtWaveformWriter *waveform, gint64 stored_until_utc_ns);
/* Everything handed to the store is on disk. */
gboolean ht_waveform_writer_settled(const HtWaveformWriter *waveform);

G_END_DECLS
