/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One stream: the samples of one wearable, for one person, on one device clock.
 *
 * Blocks of ECG become waveform records of a second each, and go through the models if they are
 * somebody's. A sample's index is device time since the first: samples that never came leave their
 * indices empty and a RECORD_GAP that counts them. Main thread only.
 */
#pragma once

#include "common/record.h"
#include "common/sample.h"
#include "common/sample_index.h"
#include "daemon/outlets.h"
#include "health-models/ecg/ecg_event.h"

G_BEGIN_DECLS

typedef struct _HtStream HtStream;

typedef struct {
	guint64 samples_in;      /* handed over by the link */
	guint64 samples_stored;  /* of these, on disk */
	guint64 samples_dropped; /* known to be missing, or come too late to be placed */
	guint64 frames_bad;
	gint64 stored_until_utc_ns; /* 0 = nothing yet */
} HtStreamCounts;

/* (transfer full) person "" = nobody: samples are stored and not analysed. Outlets must outlive it.
 */
HtStream *ht_stream_new(const HtOutlets *outlets, const char *id, const char *address,
			const char *person);
void ht_stream_free(HtStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStream, ht_stream_free)

const char *ht_stream_id(const HtStream *stream);
const char *ht_stream_address(const HtStream *stream);
const char *ht_stream_person(const HtStream *stream);
const HtStreamCounts *ht_stream_counts(const HtStream *stream);
enum rhythm ht_stream_rhythm(const HtStream *stream);
gboolean ht_stream_started(const HtStream *stream);
gboolean ht_stream_finished(const HtStream *stream);
/* Finished, and everything it wrote is on disk. */
gboolean ht_stream_settled(const HtStream *stream);
gint64 ht_stream_origin_utc_ns(const HtStream *stream);
/* Time after the newest sample. */
gint64 ht_stream_end_utc_ns(const HtStream *stream);

/* How a block goes with the stream as it is now. */
enum sample_fit ht_stream_fit(const HtStream *stream, const struct ecg_block *block);
/* Fixes the time of the first sample and the rate; once, before the first ht_stream_ecg(). */
void ht_stream_start(HtStream *stream, const struct ecg_block *first, gint64 origin_utc_ns);
/* A block that fits. */
void ht_stream_ecg(HtStream *stream, const struct ecg_block *block);
/* A block that is not taken; only counted. */
void ht_stream_refuse(HtStream *stream, const struct ecg_block *block, enum sample_fit why);
void ht_stream_heart_rate(HtStream *stream, const struct heart_rate_block *block, gint64 utc_ns);
void ht_stream_battery(HtStream *stream, const struct battery_block *block, gint64 utc_ns);
/* Packets are known to be lost; how many samples that was shows with the next block. */
void ht_stream_lost(HtStream *stream, enum gap_cause cause, guint packets);
/* Writes a gap that is not inside this stream's samples. */
void ht_stream_gap(HtStream *stream, enum gap_cause cause, gint64 start_utc_ns, gint64 end_utc_ns,
		   gint64 samples_missed);
/* Decides and writes everything that is open. */
void ht_stream_finish(HtStream *stream);
/* The store has the samples before this index on disk. Returns how many samples that is. */
guint64 ht_stream_committed(HtStream *stream, gint64 stored_until_utc_ns, guint64 end_index);

G_END_DECLS
